"""Builds the county: agencies, people, plan, five years of demand and staffing, then the figures as after any load."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter

from dashboard.models import Area
from oscb_portal.oakshire import agencies, casework, demand, keeping, people, plan
from oscb_portal.oakshire.cast import assemble
from partnership.models import Agency, Person

PASSWORD = "oakshire-demo"  # noqa: S105 - published; works in mode demo only, where everybody is made up
AREA = "X99000001"
YEARS = 5
# Work that began before the years shown, so that plans and cases are open on the first day.
RUN_IN_YEARS = 2

Say = Callable[[str], None]


class NotHere(Exception):  # noqa: N818 - an expected no
    """The county cannot be built here; the message says why."""


@dataclass(frozen=True)
class Built:
    """What was built, counted."""

    agencies: int
    people: int
    enquiries: int
    first: date
    last: date


def is_there() -> bool:
    """Whether the database holds people already."""
    return Person.objects.exists()


def years_shown(today: date) -> tuple[date, date]:
    """First and last day of the data: five years, to the end of the month before today."""
    last = today.replace(day=1) - timedelta(days=1)
    first = date(last.year - YEARS, last.month, last.day) if last.month != 2 else date(last.year - YEARS, 2, 28)
    return (first + timedelta(days=4)).replace(day=1), last


def build(scale: float, *, today: date, say: Say) -> Built:
    """Build the county into an empty database."""
    first, last = years_shown(today)
    with _said(say, "agencies, people and plans"):
        cast = assemble(PASSWORD)
        made = agencies.found(scale, cast.agencies, closed_until=_two_years_before(today))
        people.hire(scale, [*vars(cast.agencies).values(), *made], cast, today=today)
        plan.publish(cast.agencies, today=today)
    area = Area.objects.create(code=AREA, name="Oakshire", level=Area.Level.COUNTY_DEMO, authority_number="999")
    with _said(say, "five years of enquiries and what followed"):
        came = demand.come_in(scale, date(first.year - RUN_IN_YEARS, first.month, 1), last)
        followed = casework.follow(came, first, last)
    with _said(say, "writing them as two loads"):
        sent = keeping.Sent(area, cast.agencies.county_council, cast.analyst, first, last)
        load = keeping.keep_enquiries(came, sent)
        keeping.keep_casework(followed, sent)
    return Built(Agency.objects.count(), Person.objects.count(), load.rows_done, first, last)


def _two_years_before(today: date) -> date:
    return today - timedelta(days=760)


@contextmanager
def _said(say: Say, what: str) -> Iterator[None]:
    began = perf_counter()
    yield
    say(f"  {what}: {perf_counter() - began:.1f} s")
