"""Themes, the one taxonomy of all rooms; and audiences: who may read a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from partnership import access
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person


class Audience(models.TextChoices):
    """Who may read a finding, a recommendation, an action or a voice."""

    PUBLISHED = "published", "Everybody"
    MEMBERS = "members", "Members of the partnership"
    AGENCY = "agency", "The agency concerned, the board and the business unit"


class Theme(models.Model):
    """One theme; its slug is its own for life."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def readable_by(person: Person | AnonymousUser, *, agency: str) -> Q:
    """The condition that a person may read a row with an audience; `agency` is the path to the agency concerned."""
    if not access.holds(person, Permission.SEE_ACTIONS):
        return Q(audience=Audience.PUBLISHED)
    own = access.agencies_where(person, Permission.SEE_AGENCY_MATTERS)
    if own is None:
        # Not an empty Q: "empty or mine" would mean "mine".
        return Q(audience__in=Audience.values)
    return Q(audience__in=[Audience.PUBLISHED, Audience.MEMBERS]) | Q(**{f"{agency}__in": own})
