"""The figures themselves: one reading for each measure, area, period, source and part; corrections keep the old one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from dashboard.models.loads import Area, Load
from dashboard.models.measures import Measure, MeasureVersion
from dashboard.models.returns import Return
from partnership.periods import Kind


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Adjectives of readings. Every signed-in member of a partner agency may see them all, after suppression."""

    def living(self) -> ReadingQuerySet:
        """What holds now; the others were corrected or withdrawn."""
        return self.filter(superseded_at=None)

    def of_area(self, area: Area) -> ReadingQuerySet:
        return self.filter(area=area)

    def of_measures(self, codes: Iterable[str]) -> ReadingQuerySet:
        return self.filter(measure__code__in=codes)

    def since(self, day: date) -> ReadingQuerySet:
        """Readings whose period ends on the day or later."""
        return self.filter(ends_on__gte=day)

    def for_list(self) -> ReadingQuerySet:
        """What pages draw from, with no further question."""
        return self.order_by("measure_id", "starts_on", "breakdown").select_related("measure", "area")


class Reading(models.Model):
    """One figure of one measure: how much, out of how much, whence, and what is to be known about it."""

    class Status(models.TextChoices):
        FINAL = "final", "Final"
        PROVISIONAL = "provisional", "Provisional"
        MISSING = "missing", "Not received"
        NOT_COLLECTED = "not_collected", "Not asked for"
        SUPPRESSED = "suppressed", "Hidden by its source"
        NO_CASES = "no_cases", "No cases"

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="readings")
    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    period_kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=30)
    # Empty for the whole, else the part: "rating=red".
    breakdown = models.CharField(max_length=60, blank=True)

    numerator = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    value = models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True)
    status = models.CharField(max_length=15, choices=Status.choices, default=Status.FINAL)
    # How the source itself marked it: c, low, u, x, z.
    mark = models.CharField(max_length=4, blank=True)

    # Whether it must not be seen, and the largest hidden count for which that was decided; both empty until then.
    hidden = models.BooleanField(null=True)
    hidden_for = models.PositiveSmallIntegerField(null=True)

    load = models.ForeignKey(Load, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The return whose arrival made it; of a figure that several agencies make up, the last to arrive.
    of_return = models.ForeignKey(Return, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "area", "starts_on", "breakdown"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "area", "period_kind", "starts_on", "source", "breakdown"],
                condition=Q(superseded_at=None),
                name="reading_one_living",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="reading_period_in_order"),
            models.CheckConstraint(
                condition=Q(status__in=("final", "provisional"), value__isnull=False)
                | Q(status__in=("missing", "not_collected", "suppressed", "no_cases"), value__isnull=True),
                name="reading_has_a_value_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(hidden=None, hidden_for=None) | Q(hidden__isnull=False, hidden_for__isnull=False),
                name="reading_hidden_for_a_threshold",
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gte=0), name="reading_denominator_not_negative"
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "measure", "period_kind", "starts_on"],
                condition=Q(superseded_at=None),
                name="reading_living_of_area",
            ),
        ]

    def __str__(self) -> str:
        return f"Reading {self.pk}"
