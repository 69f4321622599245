"""What children, families and practitioners told us, and what changed because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from partnership.models import Agency, Person
from priorities.models.actions import Action
from priorities.models.plans import Priority
from priorities.models.themes import Audience, Theme, readable_by

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class VoiceQuerySet(models.QuerySet["Voice"]):
    """Adjectives of voices."""

    def visible_to(self, person: Person | AnonymousUser) -> VoiceQuerySet:
        """By audience: everybody, members, or the agency that heard it."""
        return self.filter(readable_by(person, agency="agency"))

    def for_priority(self, priority: Priority) -> VoiceQuerySet:
        """Voices about a priority."""
        return self.filter(priorities=priority)

    def for_list(self) -> VoiceQuerySet:
        """What the voice log shows."""
        return self.select_related("agency").prefetch_related("priorities", "themes", "changed")


class Voice(models.Model):
    """Something several people told us, without a word that could name one of them."""

    class Speaker(models.TextChoices):
        CHILDREN = "children", "Children and young people"
        FAMILIES = "families", "Parents, carers and families"
        PRACTITIONERS = "practitioners", "Practitioners"

    class Channel(models.TextChoices):
        SURVEY = "survey", "Survey"
        GROUP = "group", "Group or forum"
        VISIT = "visit", "Visit"
        AUDIT = "audit", "Talks during an audit or review"
        ADVOCACY = "advocacy", "Advocacy or participation service"
        COMPLAINT = "complaint", "Complaints and compliments"
        OTHER = "other", "Another way"

    speaker = models.CharField(max_length=14, choices=Speaker.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    heard_on = models.DateField()
    people = models.PositiveIntegerField(null=True, blank=True, help_text="How many said so, if counted")
    text = models.TextField(max_length=2000)
    what_changed = models.TextField(blank=True, max_length=2000)
    changed = models.ManyToManyField(Action, blank=True, related_name="voices")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who heard it"
    )
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.MEMBERS)
    priorities = models.ManyToManyField(Priority, blank=True, related_name="voices")
    themes = models.ManyToManyField(Theme, blank=True, related_name="voices")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-heard_on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="voice_says_something")]

    def __str__(self) -> str:
        return self.text
