"""What was sent in: the area it speaks of, each load of a file, and the faults found in it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from dashboard import load_states
from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission


class Area(models.Model):
    """A place that figures speak of: a local authority, a region, the nation, or the demonstration county."""

    class Level(models.TextChoices):
        LOCAL_AUTHORITY = "local_authority", "Local authority"
        REGION = "region", "Region"
        NATIONAL = "national", "National"
        COUNTY_DEMO = "county_demo", "Demonstration county"

    code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=20, choices=Level.choices)
    # The three figures that the department's returns use, such as 931; blank where there is none.
    authority_number = models.CharField(max_length=3, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority_number"],
                condition=~Q(authority_number=""),
                name="area_authority_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LoadQuerySet(models.QuerySet["Load"]):
    """Adjectives of loads."""

    def visible_to(self, person: Person) -> LoadQuerySet:
        """Loads of the agencies for which the person may load; the business unit sees all."""
        agencies = access.agencies_where(person, Permission.LOAD_DATA)
        return self if agencies is None else self.filter(agency__in=agencies)

    def waiting(self) -> LoadQuerySet:
        return self.filter(state=load_states.WAITING)

    def under_way(self) -> LoadQuerySet:
        return self.filter(state__in=load_states.UNDER_WAY)

    def done(self) -> LoadQuerySet:
        return self.filter(state=load_states.DONE)

    def left_lying(self, *, before: datetime) -> LoadQuerySet:
        """Loads that nobody has worked at since that moment although there is work to do."""
        return self.filter(
            Q(state__in=load_states.UNDER_WAY) | Q(figures_due=True),
            Q(beat_at__lt=before) | Q(beat_at=None, uploaded_at__lt=before),
        )

    def with_raw_upload(self) -> LoadQuerySet:
        return self.exclude(raw_name="")

    def for_list(self) -> LoadQuerySet:
        return self.select_related("area", "agency", "by")


class Load(models.Model):
    """One file of case-level rows: who sent it, how far its reading is, and what came of it."""

    class Kind(models.TextChoices):
        ANNEX_A = "annex_a", "Annex A workbook"
        CIN_CENSUS = "cin_census", "Children in need census"
        MASH_EVENTS = "mash_events", "MASH enquiries"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    uploaded_at = models.DateTimeField()
    filename = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    reference_date = models.DateField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=load_states.CHOICES, default=load_states.WAITING)
    stage = models.CharField(max_length=60, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Moved on with every chunk of rows: a load under way whose beat is old has lost its worker.
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # When the rows began to speak: from then on a job begun anew need not read the file again.
    kept_at = models.DateTimeField(null=True, blank=True)
    # Rows came or went and the readings do not know it yet.
    figures_due = models.BooleanField(default=False)
    error = models.CharField(max_length=300, blank=True)

    # Per list: rows read, kept (new or changed), unchanged, replaced (older rows), refused.
    counts = models.JSONField(default=dict, blank=True)
    faults_total = models.PositiveIntegerField(default=0)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)

    # The upload itself lies encrypted in the storage under raw_name; its key lies here. Either gone, both useless.
    raw_name = models.CharField(max_length=80, blank=True)
    raw_key = models.BinaryField(max_length=64, null=True)

    objects = LoadQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_to__gte=F("period_from")),
                name="load_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(raw_name="", raw_key__isnull=True) | (~Q(raw_name="") & Q(raw_key__isnull=False)),
                name="load_raw_upload_with_key",
            ),
            models.CheckConstraint(condition=Q(state=load_states.FAILED) ^ Q(error=""), name="load_failed_says_why"),
            models.CheckConstraint(
                condition=Q(state=load_states.UNDONE) ^ Q(undone_at__isnull=True), name="load_undone_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Load {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in load_states.UNDER_WAY

    @property
    def share_done(self) -> int:
        """Whole percent of the rows read so far; 0 while their number is unknown."""
        if not self.rows_total:
            return 0
        return min(100, self.rows_done * 100 // self.rows_total)


class LoadFaultQuerySet(models.QuerySet["LoadFault"]):
    """Adjectives of faults."""

    def for_list(self) -> LoadFaultQuerySet:
        return self.order_by("sheet", "row", "column", "pk")


class LoadFault(models.Model):
    """One thing wrong in one place of a file; it tells what kind of value stood there, never the value."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="faults")
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)
    column = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=40)
    value_class = models.CharField(max_length=60, blank=True)
    sentence = models.CharField(max_length=300)
    remedy = models.CharField(max_length=300)
    row_refused = models.BooleanField(default=False)

    objects = LoadFaultQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["load", "sheet", "row"], name="load_fault_place")]

    def __str__(self) -> str:
        return f"Fault {self.pk} of load {self.load_id}"
