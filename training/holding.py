"""What stands for a course, whichever way it was learnt: the one place that says what counts, until when.

A certificate of an event, e-learning, a certificate from elsewhere that somebody has checked, and a record an agency
sent that the office lets count. Passport, coverage, prerequisites and forecast all ask here.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from partnership.working_days import last_moment
from training.models import Certificate, ExternalRecord, Learning, UploadedCertificate

Held = dict[tuple[int, int], date | None]
"""By person and course the last day it counts; None: for good."""


@dataclass(frozen=True)
class Way:
    """One way to learn a course: its rows that count at all, and where they say who, which course and when."""

    rows: Callable[[], QuerySet[Any]]
    person: str
    course: str
    taken: str = "taken_on"
    taken_is_a_moment: bool = False

    def in_date(self, on: date) -> QuerySet[Any]:
        """Those taken by a day that still count on it."""
        by = {f"{self.taken}__lte": last_moment(on) if self.taken_is_a_moment else on}
        return self.rows().filter(Q(valid_until=None) | Q(valid_until__gte=on), **by)

    def same(self, other: "Way") -> Q:
        """Of the same person and course as a row of another way, outside."""
        return Q(**{self.person: OuterRef(other.person), self.course: OuterRef(other.course)})


WAYS = (
    Way(lambda: Certificate.objects.living(), "booking__person", "booking__event__course"),
    Way(lambda: Learning.objects.living(), "person", "course", "finished_at", True),
    Way(lambda: UploadedCertificate.objects.accepted(), "person", "counts_as"),
    Way(lambda: ExternalRecord.objects.counting(), "person", "counts_as"),
)
CERTIFICATES, E_LEARNING = WAYS[:2]


def held(people: Collection[int]) -> Held:
    """Until when what each person (by key) has learnt counts, of several ways the longest; a query a way."""
    found: Held = {}
    for way in WAYS:
        rows = way.rows().filter(**{f"{way.person}__in": people}).exclude(**{way.course: None})
        for person, course, until in rows.values_list(way.person, way.course, "valid_until"):
            earlier = found.get((person, course), date.min)
            found[person, course] = None if until is None or earlier is None else max(until, earlier)
    return found


def counts(found: Held, person: int, course: int, *, on: date) -> bool:
    """Whether somebody holds a course on a day."""
    until = found.get((person, course), date.min)
    return until is None or until >= on


def in_date_once(on: date) -> Iterator[tuple[Way, QuerySet[Any]]]:
    """The rows in date of each way, without people an earlier way has counted for the same course."""
    for place, way in enumerate(WAYS):
        rows = way.in_date(on)
        for earlier in WAYS[:place]:
            rows = rows.exclude(Exists(earlier.in_date(on).filter(earlier.same(way))))
        yield way, rows


def held_longer(than: Way) -> Q:
    """For a row of one way: whether the same person holds the same course longer, whichever way."""
    later = Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until"))
    return reduce(or_, (Q(Exists(way.rows().filter(later, way.same(than)))) for way in WAYS))
