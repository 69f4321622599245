"""Evaluation: who is asked what when, and apart from it what was answered; the two meet in a reference that is deleted.

An `Ask` knows the person and only whether there was an answer. A `Reply` knows the answer and no person, no moment. The
`Pairing` is the one row that joins a booking with the random reference its replies bear; it goes after 24 months.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from office.models import Version
from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from training.evaluation.occasions import BY_MANAGER, NAMES
from training.models.bookings import Booking
from training.models.events import Event

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

OCCASIONS = [(each.value, words) for each, words in NAMES.items()]


class Evaluation(models.Model):
    """The evaluation of one event, with the version of the questions it is asked by, for good."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="evaluation")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["event"]

    def __str__(self) -> str:
        return f"Evaluation of {self.event}"


class AskQuerySet(models.QuerySet["Ask"]):
    """Adjectives of asks."""

    def open(self, on: date) -> AskQuerySet:
        """Those not answered whose last day has not passed."""
        return self.filter(answered=False, answer_by__gte=on)

    def answerable_by(self, person: Person | AnonymousUser) -> AskQuerySet:
        """One's own as learner, and those of one's staff as line manager."""
        if not isinstance(person, Person):
            return self.none()
        own = Q(booking__person=person) & ~Q(occasion__in=[*BY_MANAGER])
        staff = Q(booking__manager_email=person.email, occasion__in=[*BY_MANAGER]) & ~Q(booking__person=person)
        return self.filter(own | staff)

    def for_list(self) -> AskQuerySet:
        """What pages and letters show."""
        return self.select_related(
            "evaluation__version",
            "booking__person",
            "booking__agency",
            "booking__event__course",
            "booking__event__venue",
        )


class Ask(models.Model):
    """One learner, or line manager, asked on one occasion. Kept is whether there was an answer; not when, not what."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="asks")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="asks")
    occasion = models.CharField(max_length=10, choices=OCCASIONS)
    asked_on = models.DateField()
    answer_by = models.DateField(help_text="The last day the link in the letter opens")
    reminded = models.PositiveSmallIntegerField(default=0)
    answered = models.BooleanField(default=False)

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["asked_on", "pk"]
        indexes = [models.Index(fields=["answer_by"], condition=Q(answered=False), name="ask_open")]
        constraints = [
            models.UniqueConstraint(fields=["booking", "occasion"], name="ask_once_an_occasion"),
            models.CheckConstraint(condition=Q(answer_by__gte=F("asked_on")), name="ask_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}: {self.booking}"

    @property
    def of_manager(self) -> bool:
        """Whether the line manager is asked."""
        return self.occasion in BY_MANAGER


class Pairing(models.Model):
    """The random reference of a booking: with it the answers of one learner belong together, without it nobody's do."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="+")
    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return f"Pairing {self.pk}"


class Reply(models.Model):
    """One answer to one question: no person, no moment; a reference only where no anonymity was promised.

    The key is random, so that the order of the rows says nothing either.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="replies")
    occasion = models.CharField(max_length=10, choices=OCCASIONS)
    reference = models.UUIDField(null=True, blank=True, help_text="Empty: promised as anonymous")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Cleared with the pairing"
    )
    item = models.CharField(max_length=30, help_text="Code of the question, the same through all versions")
    score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of a grade: its share, 0 to 100")
    choice = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "replies"
        indexes = [
            models.Index(fields=["evaluation", "occasion", "item"], name="reply_of_question"),
            models.Index(fields=["reference", "item"], condition=Q(reference__isnull=False), name="reply_paired"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "occasion", "reference", "item"], condition=Q(reference__isnull=False),
                name="reply_once_a_question",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=False, score__lte=100, choice="") | Q(score=None) & ~Q(choice=""),
                name="reply_says_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(reference__isnull=False) | Q(agency=None), name="reply_anonymous_names_no_agency"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item}: {self.choice or self.score}"


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Adjectives of remarks."""

    def visible_to(self, person: Person | AnonymousUser) -> RemarkQuerySet:
        """Whoever keeps the catalogue reads all; everybody else what has been let through."""
        return self if access.can(person, Permission.KEEP_CATALOGUE) else self.filter(state=Remark.State.SHOWN)

    def waiting(self) -> RemarkQuerySet:
        """Those nobody has read yet."""
        return self.filter(state=Remark.State.WAITING)

    def for_list(self) -> RemarkQuerySet:
        """What the list of remarks shows."""
        return self.select_related("evaluation__event__course", "evaluation__event__venue", "decided_by")


class Remark(models.Model):
    """Free text: never with a reference or an agency, shown to others only once the office has read it."""

    class State(models.TextChoices):
        WAITING = "waiting", "To be read"
        SHOWN = "shown", "Shown"
        KEPT_BACK = "kept_back", "Kept back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="remarks")
    occasion = models.CharField(max_length=10, choices=OCCASIONS)
    item = models.CharField(max_length=30)
    words = models.TextField(max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["evaluation", "item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | ~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="remark_decided_by_whom_and_when",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="remark_says_something"),
        ]

    def __str__(self) -> str:
        return f"Remark {self.pk}"
