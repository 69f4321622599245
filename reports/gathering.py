"""Gathers one year into the sections of a report: each room's part by one function, and a part that fails fails alone.

A report is gathered as the public may read it: figures of the public edition, and records everybody may see. What is
kept to members is counted, and said to be there. A pack for one reader shows what that reader may see.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from dashboard.models import Area
from partnership.models import Person
from partnership.periods import Period, containing
from priorities.models import Plan
from reports.blocks import Gathered, Whole

log = logging.getLogger(__name__)
FAILED = "Its figures could not be gathered. The office has been told; the words are not lost."


@dataclass(frozen=True)
class Year:
    """The year a report tells of, the day it is told, the area and the plan in force at its end."""

    slug: str
    starts_on: date
    ends_on: date
    on: date
    area: Area | None = None
    plan: Plan | None = None
    keeper: Person | None = None
    """Who keeps the report: counts of what only members may read are taken with his or her eyes, never the words."""
    kind: str = "financial_year"
    """A pack of the board tells of a quarter by the same functions."""
    reader: Person | None = None
    """Who reads it alone; else it is told as the public may read it."""

    @property
    def eyes(self) -> Person | AnonymousUser:
        """With whose eyes records are chosen."""
        return self.reader or AnonymousUser()

    @property
    def none(self) -> str:
        """What an empty list means."""
        return "None." if self.reader else "None that the public may read."

    @property
    def last(self) -> date:
        """The last day of which anything can be told."""
        return min(self.ends_on, self.on)

    @property
    def days(self) -> tuple[date, date]:
        """First and last day, both within it."""
        return self.starts_on, self.last

    @property
    def period(self) -> Period:
        """The financial year it is, or the quarter."""
        return containing(self.kind, self.starts_on)


Gathering = Callable[[Year], Gathered]
_GATHERING: dict[str, Gathering] = {}


def gathers(key: str) -> Callable[[Gathering], Gathering]:
    """Let a function gather the section with this key."""

    def enter(function: Gathering) -> Gathering:
        _GATHERING[key] = function
        return function

    return enter


def gather(year: Year, *, keys: list[str]) -> Whole:
    """What there is for each of the sections; one that cannot be gathered says so and hides no other."""
    told = [key for key in keys if key in _GATHERING]
    return Whole({key: safely(key, partial(gathered_for, key, year), failed=FAILED) for key in told})


def gathered_for(key: str, year: Year) -> Gathered:
    """What there is for one section; raises whatever its function raises."""
    return _GATHERING[key](year)


def safely(key: str, gather: Callable[[], Gathered], *, failed: str) -> Gathered:
    """What a function gathers; where it breaks, the sentence that says so, and nothing else is touched by it."""
    try:
        with transaction.atomic():
            return gather()
    except Exception:
        log.exception("%s could not be gathered", key)
        return Gathered(failed=failed)
