"""Letters: each a row written with its cause and posted by a job; and how a person wants those of each topic."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from partnership import access
from partnership.models import Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# What has waited longer is not sent any more: yesterday's code or last month's offer would only confuse.
STALE_AFTER = timedelta(days=7)
SECRET_STALE_AFTER = timedelta(hours=1)


class LetterQuerySet(models.QuerySet["Letter"]):
    """Adjectives of letters."""

    def visible_to(self, person: Person | AnonymousUser) -> LetterQuerySet:
        """Whoever may read letters sees them all; nobody else sees any."""
        return self if access.can(person, Permission.READ_LETTERS) else self.none()

    def for_list(self) -> LetterQuerySet:
        """What the list of letters shows: not the words themselves."""
        return self.select_related("to").defer("text", "html", "calendar")

    def waiting(self) -> LetterQuerySet:
        """Letters still to be sent."""
        return self.filter(state=Letter.State.WAITING)

    def due(self, at: datetime) -> LetterQuerySet:
        """Letters to be posted at a moment, the longest due first."""
        return self.waiting().filter(urgency=Letter.Urgency.NOW, not_before__lte=at).order_by("not_before", "pk")

    def stale(self, at: datetime) -> LetterQuerySet:
        """Letters that have waited too long to make sense."""
        too_old = Q(written_at__lt=at - STALE_AFTER) | Q(secret=True, written_at__lt=at - SECRET_STALE_AFTER)
        return self.waiting().filter(too_old)

    def astray(self, since: datetime) -> LetterQuerySet:
        """Letters written since then that did not arrive."""
        return self.filter(state__in=Letter.ASTRAY, written_at__gte=since)


class Letter(models.Model):
    """One e-mail to one address, in plain text and HTML, from the moment it was caused to what became of it."""

    class Topic(models.TextChoices):
        SIGN_IN = "sign_in", "Accounts and signing in"
        MEMBERSHIP = "membership", "Joining and membership"
        DATA = "data", "Data and loads"
        TRAINING = "training", "Training and bookings"
        REMINDER = "reminder", "Reminders"
        OFFICE = "office", "From the office"

    class Urgency(models.TextChoices):
        NOW = "now", "At once"
        DIGEST = "digest", "Once a day"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        GATHERED = "gathered", "In a daily letter"
        SENT = "sent", "Sent"
        REFUSED = "refused", "Refused"
        BOUNCED = "bounced", "Came back"
        GIVEN_UP = "given_up", "Given up"

    ASTRAY = (State.REFUSED, State.BOUNCED, State.GIVEN_UP)
    # What a person may choose not to receive; the rest belongs to the work itself.
    OPTIONAL = (Topic.REMINDER,)
    # What may wait for the daily letter. A code, or a place offered for some hours, may not.
    GATHERABLE = (Topic.MEMBERSHIP, Topic.DATA, Topic.REMINDER, Topic.OFFICE)

    key = models.CharField(
        max_length=200, unique=True, help_text="What caused it; a second letter of one cause is none"
    )
    message_id = models.CharField(max_length=200, unique=True)
    to = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_address = models.EmailField(max_length=254)
    topic = models.CharField(max_length=20, choices=Topic.choices)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NOW)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    unsubscribe = models.CharField(
        max_length=600, blank=True, help_text="Where one leaves by one press (RFC 8058), for the header of the mail"
    )
    calendar = models.TextField(blank=True, help_text="A calendar message (RFC 5545) that travels with it")
    secret = models.BooleanField(default=False, help_text="Holds a code: hidden, and forgotten once sent")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True, help_text="Why it has not arrived")
    gathered_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="gathers")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="letter_waiting"),
            models.Index(fields=["-written_at"], name="letter_written"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="letter_sent_when"),
            models.CheckConstraint(
                condition=Q(state="gathered", gathered_into__isnull=False)
                | (~Q(state="gathered") & Q(gathered_into=None)),
                name="letter_gathered_into_one",
            ),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"


class LetterChoice(models.Model):
    """How a person wants the letters of one topic: at once, once a day, or not at all where that is allowed."""

    class How(models.TextChoices):
        NOW = "now", "At once"
        DIGEST = "digest", "Once a day, in one letter"
        OFF = "off", "Not by e-mail"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=20, choices=Letter.Topic.choices)
    how = models.CharField(max_length=10, choices=How.choices, default=How.OFF)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="letter_choice_once"),
            models.CheckConstraint(
                condition=~Q(how="off") | Q(topic="reminder"), name="letter_choice_off_where_allowed"
            ),
            models.CheckConstraint(
                condition=~Q(topic__in=["sign_in", "training"]), name="letter_choice_where_there_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.how}"
