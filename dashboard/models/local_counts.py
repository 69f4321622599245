"""Figures that a council counted on its own machine: what a load of counts said, and nothing else of its rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dashboard.models.loads import Load


class LocalCountQuerySet(models.QuerySet["LocalCount"]):
    """Adjectives of counts."""

    def of_load(self, load: Load) -> LocalCountQuerySet:
        return self.filter(load=load)


class LocalCount(models.Model):
    """How many of a measure in a period and part, out of how many; both empty where a small number is hidden."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12)
    period_kind = models.CharField(max_length=20)
    starts_on = models.DateField()
    breakdown = models.CharField(max_length=60, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    provisional = models.BooleanField(default=False)

    objects = LocalCountQuerySet.as_manager()

    class Meta:
        verbose_name = "figure"
        ordering = ["code", "period_kind", "starts_on", "breakdown"]
        constraints = [
            models.UniqueConstraint(
                fields=["load", "code", "period_kind", "starts_on", "breakdown"], name="local_count_once_a_load"
            ),
            models.CheckConstraint(
                condition=Q(numerator__gte=0) | Q(numerator=None, denominator=None), name="local_count_or_hidden"
            ),
        ]

    def __str__(self) -> str:
        return f"Count {self.pk} of load {self.load_id}"
