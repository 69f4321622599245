"""The evidence library of an agency: each piece is used in many answers and has revisions, a date and an end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from office.models import Evidence
from partnership.access import agencies_where
from partnership.models import Agency, Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ExhibitQuerySet(models.QuerySet["Exhibit"]):
    """Adjectives of pieces of evidence."""

    def visible_to(self, person: Person | AnonymousUser) -> ExhibitQuerySet:
        """By role, and those one owns."""
        agencies = agencies_where(person, Permission.SEE_SELF_ASSESSMENTS)
        if agencies is None:
            return self
        own = Q(owner=person) if isinstance(person, Person) else Q(pk=None)
        return self.filter(Q(agency__in=agencies) | own)

    def current(self, on: date) -> ExhibitQuerySet:
        """Pieces in use that have not run out by a day."""
        return self.filter(withdrawn_at=None).filter(Q(expires_on=None) | Q(expires_on__gte=on))

    def for_list(self) -> ExhibitQuerySet:
        """What the library shows."""
        return (
            self.select_related("agency", "owner")
            .prefetch_related("revisions__file")
            .annotate(used=models.Count("answers", distinct=True))
        )


class Exhibit(models.Model):
    """One piece of evidence of an agency: a file, a link or a note."""

    class Kind(models.TextChoices):
        FILE = "file", "File"
        LINK = "link", "Link"
        NOTE = "note", "Note"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    title = models.CharField(max_length=160)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    dated = models.DateField(help_text="Of which day it is, not when it was sent in")
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=F("dated")), name="exhibit_expires_after_its_day"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ExhibitRevision(models.Model):
    """One state of a piece: a newer one takes its place, the older ones stay. A trigger refuses any change."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.URLField(max_length=300, blank=True)
    words = models.TextField(max_length=3000, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["exhibit", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["exhibit", "number"], name="exhibit_revision_number_once"),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(address="") | ~Q(words=""), name="exhibit_revision_holds_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"
