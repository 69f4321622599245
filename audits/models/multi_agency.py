"""A multi-agency audit: theme, key lines of enquiry, who takes part, its timetable, and its way through the phases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, F, Q

from audits.multi_agency import phases
from audits.multi_agency.phases import Phase
from office.models import Version
from partnership.access import agencies_where, can, memberships
from partnership.models import Agency, Person
from partnership.permissions import Permission
from priorities.models import Action, Finding, Priority, Theme

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class AuditQuerySet(models.QuerySet["Audit"]):
    """Adjectives of audits."""

    def visible_to(self, person: Person | AnonymousUser) -> AuditQuerySet:
        """Finished ones for every member; those under way for who oversees them and who takes part."""
        if not isinstance(person, Person) or not memberships(person):
            return self.none()
        if can(person, Permission.SEE_AUDITS) or can(person, Permission.KEEP_AUDITS):
            return self
        agencies = agencies_where(person, Permission.ANSWER_AUDITS) or set()
        # Who holds the cases sees the plan, to draw them; the others see it once they are asked.
        asked = Q(holds_cases=True) | Q(audit__opened_at__isnull=False)
        taking_part = Participant.objects.filter(asked, agency__in=agencies).values("audit")
        hers = Audit.objects.filter(Q(cases__tools__auditor=person) | Q(cases__tools__looks__person=person))
        return self.filter(Q(phase=Phase.FINISHED) | Q(pk__in=taking_part) | Q(pk__in=hers.values("pk")))

    def living(self) -> AuditQuerySet:
        """Audits that are planned or under way."""
        return self.filter(phase__in=sorted(phases.LIVING))

    def finished(self) -> AuditQuerySet:
        """Audits whose report is finished."""
        return self.filter(phase=Phase.FINISHED)

    def with_report(self) -> AuditQuerySet:
        """Audits whose report is being written or finished."""
        return self.filter(phase__in=[Phase.REPORTING, Phase.FINISHED])

    def for_priority(self, priority: Priority) -> AuditQuerySet:
        """Audits about a priority."""
        return self.filter(priorities=priority)

    def for_list(self) -> AuditQuerySet:
        """What the programme shows."""
        return (
            self.select_related("version__questionnaire", "re_audit_of")
            .prefetch_related("themes")
            .annotate(
                asked=Count("participants", distinct=True),
                sampled=Count("cases", distinct=True),
                tools_asked=Count("cases__tools", distinct=True),
                tools_in=Count("cases__tools", filter=Q(cases__tools__handed_in_at__isnull=False), distinct=True),
            )
        )


class Audit(models.Model):
    """One audit of real cases under one theme, answered by several agencies with the same tool."""

    PHASES = [(phase.value, words) for phase, words in phases.PHASE_WORDS.items()]

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    focus = models.TextField(max_length=2000, help_text="What it asks, and why now")
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    priorities = models.ManyToManyField(Priority, blank=True, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", help_text="The tool, for good")
    gated = models.BooleanField(
        default=True, help_text="A case is not good overall when the child's lived experience is inadequate"
    )
    second_share = models.PositiveSmallIntegerField(default=20, help_text="Per cent of tools graded a second time")
    phase = models.CharField(max_length=10, choices=PHASES, default=Phase.PLANNED)
    sample_on = models.DateField(help_text="When the cases are to be chosen")
    due_on = models.DateField(help_text="When agencies are to have answered")
    panel_on = models.DateField(help_text="When the panel meets")
    report_on = models.DateField(help_text="When the report is due")
    look_again_on = models.DateField(null=True, blank=True, help_text="When the re-audit is planned")
    re_audit_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="re_audits")
    retests = models.ManyToManyField(Action, blank=True, related_name="+", help_text="Actions it tests the effect of")
    led_to = models.ManyToManyField(Finding, blank=True, related_name="+")
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    unsealed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    tools_deleted_on = models.DateField(null=True, blank=True)
    summary = models.TextField(max_length=4000, blank=True, help_text="What the report says first")
    limits = models.TextField(max_length=2000, blank=True, help_text="What the audit cannot tell")
    figures: models.JSONField[dict[str, Any]] = models.JSONField(
        default=dict, blank=True, help_text="What was counted when the report was finished; it stays as it was"
    )

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sample_on__lte=F("due_on"), due_on__lte=F("panel_on"), panel_on__lte=F("report_on")),
                name="audit_days_in_order",
            ),
            models.CheckConstraint(condition=Q(second_share__lte=100), name="audit_second_share_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(phase="planned", opened_at=None) | ~Q(phase="planned"), name="audit_planned_is_not_open"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=["moderating", "reporting", "finished"], unsealed_at__isnull=False)
                | Q(phase__in=["planned", "answering"], unsealed_at=None)
                | Q(phase="abandoned"),
                name="audit_seal_follows_its_phase",
            ),
            models.CheckConstraint(
                condition=Q(phase="finished", finished_at__isnull=False) | ~Q(phase="finished"),
                name="audit_finished_says_when",
            ),
            models.CheckConstraint(condition=~Q(re_audit_of=F("id")), name="audit_is_no_re_audit_of_itself"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sealed(self) -> bool:
        """Whether what agencies answer is still closed to all others."""
        return self.unsealed_at is None

    def is_late(self, on: date) -> bool:
        """Whether the day of what comes next has passed."""
        next_on = {
            Phase.PLANNED: self.sample_on, Phase.ANSWERING: self.due_on, Phase.MODERATING: self.panel_on,
            Phase.REPORTING: self.report_on,
        }.get(Phase(self.phase))  # fmt: skip
        return next_on is not None and next_on < on


class KeyLine(models.Model):
    """A key line of enquiry: what the audit wants to know, and what made us ask."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    why = models.CharField(max_length=300, blank=True, help_text="The measure, finding or audit behind it")
    address = models.CharField(max_length=300, blank=True, help_text="Where that can be read")

    class Meta:
        ordering = ["audit", "number"]
        constraints = [models.UniqueConstraint(fields=["audit", "number"], name="key_line_number_once")]

    def __str__(self) -> str:
        return self.text


class ThemeQuestion(models.Model):
    """A question of this audit alone, asked in the section of the tool that is kept for its theme."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["audit", "number"]
        constraints = [models.UniqueConstraint(fields=["audit", "number"], name="theme_question_number_once")]

    def __str__(self) -> str:
        return self.text


class Participant(models.Model):
    """An agency that takes part; `holds_cases` marks the one whose list the cases are drawn from."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="participants")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    holds_cases = models.BooleanField(default=False)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    left_out_at = models.DateTimeField(null=True, blank=True, help_text="Answering closed without it")

    class Meta:
        ordering = ["audit", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "agency"], name="participant_once"),
            models.UniqueConstraint(
                fields=["audit"], condition=Q(holds_cases=True), name="participant_one_holds_the_cases"
            ),
        ]

    def __str__(self) -> str:
        return str(self.agency)


class AuditStep(models.Model):
    """One move from one phase to another; a trigger refuses any change."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=14)
    from_phase = models.CharField(max_length=10, choices=Audit.PHASES, blank=True)
    to_phase = models.CharField(max_length=10, choices=Audit.PHASES)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["audit", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(key__in=list(phases.MOVES)), name="audit_step_stands_in_the_table")
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What happened, in words."""
        return phases.MOVES[self.key].words
