"""Newsletters and who gets them: people who asked for it and pressed the button in the letter that asked back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from partnership.models import Person


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Adjectives of subscribers."""

    def living(self) -> SubscriberQuerySet:
        """Those who have confirmed and not left."""
        return self.filter(confirmed_at__isnull=False, left_at=None)


class Subscriber(models.Model):
    """One e-mail address that asked for the newsletter; the address is forgotten when its owner leaves."""

    email = models.EmailField(max_length=254, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=Q(left_at=None), name="subscriber_address_once"),
            models.CheckConstraint(
                condition=Q(left_at=None, email__gt="") | Q(left_at__isnull=False, email=""),
                name="subscriber_who_left_is_forgotten",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("asked_at")),
                name="subscriber_asked_then_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"Subscriber {self.pk}"


class Newsletter(models.Model):
    """One issue: written, looked at, sent once."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"

    LONGEST = 40_000

    title = models.CharField(max_length=120)
    body = models.TextField(max_length=LONGEST)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    reached = models.PositiveIntegerField(default=0, help_text="To how many it was written")

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None, sent_by=None)
                | (~Q(state="draft") & Q(sent_at__isnull=False, sent_by__isnull=False)),
                name="newsletter_sent_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="newsletter_says_something"),
        ]

    def __str__(self) -> str:
        return self.title
