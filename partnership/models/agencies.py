"""Agencies of the partnership, the trees they form, and how many people work in each role."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from partnership.models.people import Person


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Adjectives of agencies."""

    def active(self, on: date) -> AgencyQuerySet:
        """Agencies that belong to the partnership on a day."""
        return self.filter(active_from__lte=on).filter(Q(active_until=None) | Q(active_until__gte=on))

    def visible_to(self, person: Person) -> AgencyQuerySet:
        """All: who belongs to the partnership is published."""
        return self

    def for_list(self) -> AgencyQuerySet:
        """What a list of agencies shows."""
        return self.select_related("parent")


class Agency(models.Model):
    """One organisation of the partnership; a school may have a trust as parent."""

    class Kind(models.TextChoices):
        COUNTY_COUNCIL = "county_council", "County council"
        DISTRICT_COUNCIL = "district_council", "District council"
        POLICE = "police", "Police"
        INTEGRATED_CARE_BOARD = "icb", "Integrated care board"
        HEALTH_TRUST = "health_trust", "Health trust"
        GENERAL_PRACTICE = "general_practice", "General practice"
        ACADEMY_TRUST = "academy_trust", "Academy trust"
        SCHOOL = "school", "School"
        COLLEGE = "college", "College"
        EARLY_YEARS = "early_years", "Early years setting"
        PROBATION = "probation", "Probation"
        YOUTH_JUSTICE = "youth_justice", "Youth justice"
        PRISON = "prison", "Prison or secure setting"
        VOLUNTARY = "voluntary", "Voluntary organisation"
        FAITH = "faith", "Faith organisation"
        MILITARY = "military", "Armed forces"
        BOARD = "board", "Partnership or board"
        INDEPENDENT = "independent", "Independent and self-employed"

    class Sector(models.TextChoices):
        SOCIAL_CARE = "social_care", "Children's social care"
        POLICE = "police", "Police"
        HEALTH = "health", "Health"
        EDUCATION = "education", "Education"
        JUSTICE = "justice", "Justice"
        DISTRICTS = "districts", "District councils"
        VOLUNTARY = "voluntary", "Voluntary, community and faith"
        PARTNERSHIP = "partnership", "The partnership itself"
        OTHER = "other", "Other"

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    district = models.CharField(max_length=80, blank=True, help_text="District it works in; empty for the whole county")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    safeguarding_partner = models.BooleanField(default=False, help_text="One of the three statutory partners")
    email_domains = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    urn = models.CharField("URN", max_length=10, blank=True, help_text="Unique reference number of a school")
    active_from = models.DateField()
    active_until = models.DateField(null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(Lower("name"), name="agency_name_once"),
            models.UniqueConstraint(fields=["urn"], condition=~Q(urn=""), name="agency_urn_once"),
            models.CheckConstraint(
                condition=Q(active_until=None) | Q(active_until__gte=F("active_from")), name="agency_dates_in_order"
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="agency_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Headcount(models.Model):
    """How many people an agency says it has in a job role on a day: the denominator of training coverage."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="headcounts")
    job_role = models.CharField(max_length=80)
    people = models.PositiveIntegerField()
    counted_on = models.DateField()

    class Meta:
        ordering = ["agency", "job_role", "-counted_on"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "job_role", "counted_on"], name="headcount_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.people} {self.job_role} on {self.counted_on}"
