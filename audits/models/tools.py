"""The tool each agency fills in for each case from its own records, sealed until all are in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from audits.models.cases import Case, Conflict, Opening
from audits.models.multi_agency import Participant
from partnership.access import agencies_where, can
from partnership.models import Agency, Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ToolQuerySet(models.QuerySet["Tool"]):
    """Adjectives of tools."""

    def readable_by(self, person: Person | AnonymousUser, *, at: datetime) -> ToolQuerySet:
        """The wall: every page, file and verb that shows what a tool says asks here, and nothing else does.

        One's own agency's always; others only once the seal of the whole audit is broken, for who oversees audits or
        takes part in this one. Before that nobody, whatever the role, but by breaking the glass of one case.
        Whoever declared a conflict reads nothing of that case until then.
        """
        if not isinstance(person, Person):
            return self.none()
        own = agencies_where(person, Permission.ANSWER_AUDITS) or set()
        conflicted = Conflict.objects.filter(case=OuterRef("case"), person=person)
        opened = Opening.objects.filter(case=OuterRef("case"), by=person, until__gt=at)
        mine = (Q(agency__in=own) | Q(auditor=person)) & ~Exists(conflicted)
        # What an agency began and never handed in stays its own, though the seal is broken.
        others = Q(case__audit__unsealed_at__isnull=False, handed_in_at__isnull=False)
        if not (can(person, Permission.SEE_AUDITS) or can(person, Permission.KEEP_AUDITS)):
            at_table = Participant.objects.filter(agency__in=own).values("audit")
            others &= Q(case__audit__in=at_table) & ~Q(case__audit__phase="finished")
        return self.filter(mine | others | Exists(opened))

    def owed(self) -> ToolQuerySet:
        """Asked for and not handed in, while that is still possible."""
        return self.filter(handed_in_at=None, case__audit__phase="answering")

    def for_list(self) -> ToolQuerySet:
        """What walls and lists show."""
        return self.select_related(
            "case__audit__version__questionnaire", "agency__parent__parent", "auditor", "handed_in_by"
        )


class Tool(models.Model):
    """One agency's audit of one case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tools")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    auditor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(null=True, blank=True)
    not_involved = models.BooleanField(default=False, help_text="The agency has no record of this child")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ToolQuerySet.as_manager()

    class Meta:
        ordering = ["case__number", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["case", "agency"], name="tool_once_for_a_case_and_agency"),
            models.CheckConstraint(
                condition=Q(handed_in_at=None, handed_in_by=None)
                | Q(handed_in_at__isnull=False, handed_in_by__isnull=False),
                name="tool_handed_in_by_and_when_or_neither",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}, {self.agency}"


class ToolAnswer(models.Model):
    """What an agency says in one section of the tool; it changes only until the tool is handed in (trigger)."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="answers")
    code = models.CharField(max_length=30, help_text="The code of the question, the same through the versions")
    level = models.CharField(max_length=20, blank=True)
    not_enough = models.BooleanField(default=False, help_text="Not enough evidence to grade")
    choice = models.CharField(max_length=120, blank=True)
    narrative = models.TextField(blank=True)
    good_practice = models.TextField(blank=True)
    development = models.TextField(blank=True)
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["tool", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "code"], name="tool_answer_once_for_a_question"),
            models.CheckConstraint(condition=~Q(not_enough=True) | Q(level=""), name="tool_answer_grade_or_not_enough"),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class CaseView(models.Model):
    """What a child, a parent or a practitioner said about the help given, or why nobody could ask."""

    class Speaker(models.TextChoices):
        CHILD = "child", "The child"
        PARENT = "parent", "A parent or carer"
        PRACTITIONER = "practitioner", "A practitioner who worked with the family"

    class Heard(models.TextChoices):
        TOLD = "told", "Told us"
        DECLINED = "declined", "Was asked and did not want to"
        NOT_ASKED = "not_asked", "Was not asked"

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="views")
    speaker = models.CharField(max_length=12, choices=Speaker.choices)
    heard = models.CharField(max_length=9, choices=Heard.choices)
    words = models.TextField(max_length=2000, help_text="What was said, or why nobody asked")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["tool", "speaker"]
        constraints = [models.UniqueConstraint(fields=["tool", "speaker"], name="case_view_once_for_a_speaker")]

    def __str__(self) -> str:
        return f"{self.get_speaker_display()}: {self.get_heard_display().lower()}"


class Concern(models.Model):
    """An auditor found a child at risk now: work stops until the concern was told by the route outside the portal."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="concerns")
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    told_to = models.CharField(max_length=120, blank=True, help_text="The post or team it was told to, never a name")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["tool", "raised_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(told_to="", told_at=None) | (~Q(told_to="") & Q(told_at__isnull=False)),
                name="concern_told_to_whom_and_when_or_neither",
            ),
            models.UniqueConstraint(fields=["tool"], condition=Q(told_at=None), name="concern_one_open_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Concern {self.pk}"
