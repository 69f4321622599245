"""Answers to the questions of a self-assessment, every state they were saved in, remarks, and gaps."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from audits.models.exhibits import Exhibit
from audits.models.self_assessments import SelfAssessment
from office.models import Criterion
from partnership.models import Person
from priorities.models import Finding


class Answer(models.Model):
    """What an agency says to one question; it changes only while the self-assessment is being answered (trigger)."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, help_text="The code of the question, the same through the years")
    level = models.CharField(max_length=20, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed = ArrayField(models.BigIntegerField(), default=list, blank=True, help_text="Statements that hold")
    score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 to 100, worked out from the grade")
    not_applicable = models.BooleanField(default=False)
    why_not = models.TextField(blank=True)
    number = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    choice = models.CharField(max_length=120, blank=True)
    narrative = models.TextField(blank=True)
    difference = models.TextField(blank=True, help_text="What is different for children because of it")
    example = models.TextField(blank=True)
    action_text = models.TextField(blank=True)
    action_due = models.DateField(null=True, blank=True)
    evidence = models.ManyToManyField(Exhibit, blank=True, related_name="answers")
    carried = models.BooleanField(default=False, help_text="Brought over from the last cycle and not looked at yet")
    edition = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["assessment", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="answer_once_for_a_question"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="answer_score_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | (~Q(why_not="") & Q(score=None)), name="answer_left_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class AnswerRevision(models.Model):
    """An answer as it was once saved: nothing written is ever lost. A trigger refuses any change."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions")
    edition = models.PositiveIntegerField()
    values: models.JSONField[dict[str, Any]] = models.JSONField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["answer", "-edition"]
        constraints = [models.UniqueConstraint(fields=["answer", "edition"], name="answer_edition_once")]

    def __str__(self) -> str:
        return f"Edition {self.edition}"


class Remark(models.Model):
    """Something said about one question: among colleagues, or a query of the board and what the agency answered."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note among colleagues"
        QUERY = "query", "Query of the board"

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="remarks")
    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    text = models.TextField(max_length=1500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reply = models.TextField(max_length=1500, blank=True)
    replied_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["assessment", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="", replied_by=None, replied_at=None)
                | (~Q(reply="") & Q(replied_by__isnull=False, replied_at__isnull=False)),
                name="remark_reply_who_and_when_or_neither",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Gap(models.Model):
    """A question answered below what is expected, and the finding of the backbone it became."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="gap")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["answer"]

    def __str__(self) -> str:
        return f"Gap {self.pk}"
