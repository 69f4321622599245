"""Who is told of figures by letter, and the special causes found in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dashboard.models.loads import Area
from dashboard.models.measures import Measure
from partnership.models import Person
from priorities.models import Finding


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Adjectives of subscriptions."""

    def living(self) -> SubscriptionQuerySet:
        return self.filter(ended_at=None)

    def of_person(self, person: Person) -> SubscriptionQuerySet:
        """A person sees and ends his or her own, and nobody else's."""
        return self.filter(person=person)

    def for_list(self) -> SubscriptionQuerySet:
        return self.select_related("measure", "area", "person").order_by("area__name", "measure__position", "pk")


class Subscription(models.Model):
    """One person's wish to be told by letter what changed in a measure, or in all of an area."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", "Every Monday"
        MONTHLY = "monthly", "On the first working day of the month"
        NEVER = "never", "No regular letter"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    # Empty: every measure of the dashboard.
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)
    alerts = models.BooleanField(default=True, help_text="Also at once when a figure is out of the ordinary")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "area", "measure"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="subscription_once",
            ),
            models.CheckConstraint(condition=~Q(rhythm="never") | Q(alerts=True), name="subscription_tells_something"),
        ]

    def __str__(self) -> str:
        return f"Subscription {self.pk}"


class SpecialCauseQuerySet(models.QuerySet["SpecialCause"]):
    """Adjectives of special causes."""

    def of_area(self, area: Area) -> SpecialCauseQuerySet:
        return self.filter(area=area)

    def for_list(self) -> SpecialCauseQuerySet:
        return self.select_related("measure", "area", "finding").order_by("-found_at", "-pk")


class SpecialCause(models.Model):
    """A latest figure that is unlikely to be chance, noted once; a person may make a finding of it."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    period_kind = models.CharField(max_length=20)
    starts_on = models.DateField()
    kind = models.CharField(max_length=10, help_text="better, worse or notable")
    sentence = models.CharField(max_length=500)
    found_at = models.DateTimeField()
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = SpecialCauseQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "area", "period_kind", "starts_on", "kind"], name="special_cause_once"
            )
        ]

    def __str__(self) -> str:
        return f"Special cause {self.pk}"
