"""The gate: the label on each door (require, public), the check in each hand (check, can), and the hat one wears."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from partnership import trail
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission
from partnership.roles import ROLES, allows

HAT_KEY = "hat"
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Label a door that is open to everybody."""
    opened = login_not_required(view)
    opened.door = "public"  # type: ignore[attr-defined]
    return opened


def members(view: View) -> View:
    """Label a door that is open to everybody who has signed in, for pages about oneself."""
    view.door = "members"  # type: ignore[attr-defined]
    return view


def require(permission: Permission) -> Callable[[View], View]:
    """Label a door that opens to whoever holds a permission, everywhere or in some agency."""

    def label(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not holds(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.door = permission  # type: ignore[attr-defined]
        return guarded

    return label


def memberships(person: Person) -> list[Membership]:
    """Memberships in force today, fetched once for each request (or task) that asks."""
    # Asked by getattr, because request.user is a lazy wrapper whose own __dict__ never holds them.
    if getattr(person, "hats", None) is None:
        # The one clock below the views: whether somebody may is always asked of this very moment.
        current = person.memberships.current(timezone.localdate()).select_related("agency__parent__parent")
        person.hats = list(current)
    return person.hats


def wear(person: Person, chosen: int | None) -> None:
    """Let the person act for the agency of the chosen membership, else for the first of his or hers."""
    hats = memberships(person)
    hat = next((each for each in hats if each.pk == chosen), hats[0] if hats else None)
    person.acting_for = hat.agency if hat else None


def holds(person: Person | AnonymousUser, permission: Permission) -> bool:
    """Whether the person holds a permission anywhere at all: the question a door asks."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    return any(allows(each.role, permission, at_own_agency=True) for each in memberships(person))


def can(person: Person | AnonymousUser, permission: Permission, *, agency: Agency | None = None) -> bool:
    """Whether the person may, everywhere (no agency) or for this agency, one above it included."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    line = _line_of(agency) if agency else set()
    return any(allows(each.role, permission, at_own_agency=each.agency_id in line) for each in memberships(person))


def check(by: Person, permission: Permission, *, agency: Agency | None = None) -> None:
    """The first line of each verb: PermissionDenied unless the hand may do this."""
    if not can(by, permission, agency=agency):
        raise PermissionDenied


def agencies_where(person: Person | AnonymousUser, permission: Permission) -> set[int] | None:
    """Ids of the agencies for which the person holds a permission, those below included; None means all of them."""
    if not isinstance(person, Person):
        return set()
    held = memberships(person)
    if any(permission in ROLES[each.role].everywhere for each in held):
        return None
    tops = {each.agency_id for each in held if permission in ROLES[each.role].own_agency}
    return _below(person, frozenset(tops))


def _below(person: Person, tops: frozenset[int]) -> set[int]:
    """Agencies and those below them, asked once for each request, as the memberships they come from."""
    known = getattr(person, "below", None)
    if known is None:
        known = person.below = {}
    if tops not in known:
        known[tops] = with_those_below(set(tops))
    return set(known[tops])


def with_those_below(tops: set[int]) -> set[int]:
    """Ids of agencies and of all agencies below them; trees are three deep at most, so this asks little."""
    found, edge = set(tops), set(tops)
    while edge:
        edge = set(Agency.objects.filter(parent_id__in=edge).values_list("pk", flat=True)) - found
        found |= edge
    return found


def look(person: Person, thing: models.Model, *, why: str = "looked") -> None:
    """Leave a line for opening a sealed record: the one thing a GET may write."""
    trail.leave(why, by=person, about=thing)


def _line_of(agency: Agency | None) -> set[int]:
    """An agency and those above it."""
    line: set[int] = set()
    while agency is not None and agency.pk not in line:
        line.add(agency.pk)
        agency = agency.parent
    return line
