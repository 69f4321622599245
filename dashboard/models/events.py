"""The pseudonymised events that measures are computed from: no names, no dates of birth, no words typed by hand.

A key is a keyed digest (HMAC with HASH_KEY) of the sender's reference; the same child of the same area has
the same child_key in every table. Only `.living()` rows count: the others were replaced by a later load, or
belong to a load that is still being read.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dashboard.models.loads import Area, Load


class EventQuerySet(models.QuerySet):
    """Adjectives of events; there is no visible_to, because nobody sees one: only figures leave."""

    def living(self) -> EventQuerySet:
        return self.filter(living=True)

    def of_area(self, area: Area) -> EventQuerySet:
        return self.filter(area=area)


class PseudonymisedRow(models.Model):
    """What every event has: its load and area, its digests, and who speaks for it now."""

    # Without indexes of their own: those below begin with load and area, and every index costs a million rows seconds.
    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Keyed digests: of the natural key of the row, and of all that the row says.
    key = models.CharField(max_length=32)
    content = models.CharField(max_length=32)
    living = models.BooleanField(default=False)
    replaced_by = models.ForeignKey(
        Load, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Later loads that said exactly the same: when the first load is undone, the next of these owns the row.
    also_in = ArrayField(models.IntegerField(), default=list, blank=True)
    child_key = models.CharField(max_length=32)

    objects = EventQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["area", "key"], condition=Q(living=True), name="%(class)s_one_living_row_a_key"
            ),
            models.CheckConstraint(
                condition=Q(living=False) | Q(replaced_by__isnull=True), name="%(class)s_living_is_not_replaced"
            ),
        ]
        indexes = [
            models.Index(fields=["load", "key"], name="%(class)s_load_key"),
            models.Index(fields=["replaced_by"], condition=Q(replaced_by__isnull=False), name="%(class)s_replaced_by"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class ChildRow(PseudonymisedRow):
    """A row of an Annex A list or the census; what is known of the child is no finer than measures need."""

    # The band of the age at the event (records.AGE_BANDS); empty when unknown. No date of birth, no year of it.
    age_band = models.CharField(max_length=6, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    ethnic_group = models.CharField(max_length=20, blank=True)
    disability = models.BooleanField(null=True, blank=True)

    class Meta(PseudonymisedRow.Meta):
        abstract = True


class Enquiry(PseudonymisedRow):
    """One child within one enquiry to the MASH, with the times of its stages."""

    contact_key = models.CharField(max_length=32)
    household_key = models.CharField(max_length=32, blank=True)
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    source_code = models.CharField(max_length=2, blank=True)
    source_group = models.CharField(max_length=20, blank=True)
    concern_category = models.CharField(max_length=30)
    initial_rating = models.CharField(max_length=10, blank=True)
    final_rating = models.CharField(max_length=10, blank=True)
    screening_at = models.DateTimeField(null=True, blank=True)
    decision_at = models.DateTimeField(null=True, blank=True)
    # Blank while the enquiry is open; a decision may lack its time when the file had none that could be true.
    decision = models.CharField(max_length=30, blank=True)
    urgent = models.BooleanField(default=False)
    strategy_at = models.DateTimeField(null=True, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    # The code of a locality of the area (data/places.toml), nothing finer; blank when the file tells none.
    locality = models.CharField(max_length=30, blank=True, default="", db_default="")

    class Meta(PseudonymisedRow.Meta):
        verbose_name_plural = "enquiries"
        constraints = [
            *PseudonymisedRow.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(decision_at__isnull=True) | Q(decision_at__gte=F("received_at")))
                & (Q(screening_at__isnull=True) | Q(screening_at__gte=F("received_at")))
                & (Q(outcome_at__isnull=True) | Q(outcome_at__gte=F("received_at")))
                & (Q(strategy_at__isnull=True) | Q(strategy_at__gte=F("received_at"))),
                name="enquiry_times_run_forward",
            ),
            models.CheckConstraint(
                condition=Q(decision_at__isnull=True) | ~Q(decision=""), name="enquiry_time_of_a_decision"
            ),
        ]
        indexes = [
            *PseudonymisedRow.Meta.indexes,
            models.Index(fields=["area", "received_at"], name="enquiry_area_received"),
            # Half of the measures of the hub choose by it: without it a month more takes longer each year.
            models.Index(fields=["area", "decision_at"], name="enquiry_area_decided"),
        ]


class AgencyCheck(models.Model):
    """What the hub asked of one partner agency about an enquiry, and when it answered."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="agency_checks")
    agency_kind = models.CharField(max_length=20)
    requested_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "agency_kind"], name="agencycheck_one_an_agency"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(returned_at__gte=F("requested_at")),
                name="agencycheck_times_run_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"agency check {self.pk}"


