"""What is measured: each measure, the dated versions of its definition, and the targets agreed for it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from dashboard.models.loads import Area
from priorities.models import Action


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Adjectives of measures."""

    def in_use(self) -> MeasureQuerySet:
        """Measures whose file is still there."""
        return self.filter(retired=False)


class Measure(models.Model):
    """One thing the dashboard follows; its meaning stands in its versions."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    domain = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    retired = models.BooleanField(default=False)
    watches = models.ManyToManyField(
        Action, blank=True, related_name="+", help_text="Actions whose effect should show in its figures"
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class MeasureVersion(models.Model):
    """A definition as it stood from a date on; a reading says under which one it was counted."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    # Digest of what decides the figures: it never changes within one version.
    content = models.CharField(max_length=64)
    words = models.JSONField(default=dict)

    class Meta:
        ordering = ["measure", "-number"]
        constraints = [models.UniqueConstraint(fields=["measure", "number"], name="measure_version_once")]

    def __str__(self) -> str:
        return f"Definition {self.number} of measure {self.measure_id}"


class TargetQuerySet(models.QuerySet["Target"]):
    """Adjectives of targets."""

    def in_force(self, on: date) -> TargetQuerySet:
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Target(models.Model):
    """What the partnership wants a measure to reach in an area, from one day to another."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="targets")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=12, decimal_places=3)
    # How much worse than the target is still tolerated, in the unit of the measure.
    tolerance = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    agreed_by = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "area", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="target_dates_in_order"
            ),
            models.CheckConstraint(condition=Q(tolerance__gte=0), name="target_tolerance_not_negative"),
            models.UniqueConstraint(
                fields=["measure", "area"], condition=Q(valid_to=None), name="target_one_without_end"
            ),
        ]

    def __str__(self) -> str:
        return f"Target {self.value} of measure {self.measure_id}"
