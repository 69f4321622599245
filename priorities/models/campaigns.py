"""Campaigns of the partnership: what they want, who has pledged what, whom they reached."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from office.models import Evidence
from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from priorities.models.actions import Action
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

    def touching(self, first: date, last: date) -> CampaignQuerySet:
        """Campaigns that run on some day from the first to the last."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def counted(self) -> CampaignQuerySet:
        """Each with `pledges_made`, and `people_reached`: None when nothing was counted yet."""
        made = Pledge.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
        reached = Reach.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
        return self.annotate(
            pledges_made=Coalesce(Subquery(made.annotate(n=Count("pk")).values("n")), 0),
            people_reached=Subquery(reached.annotate(n=Sum("people")).values("n")),
        )

    def for_list(self) -> CampaignQuerySet:
        """What a list of campaigns shows."""
        return self.counted().select_related("lead_agency", "lead_person", "co_owner").prefetch_related("themes")


class PledgeRequestQuerySet(models.QuerySet["PledgeRequest"]):
    """Adjectives of requests for a pledge."""

    def open(self, on: date) -> PledgeRequestQuerySet:
        """Requests nobody has answered yet, of campaigns that are not over on a day."""
        pledged = Pledge.objects.filter(campaign=OuterRef("campaign"), agency=OuterRef("agency"))
        return self.filter(~Exists(pledged), declined_at=None, campaign__ends_on__gte=on)

    def of(self, agencies: set[int] | None) -> PledgeRequestQuerySet:
        """Requests to some agencies; None means to any."""
        return self if agencies is None else self.filter(agency__in=agencies)


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
    measured_before_on = models.DateField(null=True, blank=True)
    measured_after = models.CharField(max_length=120, blank=True)
    measured_after_on = models.DateField(null=True, blank=True)
    pledge_by = models.DateField(null=True, blank=True, help_text="Until when agencies are asked to pledge")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    joint = models.BooleanField(default=False, help_text="Run together with another board")
    co_owner = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    priorities = models.ManyToManyField(Priority, blank=True, related_name="campaigns")
    themes = models.ManyToManyField(Theme, blank=True, related_name="campaigns")
    answers = models.ManyToManyField(Action, blank=True, related_name="campaigns", help_text="Actions it carries out")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_dates_in_order"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(aim="") & ~Q(topic="") & ~Q(audience_words=""),
                name="campaign_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="campaign_published_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(measured_before="", measured_before_on=None)
                | (~Q(measured_before="") & Q(measured_before_on__isnull=False)),
                name="campaign_measured_before_when",
            ),
            models.CheckConstraint(
                condition=Q(measured_after="", measured_after_on=None)
                | (
                    ~Q(measured_after="")
                    & Q(measured_before_on__isnull=False)
                    & Q(measured_after_on__gt=F("measured_before_on"))
                ),
                name="campaign_measured_after_later_than_before",
            ),
            models.CheckConstraint(
                condition=Q(co_owner=None) | ~Q(co_owner=F("lead_agency")), name="campaign_joint_with_another"
            ),
            models.CheckConstraint(condition=~Q(slug__in=["new", "calendar"]), name="campaign_slug_is_no_address"),
            models.CheckConstraint(
                condition=Q(joint=False, co_owner=None) | Q(joint=True, co_owner__isnull=False),
                name="campaign_joint_with_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def published(self) -> bool:
        """Whether the public may read about it."""
        return self.published_at is not None

    def has_ended(self, on: date) -> bool:
        """Whether its last day lies before a day."""
        return self.ends_on < on

    def how_far(self, on: date) -> str:
        """Where it stands on a day, in a word or two."""
        if on < self.starts_on:
            return "To come"
        return "Over" if self.has_ended(on) else "Running now"


class PledgeRequest(models.Model):
    """An agency is asked to pledge something; it pledges, or says why it cannot."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="pledge_requests")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    declined_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_why = models.TextField(blank=True, max_length=600)

    objects = PledgeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "agency"], name="campaign_asks_an_agency_once"),
            models.CheckConstraint(
                condition=Q(declined_by=None, declined_at=None, declined_why="")
                | (Q(declined_by__isnull=False, declined_at__isnull=False) & ~Q(declined_why="")),
                name="pledge_declined_who_when_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.campaign}"


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
    kept_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["campaign", "agency__name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="pledge_says_something"),
            models.CheckConstraint(
                condition=Q(kept_on=None, kept_by=None) | Q(kept_on__isnull=False, kept_by__isnull=False),
                name="pledge_kept_who_and_when_or_neither",
            ),
        ]

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
