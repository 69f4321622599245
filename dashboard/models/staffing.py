"""Who was there to do the work: what each team said of its posts in one week (the staffing return)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dashboard.models.loads import Area, Load
from dashboard.models.returns import Return


class StaffingQuerySet(models.QuerySet["StaffingWeek"]):
    """Adjectives of staffing rows; there is no visible_to, because pages show figures only."""

    def of_area(self, area: Area) -> StaffingQuerySet:
        return self.filter(area=area)


class StaffingWeek(models.Model):
    """The posts of one role in one team of one agency in the week that begins on a Monday, in full-time equivalents."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=120)
    team = models.CharField(max_length=80)
    role = models.CharField(max_length=80)
    week_commencing = models.DateField()
    established_fte = models.DecimalField(max_digits=6, decimal_places=2)
    in_post_fte = models.DecimalField(max_digits=6, decimal_places=2)
    agency_fte = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    absent_fte = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    vacancies_fte = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    available_hours = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    of_return = models.ForeignKey(Return, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    load = models.ForeignKey(Load, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = StaffingQuerySet.as_manager()

    class Meta:
        ordering = ["week_commencing", "agency", "team", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "agency", "team", "role", "week_commencing"], name="staffing_once_a_week"
            ),
            models.CheckConstraint(condition=Q(week_commencing__iso_week_day=1), name="staffing_week_begins_on_monday"),
            models.CheckConstraint(
                condition=Q(established_fte__gte=0, in_post_fte__gte=0, agency_fte__gte=0)
                & Q(absent_fte__gte=0, vacancies_fte__gte=0),
                name="staffing_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"Staffing row {self.pk}"
