"""Sets of questions shared out to colleagues, and what happened to each set."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audits import stages
from audits.models.self_assessments import SelfAssessment
from audits.stages import Share
from partnership.models import Person


class Assignment(models.Model):
    """Some questions of a self-assessment, given to one colleague."""

    STATES = [(state.value, words) for state, words in stages.SHARE_WORDS.items()]

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    codes = ArrayField(models.CharField(max_length=30), help_text="Codes of the questions")
    note = models.TextField(max_length=1000, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=Share.GIVEN)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["assessment", "given_at", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(codes__len__gt=0), name="assignment_is_not_empty")]

    def __str__(self) -> str:
        return f"{len(self.codes)} questions to {self.person}"


class AssignmentStep(models.Model):
    """One move of a shared set, with what was said; a trigger refuses any change."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="steps")
    to_state = models.CharField(max_length=10, choices=Assignment.STATES)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["assignment", "at", "pk"]

    def __str__(self) -> str:
        return self.get_to_state_display()
