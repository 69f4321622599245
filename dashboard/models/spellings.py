"""How people have said that values are meant: unknown values of a load, and the spellings the partnership keeps."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dashboard.models.loads import Load
from partnership.models import Agency, Person


class SpellingQuerySet(models.QuerySet["Spelling"]):
    """Adjectives of spellings; whoever may load data for any agency sees them all, since they hold for all."""

    def in_force(self) -> SpellingQuerySet:
        return self.filter(ended_at=None)

    def for_list(self) -> SpellingQuerySet:
        return self.select_related("said_by", "agency").order_by("code_set", "written")


class Spelling(models.Model):
    """One value as files write it and what the partnership has said it means; "" means nothing that is known."""

    code_set = models.CharField(max_length=30)
    # In small letters with blanks collapsed, as values are compared.
    written = models.CharField(max_length=60)
    meaning = models.CharField(max_length=30, blank=True)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SpellingQuerySet.as_manager()

    class Meta:
        ordering = ["code_set", "written", "-said_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["code_set", "written"], condition=Q(ended_at=None), name="spelling_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("said_at")), name="spelling_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"Spelling {self.pk}"


class UnknownValueQuerySet(models.QuerySet["UnknownValue"]):
    """Adjectives of unknown values."""

    def for_list(self) -> UnknownValueQuerySet:
        """The most frequent first."""
        return self.order_by("-rows", "code_set", "written")


class UnknownValue(models.Model):
    """A value of a category column that no spelling explains, once it passed the check for what could identify."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="unknown_values")
    code_set = models.CharField(max_length=30)
    column = models.CharField(max_length=120)
    written = models.CharField(max_length=60)
    rows = models.PositiveIntegerField()

    objects = UnknownValueQuerySet.as_manager()

    class Meta:
        ordering = ["-rows", "code_set", "written"]
        constraints = [
            models.UniqueConstraint(fields=["load", "code_set", "written"], name="unknown_value_once_a_load"),
        ]

    def __str__(self) -> str:
        return f"Unknown value {self.pk} of load {self.load_id}"
