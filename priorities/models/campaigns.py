"""Campaigns of the partnership: what they want, who has pledged what, whom they reached."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from office.models import Evidence
from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from priorities.models.plans import Priority
from priorities.models.themes import Theme

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Adjectives of campaigns."""

    def published(self) -> CampaignQuerySet:
        """Campaigns the public may read about."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, person: Person | AnonymousUser) -> CampaignQuerySet:
        """Members see all; everybody else what is published."""
        return self if access.holds(person, Permission.SEE_ACTIONS) else self.published()

    def running(self, on: date) -> CampaignQuerySet:
        """Campaigns whose dates hold a day."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def for_priority(self, priority: Priority) -> CampaignQuerySet:
        """Campaigns for a priority."""
        return self.filter(priorities=priority)

    def for_list(self) -> CampaignQuerySet:
        """What a list of campaigns shows."""
        return self.select_related("lead_agency", "lead_person").prefetch_related("priorities", "themes")


class Campaign(models.Model):
    """A high-profile issue the board leads on, for some weeks or months."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=160)
    topic = models.CharField(max_length=160)
    aim = models.TextField(max_length=2000)
    audience_words = models.CharField("audience", max_length=200, help_text="Whom it wants to reach")
    channels = models.TextField(blank=True, max_length=1000, help_text="How it reaches them, one a line")
    starts_on = models.DateField()
    ends_on = models.DateField()
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    lead_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    measure_text = models.CharField(max_length=300, blank=True, help_text="What should be different afterwards")
    measured_before = models.CharField(max_length=120, blank=True)
    measured_after = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    joint = models.BooleanField(default=False, help_text="Run together with another board")
    co_owner = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    priorities = models.ManyToManyField(Priority, blank=True, related_name="campaigns")
    themes = models.ManyToManyField(Theme, blank=True, related_name="campaigns")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_dates_in_order"),
            models.CheckConstraint(condition=~Q(slug__in=["new", "calendar"]), name="campaign_slug_is_no_address"),
            models.CheckConstraint(
                condition=Q(joint=False, co_owner=None) | Q(joint=True, co_owner__isnull=False),
                name="campaign_joint_with_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Asset(models.Model):
    """A file of a campaign that partners may use."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="assets")
    title = models.CharField(max_length=160)
    file = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["campaign", "title"]

    def __str__(self) -> str:
        return self.title


class Pledge(models.Model):
    """What an agency has promised a campaign, and whether it was kept."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="pledges")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=1000)
    pledged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    pledged_at = models.DateTimeField()
    kept_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["campaign", "agency__name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="pledge_says_something")]

    def __str__(self) -> str:
        return f"{self.agency}: {self.text}"


class Reach(models.Model):
    """How many people a campaign reached in one way, counted on a day."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reach")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=80)
    people = models.PositiveIntegerField()
    counted_on = models.DateField()
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["campaign", "counted_on", "channel"]
        verbose_name_plural = "reach"

    def __str__(self) -> str:
        return f"{self.people} by {self.channel}"
