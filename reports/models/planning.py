"""Runs of courses the office decided on, with the numbers it saw, and the events drafted of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from partnership.models import Person
from training.models import Course, Event


class PlannedRuns(models.Model):
    """A proposal of the planner that was accepted: so many runs, why, and the drafts."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    runs = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=600, help_text="The numbers of the moment, in words")
    events = models.ManyToManyField(Event, related_name="+")
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ["-accepted_at", "-pk"]
        verbose_name_plural = "planned runs"
        constraints = [models.CheckConstraint(condition=Q(runs__gte=1), name="planned_runs_are_some")]

    def __str__(self) -> str:
        return f"{self.runs} of {self.course}"
