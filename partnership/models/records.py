"""What the portal remembers of itself: the trail of deeds, and the mode the database was born in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from partnership.models.agencies import Agency
from partnership.models.people import Person


class TrailQuerySet(models.QuerySet["TrailEntry"]):
    """Adjectives of the trail."""

    def about(self, thing: models.Model) -> TrailQuerySet:
        """Lines about one thing."""
        return self.filter(about_kind=thing._meta.label_lower, about_id=thing.pk)

    def for_list(self) -> TrailQuerySet:
        """What the trail page shows."""
        return self.select_related("by", "agency")


class TrailEntry(models.Model):
    """One deed: who, for which agency, what, when, about what. Ids only; a trigger refuses any change."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=80)
    about_kind = models.CharField(max_length=80, blank=True)
    about_id = models.BigIntegerField(null=True)
    detail: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    request_number = models.CharField(max_length=36, blank=True)

    objects = TrailQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "trail entries"
        indexes = [models.Index(fields=["about_kind", "about_id"], name="trail_about")]

    def __str__(self) -> str:
        return f"{self.deed} ({self.about_kind} {self.about_id})"


class Birth(models.Model):
    """The mode this database was born in: a demonstration never becomes the real thing, nor the other way round."""

    mode = models.CharField(max_length=12)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="born_once")]

    def __str__(self) -> str:
        return self.mode