def _by_date(name: str, field: str) -> list[models.Index]:
    """The indexes of a list: those of every event and one on area and event date."""
    return [*PseudonymisedRow.Meta.indexes, models.Index(fields=["area", field], name=f"{name}_area_date")]


class Contact(ChildRow):
    """One child within one contact (Annex A list 1)."""

    received_on = models.DateField()
    source_code = models.CharField(max_length=2, blank=True)
    source_group = models.CharField(max_length=20, blank=True)

    class Meta(ChildRow.Meta):
        indexes = _by_date("contact", "received_on")


class EarlyHelp(ChildRow):
    """One early help assessment (Annex A list 2)."""

    started_on = models.DateField()
    completed_on = models.DateField(null=True, blank=True)

    class Meta(ChildRow.Meta):
        verbose_name_plural = "early help"
        indexes = _by_date("earlyhelp", "started_on")


class Referral(ChildRow):
    """One child within one referral (Annex A list 3, census)."""

    referred_on = models.DateField()
    source_code = models.CharField(max_length=2, blank=True)
    source_group = models.CharField(max_length=20, blank=True)
    no_further_action = models.BooleanField(null=True, blank=True)
    # Of the child's latest referral, repeated on each row of the child: never sum.
    earlier_referrals = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(ChildRow.Meta):
        indexes = _by_date("referral", "referred_on")


class Assessment(ChildRow):
    """One assessment of a child (Annex A list 4, census)."""

    started_on = models.DateField()
    # Known from the census only; Annex A gives the start alone.
    referred_on = models.DateField(null=True, blank=True)
    authorised_on = models.DateField(null=True, blank=True)
    child_seen = models.BooleanField(null=True, blank=True)
    needs_support = models.BooleanField(null=True, blank=True)
    factors = ArrayField(models.CharField(max_length=4), default=list, blank=True)

    class Meta(ChildRow.Meta):
        indexes = _by_date("assessment", "started_on")


class Section47(ChildRow):
    """One section 47 enquiry and the conference that followed (Annex A list 5, census)."""

    started_on = models.DateField()
    conference_not_needed = models.BooleanField(null=True, blank=True)
    conference_on = models.DateField(null=True, blank=True)
    led_to_plan = models.BooleanField(null=True, blank=True)
    # Of the child's latest enquiry, repeated on each row of the child: never sum.
    earlier_enquiries = models.PositiveSmallIntegerField(null=True, blank=True)
    earlier_conferences = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(ChildRow.Meta):
        verbose_name = "section 47 enquiry"
        verbose_name_plural = "section 47 enquiries"
        indexes = _by_date("section47", "started_on")


class ChildInNeed(ChildRow):
    """One episode of need (Annex A list 6, census)."""

    started_on = models.DateField()
    primary_need = models.CharField(max_length=2, blank=True)
    last_seen_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closure_reason = models.CharField(max_length=3, blank=True)
    case_status = models.CharField(max_length=3, blank=True)
    # The census may give a conference that followed no section 47 enquiry of the year.
    conference_on = models.DateField(null=True, blank=True)

    class Meta(ChildRow.Meta):
        verbose_name = "episode of need"
        verbose_name_plural = "episodes of need"
        indexes = _by_date("childinneed", "started_on")


class ProtectionPlan(ChildRow):
    """One child protection plan (Annex A list 7, census)."""

    started_on = models.DateField()
    initial_category = models.CharField(max_length=3, blank=True)
    latest_category = models.CharField(max_length=3, blank=True)
    last_visit_on = models.DateField(null=True, blank=True)
    seen_alone = models.BooleanField(null=True, blank=True)
    last_review_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    emergency = models.BooleanField(null=True, blank=True)
    earlier_plans = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(ChildRow.Meta):
        indexes = _by_date("protectionplan", "started_on")


# Every table of events that a load fills directly (agency checks hang on their enquiry).
EVENT_TABLES = (
    Enquiry,
    Contact,
    EarlyHelp,
    Referral,
    Assessment,
    Section47,
    ChildInNeed,
    ProtectionPlan,
)
