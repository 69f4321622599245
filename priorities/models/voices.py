"""What children, families and practitioners told us, and what changed because of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from partnership.models import Agency, Person
from priorities.models.actions import Action
from priorities.models.findings import Finding
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

    def unheard(self, since: date) -> VoiceQuerySet:
        """Voices from before a day after which nothing has changed that anybody said."""
        return self.filter(heard_on__lt=since, what_changed="")

    def to_publish(self) -> VoiceQuerySet:
        """Voices offered to the public that nobody has published yet."""
        return self.filter(offered=True, published_at=None)

    def for_list(self) -> VoiceQuerySet:
        """What the voice log shows."""
        return self.select_related("agency__parent__parent", "recorded_by").prefetch_related("themes")


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
    changed_on = models.DateField(null=True, blank=True, help_text="When we could say what has changed")
    changed = models.ManyToManyField(Action, blank=True, related_name="voices", help_text="Actions it led to")
    led_to = models.ManyToManyField(Finding, blank=True, related_name="voices", help_text="Findings made of it")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who heard it"
    )
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.MEMBERS)
    offered = models.BooleanField(default=False, help_text="Whoever recorded it thinks the public may read it")
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    priorities = models.ManyToManyField(Priority, blank=True, related_name="voices")
    themes = models.ManyToManyField(Theme, blank=True, related_name="voices")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-heard_on", "-pk"]
        verbose_name_plural = "voices"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="voice_says_something"),
            models.CheckConstraint(condition=Q(people=None) | Q(people__gte=1), name="voice_is_of_somebody"),
            models.CheckConstraint(
                condition=Q(what_changed="", changed_on=None) | (~Q(what_changed="") & Q(changed_on__isnull=False)),
                name="voice_changed_what_and_when",
            ),
            models.CheckConstraint(
                condition=Q(audience="published", published_by__isnull=False, published_at__isnull=False)
                | (~Q(audience="published") & Q(published_by=None, published_at=None)),
                name="voice_published_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("recorded_by")),
                name="voice_published_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def published(self) -> bool:
        """Whether the public may read it."""
        return self.audience == Audience.PUBLISHED
