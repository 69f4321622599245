"""Plans, their aims, the priorities, and the place a priority has in a plan."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from partnership.models import Agency, Person

# Words that addresses below /priorities/ use; a priority must not take one as its slug.
RESERVED_SLUGS = ["plans", "findings", "recommendations", "actions", "campaigns", "voice", "board", "new"]


def _span() -> Func:
    """The days of a plan, both ends included."""
    both = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
    return Func(F("starts_on"), F("ends_on"), both, function="daterange", output_field=DateRangeField())


class PlanQuerySet(models.QuerySet["Plan"]):
    """Adjectives of plans."""

    def in_force(self, on: date) -> PlanQuerySet:
        """The plan whose years hold a day, published or not."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def published(self) -> PlanQuerySet:
        """Plans the public may read."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, person: Person) -> PlanQuerySet:
        """Members see all; everybody else what is published."""
        return self if person.is_authenticated else self.published()


class Plan(models.Model):
    """A business plan of the partnership, for some years."""

    slug = models.SlugField(unique=True, help_text="Its years, such as 2022-24")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_years_in_order"),
            ExclusionConstraint(
                name="plan_published_one_at_a_time",
                expressions=[(_span(), RangeOperators.OVERLAPS)],
                condition=Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Aim(models.Model):
    """One of the aims of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="aims")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="aim_number_once_in_a_plan")]

    def __str__(self) -> str:
        return f"Aim {self.number}: {self.name}"


class PriorityQuerySet(models.QuerySet["Priority"]):
    """Adjectives of priorities."""

    def published(self) -> PriorityQuerySet:
        """Priorities the public may read."""
        shown = Place.objects.filter(priority=OuterRef("pk"), published=True, aim__plan__published_at__isnull=False)
        return self.filter(Exists(shown), published=True)

    def visible_to(self, person: Person) -> PriorityQuerySet:
        """Members see all; everybody else what is published."""
        return self if person.is_authenticated else self.published()

    def for_list(self) -> PriorityQuerySet:
        """What the plan page shows."""
        return self.select_related("lead_agency")


class Priority(models.Model):
    """What the partnership has promised to change. Its slug is its own for life, across plans."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    why = models.TextField(blank=True, help_text="What the plan says, in one or two sentences")
    lead_agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published = models.BooleanField(default=True)
    aims = models.ManyToManyField(Aim, through="Place", related_name="priorities")

    objects = PriorityQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "priorities"
        constraints = [
            models.CheckConstraint(condition=~Q(slug__in=RESERVED_SLUGS), name="priority_slug_is_no_address"),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where a priority stands in a plan: under which aim, with which number."""

    aim = models.ForeignKey(Aim, on_delete=models.CASCADE, related_name="places")
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="places")
    number = models.CharField(max_length=8, help_text="Such as 1.2")
    sponsor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    success = models.TextField(blank=True, max_length=1000, help_text="What success looks like by the end of the plan")
    published = models.BooleanField(default=True, help_text="Shown to the public with its plan")
    joint = models.BooleanField(default=False, help_text="Worked on together with another board")
    co_owner = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finished_on = models.DateField(null=True, blank=True, help_text="When the board said it is achieved")
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to")

    class Meta:
        ordering = ["aim", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(joint=False, co_owner=None) | Q(joint=True, co_owner__isnull=False),
                name="place_joint_with_somebody",
            ),
            models.UniqueConstraint(fields=["aim", "priority"], name="priority_once_in_an_aim"),
            models.UniqueConstraint(fields=["aim", "number"], name="priority_number_once_in_an_aim"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.priority}"
