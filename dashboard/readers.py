"""Whose eyes look at the figures of an area: what the agency one acts for has counted itself is no secret to it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dashboard import measures
from dashboard.hidden_counts import AGENCY
from dashboard.models import Area
from dashboard.shown import MEMBER, Reader
from partnership.models import Agency

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person

# What is counted from the case-level rows of an area is its sender's own, as long as there is but one sender.
FROM_ROWS = "events"


def reader_of(person: Person | AnonymousUser, area: Area) -> Reader:
    """What the person's agency counted itself: of the agency worn in the header, for nobody reads for two at once."""
    agency: Agency | None = getattr(person, "acting_for", None)
    if agency is None:
        return MEMBER
    senders = {each.pk for each in area.senders.all()}
    sources = frozenset({FROM_ROWS}) if senders == {agency.pk} else frozenset()
    # Readers of whose own there is nothing are one and the same reader: what they see is worked out once.
    parts = {f"{AGENCY}={agency.slug}"} & _parts_of_agencies()
    return Reader(frozenset(sources), frozenset(parts))


@cache
def _parts_of_agencies() -> frozenset[str]:
    known = measures.known().values()
    return frozenset(part for each in known for part in each.words_of_parts() if part.startswith(f"{AGENCY}="))
