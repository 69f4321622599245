"""What each job role must have learned: the other half of coverage is how many people the agencies count."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from partnership import access
from partnership.models import Person
from partnership.permissions import Permission
from training.models.catalogue import Course

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """Adjectives of requirements."""

    def on_day(self, day: date) -> RequirementQuerySet:
        """What is required on a day."""
        return self.filter(begins_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def visible_to(self, person: Person | AnonymousUser) -> RequirementQuerySet:
        """All: what a role must have learned is no secret to whoever has one."""
        return self if access.can(person, Permission.BOOK_PLACES) else self.none()

    def for_list(self) -> RequirementQuerySet:
        """What a list of requirements shows."""
        return self.select_related("course", "set_by")


class Requirement(models.Model):
    """Whoever works in a job role must have a certificate of a course that is in date."""

    job_role = models.CharField(max_length=80, help_text="As the agencies count their heads")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="requirements")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Last day")
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["job_role", "course__title"]
        constraints = [
            models.UniqueConstraint(
                Lower("job_role"), "course", condition=Q(ends_on=None), name="requirement_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(job_role=""), name="requirement_is_of_a_role"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")), name="requirement_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_role}: {self.course}"
