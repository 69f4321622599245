"""Messages that keep repeating, what shows that they do, and how they were raised with those who can change things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from partnership.models import Person
from priorities.models import Action, Finding, Priority, Theme
from reviews import message_states

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

State = message_states.State


class MessageQuerySet(models.QuerySet["Message"]):
    """Adjectives of repeat messages."""

    def visible_to(self, person: Person | AnonymousUser, *, member: bool) -> MessageQuerySet:
        """Published ones for everybody, all for members."""
        return self if member else self.filter(published=True)

    def for_priority(self, priority: Priority) -> MessageQuerySet:
        """Messages about a priority."""
        return self.filter(priorities=priority)

    def for_list(self) -> MessageQuerySet:
        """What the register shows."""
        return self.prefetch_related("themes", "evidence", "escalations")


class Message(models.Model):
    """Something reviews and audits keep saying, whatever we do about it here."""

    STATES = [(each.value, words) for each, words in message_states.STATE_WORDS.items()]

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True)
    text = models.TextField(max_length=2000)
    first_seen_on = models.DateField()
    local_response = models.TextField(blank=True, max_length=3000, help_text="What we do about it ourselves")
    state = models.CharField(max_length=12, choices=STATES, default=State.LOCAL)
    published = models.BooleanField(default=False)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    priorities = models.ManyToManyField(Priority, blank=True, related_name="+")
    evidence = models.ManyToManyField(Finding, blank=True, related_name="+", help_text="Findings that say so")
    calls_for = models.ManyToManyField(Action, blank=True, related_name="+")
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in State]), name="message_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Escalation(models.Model):
    """One letter to a stakeholder: the question, when an answer is due, and what came of it."""

    class Stakeholder(models.TextChoices):
        PANEL = "panel", "Child Safeguarding Practice Review Panel"
        DFE = "dfe", "Department for Education"
        HOME_OFFICE = "home_office", "Home Office"
        OFSTED = "ofsted", "Ofsted"
        NHS_ENGLAND = "nhs_england", "NHS England"
        ADCS = "adcs", "Association of Directors of Children's Services"
        MP = "mp", "Members of Parliament"
        OTHER = "other", "Another stakeholder"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="escalations")
    stakeholder = models.CharField(max_length=12, choices=Stakeholder.choices)
    question = models.TextField(max_length=1000)
    letter = models.TextField(max_length=10_000)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    reply_due_on = models.DateField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    reply = models.TextField(blank=True, max_length=6000)
    outcome = models.TextField(blank=True, max_length=2000)
    next_step = models.TextField(blank=True, max_length=1000)

    class Meta:
        ordering = ["message", "drafted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_on=None) | Q(approved_by__isnull=False, reply_due_on__gt=F("sent_on")),
                name="escalation_sent_after_approval",
            ),
            models.CheckConstraint(
                condition=Q(replied_on=None) | (Q(replied_on__gte=F("sent_on")) & ~Q(reply="")),
                name="escalation_replied_after_sent",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="escalation_approved_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} to {self.get_stakeholder_display()}"


class MessageStep(models.Model):
    """A message came to another state; a trigger refuses any change."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=12, choices=Message.STATES, blank=True)
    to_state = models.CharField(max_length=12, choices=Message.STATES)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["message", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_state} to {self.to_state}"


class Rejected(models.Model):
    """A person has said that a finding does not belong to a message, so that it is not suggested again."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="rejected")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["message", "at"]
        verbose_name_plural = "rejected"
        constraints = [models.UniqueConstraint(fields=["message", "finding"], name="rejected_once")]

    def __str__(self) -> str:
        return f"{self.finding_id} not {self.message_id}"
