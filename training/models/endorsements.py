"""Training an agency gives its own people, endorsed by the partnership against criteria until a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    """Adjectives of endorsements."""

    def endorsed(self, on: date) -> EndorsementQuerySet:
        """Endorsed on a day."""
        return self.filter(state=Endorsement.State.ENDORSED, until__gte=on)

    def visible_to(self, person: Person | AnonymousUser) -> EndorsementQuerySet:
        """Those of the agencies one books for, whatever became of them; all for the office."""
        agencies = access.agencies_where(person, Permission.BOOK_FOR_OTHERS)
        return self if agencies is None else self.filter(agency__in=agencies)

    def for_list(self) -> EndorsementQuerySet:
        """What a list of them shows."""
        return self.select_related("agency", "asked_by", "decided_by")


class Endorsement(models.Model):
    """One training of one agency, how it meets each criterion, and what the partnership decided."""

    class State(models.TextChoices):
        ASKED = "asked", "Waits for a decision"
        ENDORSED = "endorsed", "Endorsed"
        DECLINED = "declined", "Not endorsed"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300)
    audience = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=10, help_text="Of the criteria")
    answers = models.JSONField(help_text="By criterion: how it is met")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    not_met = models.JSONField(default=list, help_text="Keys of the criteria that were not met")
    why = models.CharField(max_length=600, blank=True, help_text="What the agency reads about the decision")
    until = models.DateField(null=True, blank=True, help_text="Last day of the endorsement")
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None, decided_at=None, until=None)
                | Q(state="endorsed", decided_by__isnull=False, decided_at__isnull=False, until__isnull=False)
                | Q(state="declined", decided_by__isnull=False, decided_at__isnull=False, until=None) & ~Q(why=""),
                name="endorsement_decided_by_whom_and_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.agency})"
