"""What happens to an action: moves, progress, requests for another date, proof, impact tests. Rows are only added."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from office.models import Evidence
from partnership.models import Person
from priorities import progress
from priorities.models.actions import Action


class Move(models.Model):
    """One move of an action from one state to another; a trigger refuses any change."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="moves")
    key = models.CharField(max_length=20, help_text="Which line of the table of moves; “propose” is the beginning")
    from_state = models.CharField(max_length=14, choices=Action.STATES, blank=True)
    to_state = models.CharField(max_length=14, choices=Action.STATES)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["action", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(key__in=["propose", *progress.MOVES]), name="move_stands_in_the_table"),
            models.CheckConstraint(condition=Q(by__isnull=False) | Q(key="come_back"), name="move_has_a_hand"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.from_state} to {self.to_state})"

    @property
    def words(self) -> str:
        """What happened, in words."""
        return progress.MOVES[self.key].words if self.key in progress.MOVES else "Proposed"


class Progress(models.Model):
    """A dated update: what was done, what comes next, which way it goes."""

    class Direction(models.TextChoices):
        BETTER = "better", "Getting better"
        SAME = "same", "As before"
        WORSE = "worse", "Getting worse"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="progress")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done = models.TextField(max_length=1500)
    next_step = models.TextField(max_length=1000)
    direction = models.CharField(max_length=6, choices=Direction.choices)

    class Meta:
        ordering = ["action", "-at", "-pk"]
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return f"Progress {self.pk}"


class DueDateRequest(models.Model):
    """A wish to move the due date, which somebody else decides."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="due_date_requests")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    reason = models.TextField(max_length=1000)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    decision_reason = models.TextField(blank=True, max_length=1000)

    class Meta:
        ordering = ["action", "-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(decided_at=None), name="due_date_one_open_request_an_action"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, granted=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, granted__isnull=False),
                name="due_date_decided_whole_or_not",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="due_date_decided_by_somebody_else"
            ),
            models.CheckConstraint(condition=~Q(new_due_on=F("old_due_on")), name="due_date_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on} to {self.new_due_on}"


class Proof(models.Model):
    """Evidence that an action was done: words, a file, or both."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="proofs")
    text = models.TextField(blank=True, max_length=1500)
    file = models.OneToOneField(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["action", "given_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | Q(file__isnull=False), name="proof_is_words_or_file")
        ]

    def __str__(self) -> str:
        return f"Proof {self.pk}"


class ImpactTest(models.Model):
    """Whether an action that was done made a difference, judged by somebody who does not own it."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", "How people work"
        OUTCOME = "outcome", "How children and families fare"
        SYSTEM = "system", "How the system works"

    class Source(models.TextChoices):
        AUDIT = "audit", "Grade of an audit"
        DATA = "data", "Figures"
        SURVEY = "survey", "Survey"
        VOICE = "voice", "Children's or families' voice"
        OBSERVATION = "observation", "Visit or observation"

    class Rating(models.TextChoices):
        NONE = "none", "No impact"
        SOME = "some", "Some impact"
        STRONG = "strong", "Strong impact"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="impact_tests")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    owner_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="The owner on that day"
    )
    on = models.DateField()
    at = models.DateTimeField()
    impact_type = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=12, choices=Source.choices)
    rating = models.CharField(max_length=6, choices=Rating.choices)
    text = models.TextField(max_length=1500)
    reopened = models.BooleanField(default=False)

    class Meta:
        ordering = ["action", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_person=None) | ~Q(by=F("owner_person")), name="impact_tester_is_not_the_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.get_rating_display()
