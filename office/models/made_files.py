"""A file that takes longer to make than a page may: asked for, made by a job, kept a day for whoever asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from partnership.models import Person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

KEPT_FOR = timedelta(hours=24)
# The constraint each kind of made file has, under a name of its own.
MADE_HAS_A_SIZE = Q(made_at=None, size=None) | Q(made_at__isnull=False, size__isnull=False, trouble="")


class MadeFileQuerySet(models.QuerySet[Any]):
    """Adjectives of made files."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own: a file holds all that the person who asked for it may read."""
        return self.filter(asked_by=person) if isinstance(person, Person) else self.none()

    def waiting(self) -> Self:
        """Those still to be made."""
        return self.filter(made_at=None, trouble="")

    def lying_since(self, moment: datetime) -> Self:
        """Those that were asked for, or last alive, before a moment and are not made: a job died, or never woke."""
        return self.waiting().filter(Q(alive_at=None, asked_at__lt=moment) | Q(alive_at__lt=moment))

    def past(self, at: datetime) -> Self:
        """Those kept long enough."""
        return self.filter(asked_at__lt=at - KEPT_FOR)

    def for_list(self) -> Self:
        """What pages and the job read."""
        return self.select_related("asked_by")


class MadeFile(models.Model):
    """What every such file has; what it is of, its own model says."""

    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    kept_as = models.CharField(max_length=60, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    # Of the attempt under way the last sign of life; a long file is not dead while it moves on.
    alive_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-pk"]

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be made."""
        return self.made_at is None and not self.trouble

    @property
    def kept_until(self) -> datetime:
        """When the file is destroyed."""
        return self.asked_at + KEPT_FOR
