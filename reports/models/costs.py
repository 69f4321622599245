"""What the partners pay towards the partnership in a financial year, and what it is spent on."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from partnership.models import Agency, Person

_MONEY = {"max_digits": 11, "decimal_places": 2, "validators": [MinValueValidator(Decimal(0))]}


class Contribution(models.Model):
    """What one agency gives in a financial year, in money or in kind."""

    year = models.SlugField(max_length=7, help_text="Such as 2025-26")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(**_MONEY, help_text="Pounds")
    in_kind = models.CharField(max_length=300, blank=True, help_text="Rooms, staff or time it lends")
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["year", "-amount", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["year", "agency"], name="contribution_once_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="contribution_not_negative"),
            models.CheckConstraint(condition=Q(year__regex=r"^\d{4}-\d{2}$"), name="contribution_of_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.year}"


class Cost(models.Model):
    """One heading the partnership spends money on in a financial year."""

    year = models.SlugField(max_length=7, help_text="Such as 2025-26")
    heading = models.CharField(max_length=120)
    amount = models.DecimalField(**_MONEY, help_text="Pounds")
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["year", "-amount", "heading"]
        constraints = [
            models.UniqueConstraint(fields=["year", "heading"], name="cost_heading_once_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_not_negative"),
            models.CheckConstraint(condition=Q(year__regex=r"^\d{4}-\d{2}$"), name="cost_of_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.heading}, {self.year}"
