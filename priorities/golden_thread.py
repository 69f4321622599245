"""The golden thread: apps register strands, and `follow` gathers all knots of a priority that a viewer may see.

The one thing a lower floor shows of those above it. An app that has something to show brings a module `thread.py`
with functions decorated `@strand`; they are found when Django is ready, as the admin finds `admin.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from partnership import access
from partnership.permissions import Permission
from priorities.knots import Knot
from priorities.models import Action, Priority, Recommendation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person

# Given a priority, and by keyword `viewer` and `on`, a strand yields what the viewer may see of it on that day.
Strand = Callable[..., Iterable[Knot]]
_STRANDS: list[Strand] = []


def strand(function: Strand) -> Strand:
    """Register a strand: `function(priority, *, viewer, on)` yields knots, in a number of queries that never grows."""
    _STRANDS.append(function)
    return function


def strands() -> tuple[Strand, ...]:
    """Every strand that is registered."""
    return tuple(_STRANDS)


def of_other_rooms() -> tuple[Strand, ...]:
    """The strands that are not the backbone's own."""
    own = __name__.partition(".")[0]
    return tuple(each for each in _STRANDS if each.__module__.partition(".")[0] != own)


@contextmanager
def also(function: Strand) -> Iterator[None]:
    """Register a strand for a while, as tests do."""
    _STRANDS.append(function)
    try:
        yield
    finally:
        _STRANDS.remove(function)


def follow(priority: Priority, *, viewer: Person | AnonymousUser, on: date) -> list[Knot]:
    """All knots of a priority that a viewer may see, by stage and date; what two strands bring is one knot."""
    found: dict[str, Knot] = {}
    for each in _STRANDS:
        for knot in each(priority, viewer=viewer, on=on):
            known = found.get(knot.key)
            found[knot.key] = replace(known, ties=(*known.ties, *knot.ties)) if known else knot
    return sorted(found.values(), key=lambda knot: (knot.stage, knot.date or date.max, knot.key))


def sees_all(viewer: Person | AnonymousUser) -> bool:
    """Whether nothing of a thread is hidden from a viewer, so that what is missing is truly missing."""
    return access.agencies_where(viewer, Permission.SEE_AGENCY_MATTERS) is None


# What belongs to the thread of a priority: what is tagged with it, and what followed from that.


def recommendations_of(priority: Priority) -> QuerySet[Recommendation, Any]:
    """Recommendations tagged with a priority, or made of a finding that is."""
    tagged = Q(priorities=priority) | Q(follows_from__priorities=priority)
    return Recommendation.objects.filter(pk__in=Recommendation.objects.filter(tagged).values("pk"))


def actions_of(priority: Priority) -> QuerySet[Action, Any]:
    """Actions tagged with a priority, or called for by a recommendation of its thread."""
    called = Recommendation.calls_for.through.objects.filter(
        recommendation__in=recommendations_of(priority).values("pk")
    )
    return Action.objects.filter(
        Q(pk__in=Action.objects.filter(priorities=priority).values("pk")) | Q(pk__in=called.values("action"))
    )
