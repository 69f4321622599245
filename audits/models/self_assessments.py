"""One agency's self-assessment in one cycle, its way through the states, its signers, and more time asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from audits import stages
from audits.models.cycles import Cycle
from audits.stages import State
from partnership.access import agencies_where
from partnership.models import Agency, Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class SelfAssessmentQuerySet(models.QuerySet["SelfAssessment"]):
    """Adjectives of self-assessments."""

    def visible_to(self, person: Person | AnonymousUser) -> SelfAssessmentQuerySet:
        """By role; also those a person shares in: with questions to answer, to sign, or, once handed in, to judge."""
        agencies = agencies_where(person, Permission.SEE_SELF_ASSESSMENTS)
        if agencies is None:
            return self
        if not isinstance(person, Person):
            return self.none()
        shared = (
            Q(agency__in=agencies)
            | Q(pk__in=SelfAssessment.objects.filter(assignments__person=person).values("pk"))
            | Q(pk__in=SelfAssessment.objects.filter(signers__person=person).values("pk"))
            | Q(
                pk__in=SelfAssessment.objects.filter(seats__person=person).values("pk"),
                state__in=[State.SUBMITTED, State.FINAL],
            )
        )
        return self.filter(shared)

    def under_way(self) -> SelfAssessmentQuerySet:
        """Those the agency still works on."""
        return self.filter(state__in=[State.ANSWERING, State.SIGNING])

    def handed_in(self) -> SelfAssessmentQuerySet:
        """Those the board has."""
        return self.filter(state__in=[State.SUBMITTED, State.FINAL])

    def overdue(self, on: date) -> SelfAssessmentQuerySet:
        """Those still worked on past their day, or locked because of it."""
        return self.filter(Q(state__in=[State.ANSWERING, State.SIGNING], due_on__lt=on) | Q(state=State.LOCKED))

    def pks(self) -> list[int]:
        """Their primary keys, in no order."""
        return list(self.order_by().values_list("pk", flat=True))

    def for_list(self) -> SelfAssessmentQuerySet:
        """What lists and walls show."""
        return self.select_related(
            "cycle__version__questionnaire", "cycle__local__questionnaire", "agency__parent__parent"
        )


class SelfAssessment(models.Model):
    """What one agency says of itself in one cycle."""

    STATES = [(state.value, words) for state, words in stages.STATE_WORDS.items()]

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="assessments")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    variant = models.CharField(max_length=20, blank=True, help_text="Key of the form; empty: every question")
    state = models.CharField(max_length=10, choices=STATES, default=State.ANSWERING)
    round = models.PositiveSmallIntegerField(default=1, help_text="Signatures belong to one")
    due_on = models.DateField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    finalised_at = models.DateTimeField(null=True, blank=True)
    finalised_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(max_length=3000, blank=True, help_text="What the moderators say of the whole")
    agency_words = models.TextField(max_length=3000, blank=True, help_text="What the agency says of the result")
    agency_words_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-cycle__opens_on", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "agency"], name="self_assessment_once_a_cycle"),
            models.CheckConstraint(
                condition=Q(state__in=["answering", "signing", "locked"], submitted_at=None)
                | Q(state__in=["submitted", "final"], submitted_at__isnull=False),
                name="self_assessment_submitted_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="final", finalised_at__isnull=False, finalised_by__isnull=False)
                | (~Q(state="final") & Q(finalised_at=None, finalised_by=None)),
                name="self_assessment_final_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.cycle}"


class Step(models.Model):
    """One move from one state to another; a trigger refuses any change."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=14)
    from_state = models.CharField(max_length=10, choices=SelfAssessment.STATES, blank=True)
    to_state = models.CharField(max_length=10, choices=SelfAssessment.STATES)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["assessment", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(key__in=list(stages.MOVES)), name="step_stands_in_the_table"),
            models.CheckConstraint(condition=Q(by__isnull=False) | Q(key="lock"), name="step_has_a_hand"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What happened, in words."""
        return stages.MOVES[self.key].words


class Signer(models.Model):
    """Who is to sign in which capacity, and when he or she did."""

    class Capacity(models.TextChoices):
        OFFICER = "officer", "Accountable officer"
        HEAD = "head", "Head teacher"
        GOVERNOR = "governor", "Safeguarding governor"

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="signers")
    round = models.PositiveSmallIntegerField(default=1)
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["assessment", "round", "capacity"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "round", "capacity"], name="signer_once_for_a_capacity"),
            # Two signatures of one hand would be one.
            models.UniqueConstraint(fields=["assessment", "round", "person"], name="signer_signs_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_capacity_display().lower()}"


class Extension(models.Model):
    """More time, asked for with a reason and decided by the business unit."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="extensions")
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    reason = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_words = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=Q(new_due_on__gt=F("old_due_on")), name="extension_is_longer"),
            models.CheckConstraint(
                condition=Q(granted=None, decided_by=None, decided_at=None)
                | Q(granted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="extension_decided_by_and_when_or_neither",
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(granted=None), name="extension_one_open_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on} to {self.new_due_on}"
