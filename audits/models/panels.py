"""Moderation of an audit: blind second looks, what the panel agreed, who dissented, and what the report says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from audits.models.cases import Case
from audits.models.multi_agency import Audit
from audits.models.tools import Tool
from partnership.models import Agency, Person
from priorities.models import Finding


class SecondLook(models.Model):
    """Somebody asked to grade a tool again without seeing the grades it has."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    stood_down_at = models.DateTimeField(null=True, blank=True, help_text="Given to somebody else")

    class Meta:
        ordering = ["tool", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tool"], condition=Q(stood_down_at=None), name="second_look_one_at_a_time"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(stood_down_at=None), name="second_look_done_or_left"),
        ]

    def __str__(self) -> str:
        return f"{self.tool}, by {self.person}"


class SecondGrade(models.Model):
    """The second grade of one section; it changes only until the look is done (trigger)."""

    look = models.ForeignKey(SecondLook, on_delete=models.CASCADE, related_name="grades")
    code = models.CharField(max_length=30)
    level = models.CharField(max_length=20, blank=True)
    not_enough = models.BooleanField(default=False)

    class Meta:
        ordering = ["look", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["look", "code"], name="second_grade_once"),
            models.CheckConstraint(
                condition=Q(not_enough=True, level="") | (Q(not_enough=False) & ~Q(level="")),
                name="second_grade_is_a_grade_or_not_enough",
            ),
        ]

    def __str__(self) -> str:
        return self.level or "not enough evidence"


class AgreedGrade(models.Model):
    """What the panel agreed about one section of a case; it changes only while the panel works (trigger)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agreed")
    code = models.CharField(max_length=30)
    level = models.CharField(max_length=20, blank=True)
    not_enough = models.BooleanField(default=False)
    reason = models.TextField(max_length=1500, blank=True)

    class Meta:
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="agreed_grade_once"),
            models.CheckConstraint(
                condition=Q(not_enough=True, level="") | (Q(not_enough=False) & ~Q(level="")),
                name="agreed_grade_is_a_grade_or_not_enough",
            ),
        ]

    def __str__(self) -> str:
        return self.level or "not enough evidence"


class Dissent(models.Model):
    """An agency of the panel that sees one grade of a case otherwise; it stays beside what was agreed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="dissents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    words = models.TextField(max_length=1000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["case", "at"]

    def __str__(self) -> str:
        return f"{self.agency} dissents"


class Point(models.Model):
    """One thing the audit says of its theme; a finding goes on to the backbone."""

    class Kind(models.TextChoices):
        FINDING = "finding", "Finding"
        STRENGTH = "strength", "Strength"
        DEVELOPMENT = "development", "To be developed"
        PRACTICE = "practice", "Good practice to share"

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    code = models.CharField(max_length=30, blank=True, help_text="The section of the tool it belongs to")
    text = models.TextField(max_length=1500)
    finding = models.OneToOneField(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["audit", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="finding", finding__isnull=False) | (~Q(kind="finding") & Q(finding=None)),
                name="point_of_kind_finding_is_in_the_backbone",
            )
        ]

    def __str__(self) -> str:
        return self.text
