"""Cards: a few words of thanks from one colleague to another, looked at before they are passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CardQuerySet(models.QuerySet["Card"]):
    """Adjectives of cards."""

    def visible_to(self, person: Person | AnonymousUser) -> CardQuerySet:
        """The office sees all; others those they wrote, those they got, and what was passed on for all to see."""
        if access.can(person, Permission.KEEP_COMMENDATIONS):
            return self
        if not access.holds(person, Permission.NOMINATE):
            return self.none()
        passed = Q(state=Card.State.PASSED_ON)
        return self.filter(Q(by=person) | (passed & (Q(to=person) | Q(for_all=True))))

    def waiting(self) -> CardQuerySet:
        """Cards nobody has looked at yet."""
        return self.filter(state=Card.State.WAITING)

    def for_list(self) -> CardQuerySet:
        """What a list shows."""
        return self.select_related("by", "to", "agency")


class Card(models.Model):
    """A few words; no panel, no award. The office looks at it, then it is passed on."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits to be looked at"
        PASSED_ON = "passed_on", "Passed on"
        STOPPED = "stopped", "Not passed on"

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=280)
    for_all = models.BooleanField(default=False, help_text="All members may read it")
    written_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="card_says_something"),
            models.CheckConstraint(condition=~Q(by=models.F("to")), name="card_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="card_decided_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Card {self.pk}"
