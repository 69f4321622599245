"""What each agency writes for a review from its own records, sealed from the others until the panel meets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from partnership.models import Agency, Person
from reviews.models.cases import Review, TeamMember

if TYPE_CHECKING:
    from collections.abc import Iterable


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Adjectives of contributions."""

    def owed(self) -> ContributionQuerySet:
        """Asked for and not sent."""
        return self.filter(sent_at=None)

    def readable_by(self, person: Person, *, on: date) -> ContributionQuerySet:
        """One's own agency's always; all others only once they are sent and the day of the panel has come.

        There is no way around it: not for the coordinator, not for the administrator.
        """
        own: Iterable[int] = TeamMember.objects.current().filter(person=person).values_list("agency", flat=True)
        opened = Q(review__panel_meets_on__lte=on) & Q(sent_at__isnull=False)
        return self.filter(opened | Q(agency__in=[each for each in own if each]))

    def for_list(self) -> ContributionQuerySet:
        """What the page of a case shows."""
        return self.select_related("agency", "review", "sent_by")


class Contribution(models.Model):
    """One agency's structured summary."""

    PARTS = (
        ("involvement", "What did your agency know and do?"),
        ("went_well", "What went well?"),
        ("learning", "What would you do differently?"),
        ("done_already", "What have you changed already?"),
    )

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="contributions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    involvement = models.TextField(blank=True, max_length=6000)
    went_well = models.TextField(blank=True, max_length=4000)
    learning = models.TextField(blank=True, max_length=4000)
    done_already = models.TextField(blank=True, max_length=4000)
    sent_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["review", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["review", "agency"], name="contribution_once_an_agency"),
            models.CheckConstraint(
                condition=Q(sent_by=None, sent_at=None) | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="contribution_sent_by_and_when",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | (~Q(involvement="") & ~Q(learning="")), name="contribution_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} on {self.review}"
