"""What was sent in: the area it speaks of, each load of a file, and the faults found in it."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from dashboard import load_states
from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission


class AreaQuerySet(models.QuerySet["Area"]):
    """Adjectives of areas."""

    def for_loads(self) -> AreaQuerySet:
        """Areas that case-level rows may belong to: single authorities."""
        return self.filter(level__in=[Area.Level.LOCAL_AUTHORITY, Area.Level.COUNTY_DEMO])


class Area(models.Model):
    """A place that figures speak of: a local authority, a region, the nation, or the demonstration county."""

    class Level(models.TextChoices):
        LOCAL_AUTHORITY = "local_authority", "Local authority"
        REGION = "region", "Region"
        NATIONAL = "national", "National"
        COUNTY_DEMO = "county_demo", "Demonstration county"
        HEALTH_TRUST = "health_trust", "Health trust"

    code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=20, choices=Level.choices)
    # The three figures that the department's returns use, such as 931; blank where there is none.
    authority_number = models.CharField(max_length=3, blank=True)
    # Only these agencies send case-level rows of the area, and see its figures in full: the rows are their own.
    senders = models.ManyToManyField(Agency, blank=True, related_name="+")
    # Changes whenever anything that its figures or charts stand on changes (a trigger sees to it): pages that were
    # worked out under the same stamp are still right.
    stamp = models.UUIDField(default=uuid4, editable=False)

    objects = AreaQuerySet.as_manager()

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

    def speaking(self) -> LoadQuerySet:
        """Loads whose rows count: kept and not undone, nor corrected by such a load."""
        kept = Q(state=load_states.DONE) | Q(state=load_states.READING, kept_at__isnull=False)
        correcting = Load.objects.filter(kept, corrects__isnull=False).values("corrects")
        return self.filter(kept).exclude(pk__in=correcting)

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
        COUNTS = "counts", "Counts only"

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
    # By table and column of days: the first and the last day of the rows that were read. Measures ask it.
    covers = models.JSONField(default=dict, blank=True)
    # Numbers of the lists of Annex A that were seen and not read, for no measure is counted from them.
    passed_over = models.JSONField(default=list, blank=True)
    faults_total = models.PositiveIntegerField(default=0)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)

    # The upload itself lies encrypted in the storage under raw_name; its key lies here. Either gone, both useless.
    raw_name = models.CharField(max_length=80, blank=True)
    raw_key = models.BinaryField(max_length=64, null=True)
    # Whoever sent it lets it lie for its hours when values in it are unknown, so that it need not be sent again.
    read_again = models.BooleanField(default=False)

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

    def get_absolute_url(self) -> str:
        return reverse("load", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in load_states.UNDER_WAY

    @property
    def is_working(self) -> bool:
        """Whether a job is at it, or will be: rows are read or figures worked out, also after it was undone."""
        return self.is_under_way or self.figures_due

    @property
    def rows_words(self) -> str:
        """How far the reading is: “12,000 of 20,000 rows”."""
        return f"{self.rows_done:,} of {self.rows_total or 0:,} rows"

    @property
    def in_a_sentence(self) -> str:
        """What came of the load, in one sentence."""
        if self.is_under_way:
            return "The file is here and is being read."
        if self.state == load_states.FAILED:
            return "The file could not be read, and nothing of it was kept."
        read = sum(count["read"] for count in self.counts.values())
        refused = sum(count["refused"] for count in self.counts.values())
        if self.state == load_states.UNDONE:
            return f"{read:,} rows were read. The load was undone: none of them counts any more."
        if not read:
            return "No row was found in the file, so nothing was counted. Check that it is the right file."
        left_out = "none was left out" if not refused else f"{refused:,} could not be kept"
        return f"{read:,} rows were read, and {left_out}."

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What one wants to know of a load, as pairs of words."""
        known = [
            ("Kind", self.get_kind_display()),
            ("Area", self.area.name),
            ("Sent by", f"{self.by}, {self.agency}"),
            ("Sent", date_format(timezone.localtime(self.uploaded_at), "j F Y, H:i")),
            ("State", self.get_state_display()),
        ]
        if self.reference_date:
            known.append(("As at", date_format(self.reference_date)))
        if self.period_from and self.period_to:
            known.append(("Covers", f"{date_format(self.period_from)} to {date_format(self.period_to)}"))
        if self.corrects_id:
            known.append(("Corrects", f"load {self.corrects_id}"))
        known.append(("The file itself", self._file_words))
        return known

    @property
    def _file_words(self) -> str:
        if not self.raw_name:
            return "destroyed"
        return "kept encrypted until it is read" if self.is_under_way else "kept encrypted to be read once more"


class LoadFaultQuerySet(models.QuerySet["LoadFault"]):
    """Adjectives of faults."""

    def for_list(self) -> LoadFaultQuerySet:
        """What a list of faults shows, in the order of the file."""
        return self.order_by("sheet", "row", "column", "pk")

    def by_kind(self) -> list[tuple[str, int]]:
        """Kinds of fault and how many there are of each, the most frequent first."""
        counted = self.order_by().values("kind").annotate(number=Count("pk")).order_by("-number", "kind")
        return [(row["kind"], row["number"]) for row in counted]


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
