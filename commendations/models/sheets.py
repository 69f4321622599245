"""Scoring sheets: what panels score by, in versions that never change; a round keeps the one it began with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from partnership.models import Person


class Sheet(models.Model):
    """One version of the criteria; the highest number is the one new rounds begin with."""

    number = models.PositiveSmallIntegerField(unique=True)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True, help_text="What is different, and why")

    class Meta:
        ordering = ["-number"]
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="sheet_numbers_begin_with_1")]

    def __str__(self) -> str:
        return f"Version {self.number}"


class Criterion(models.Model):
    """What a panel scores by, with a word for each number from 1 to 5."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField(default=1)
    words = ArrayField(models.CharField(max_length=120), size=5)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sheet", "place"]
        verbose_name_plural = "criteria"
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="criterion_weight_from_1_to_5"),
            models.CheckConstraint(condition=Q(words__len=5), name="criterion_has_five_words"),
            models.UniqueConstraint(fields=["sheet", "name"], name="criterion_once_in_a_sheet"),
        ]

    def __str__(self) -> str:
        return self.name
