"""A cycle of self-assessment: one published questionnaire, opened to many agencies until a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Q

from audits.stages import State
from office.models import Version
from partnership.access import agencies_where
from partnership.models import Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CycleQuerySet(models.QuerySet["Cycle"]):
    """Adjectives of cycles."""

    def visible_to(self, person: Person | AnonymousUser) -> CycleQuerySet:
        """The board and those who judge see all; others those their agencies were asked in."""
        agencies = agencies_where(person, Permission.SEE_SELF_ASSESSMENTS)
        return self if agencies is None else self.filter(assessments__agency__in=agencies).distinct()

    def open(self, on: date) -> CycleQuerySet:
        """Cycles that have begun and are not closed."""
        return self.filter(closed_at=None, opens_on__lte=on)

    def for_list(self) -> CycleQuerySet:
        """What the list of cycles shows."""
        done = Q(assessments__state__in=[State.SUBMITTED, State.FINAL])
        return self.select_related("version__questionnaire", "local__questionnaire", "previous").annotate(
            asked=Count("assessments", distinct=True), handed_in=Count("assessments", filter=done, distinct=True)
        )


class Cycle(models.Model):
    """One round: who was asked is in its self-assessments."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    local = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Local questions of this cycle; its grades are those of the main questionnaire",
    )  # fmt: skip
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    opens_on = models.DateField()
    due_on = models.DateField()
    launch_words = models.TextField(max_length=2000, blank=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "name"]
        constraints = [models.CheckConstraint(condition=Q(due_on__gt=F("opens_on")), name="cycle_due_after_it_opens")]

    def __str__(self) -> str:
        return self.name
