"""Builds the county: agencies, people, plan, five years of demand and staffing, then the figures as after any load."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import perf_counter

from django.db import connection

from dashboard import derived, forecasting, measures, pieces, published, readings
from dashboard.models import Area
from oscb_portal.oakshire import (
    agencies,
    assessing,
    auditing,
    backbone,
    casework,
    charts,
    covering,
    demand,
    house_rules,
    keeping,
    learning,
    learnt,
    modules,
    panel_round,
    passports,
    people,
    plan,
    returning,
    site,
    staffing,
    surveying,
    thanks,
    told,
    training_past,
    wanting,
    yearly,
)
from oscb_portal.oakshire.cast import Cast, assemble
from partnership import periods
from partnership.models import Agency, Person
from partnership.working_days import LONDON
from priorities import themes
from reports import own_figures

PASSWORD = "oakshire-demo"  # noqa: S105 - published; works in mode demo only, where everybody is made up
AREA = "X99000001"
YEARS = 5
# Children aged 0 to 17 at scale 1 in the last year, and how their number grows.
POPULATION = "P01"
CHILDREN, GROWTH_A_YEAR = 152_000, 1.004
# Work that began before the years shown, so that plans and cases are open on the first day.
RUN_IN_YEARS = 2

Say = Callable[[str], None]
Clock = Callable[[], datetime]


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


@contextmanager
def without_savepoints() -> Iterator[None]:
    """One transaction without savepoints: PostgreSQL keeps a list of all that have locked a row, and reads it at each
    look at the row. With thousands of savepoints behind one agency, the commit alone took half of the time.
    """
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before


@without_savepoints()
def build(scale: float, *, clock: Clock, say: Say) -> Built:
    """Build the county into an empty database, as it would be now. Call in a transaction."""
    today = clock().astimezone(LONDON).date()
    first, last = years_shown(today)
    with _said(say, "agencies, people and plans"):
        cast = staff(scale, today=today)
    themes.settle()
    with _said(say, "findings, recommendations and actions"):
        backbone.build(cast, today=today)
    with _said(say, "campaigns, and what we were told"):
        told.tell(cast, today=today)
    with _said(say, "training"):
        learning.open_season(cast, today=today)
    with _said(say, "two years of training"):
        train(cast, scale, today=today)
        wanting.want(cast, today=today)
        modules.teach(cast, today=today)
        passports.keep(cast, today=today)
        wanting.teach_themselves(cast, today=today)
    with _said(say, "case reviews, learning and repeat messages"):
        learnt.tell(cast, today=today)
    with _said(say, "pages, news and documents"):
        site.publish(cast, today=today)
    with _said(say, "thanks"):
        thanks.give(cast, today=today)
    with _said(say, "self-assessments"):
        assessing.assess(cast, today=today)
        surveying.ask(cast, today=today)
        panel_round.hold(cast, today=today)
    with _said(say, "multi-agency audits"):
        auditing.audit(cast, today=today)
    # The number of no authority there is: the generated census that one can try the loads with bears it.
    area = Area.objects.create(code=AREA, name="Oakshire", level=Area.Level.COUNTY_DEMO, authority_number="975")
    charts.tie(cast, area)
    with _said(say, "five years of enquiries and what followed"):
        came = demand.come_in(scale, date(first.year - RUN_IN_YEARS, first.month, 1), last)
        followed = casework.follow(came, first, last)
    with _said(say, "writing them as two loads"):
        sent = keeping.Sent(area, cast.agencies.county_council, cast.analyst, first, last)
        load = keeping.keep_enquiries(came, sent)
        keeping.keep_casework(followed, sent)
        staffing.keep(staffing.weeks(scale, first, last), area=area)
    with _said(say, "two years of returns"):
        returning.keep(cast, area=area, scale=scale, last=last, at=clock())
    with _said(say, "published figures of real places to stand beside"):
        published.take_in(at=clock())
    with _said(say, "figures"):
        _know_the_tables()
        _count_children(area, scale, last, at=clock())
        pieces.recompute_area(area=area, clock=clock)
        _know_the_tables()
        for period in periods.between(periods.Kind.MONTH, first, last)[-24:]:
            own_figures.record(on=period.end, at=clock())
        derived.work_out(area=area, at=clock())
    with _said(say, "what is expected"):
        forecasting.look_ahead(area=area, at=clock())
    with _said(say, "what people say of the figures"):
        charts.write(cast, area, last=last, today=today)
    with _said(say, "yearly reports"):
        yearly.tell(cast, today=today)
    return Built(Agency.objects.count(), Person.objects.count(), load.rows_done, first, last)


def staff(scale: float, *, today: date) -> Cast:
    """Agencies, their people, the plan and the rules of the house, in an empty database."""
    cast = assemble(PASSWORD)
    made = agencies.found(scale, cast.agencies, closed_until=_two_years_before(today))
    people.hire(scale, [*vars(cast.agencies).values(), *made], cast, today=today)
    plan.publish(cast.agencies, today=today)
    house_rules.decide(by=cast.administrator, today=today)
    return cast


def train(cast: Cast, scale: float, *, today: date) -> None:
    """Two years of bookings and certificates, and what each role has to have learned."""
    training_past.keep(cast, scale=scale, today=today)
    covering.require(cast, scale=scale, today=today)


def _know_the_tables() -> None:
    """Let the database count the rows just written: within one transaction nobody else does, and it plans blindly."""
    with connection.cursor() as cursor:
        cursor.execute("select count_the_rows()")


def _count_children(area: Area, scale: float, last: date, *, at: datetime) -> None:
    """How many children live in Oakshire: the estimate of each June, so that rates can be counted."""
    definition = measures.known()[POPULATION]
    estimates = [
        readings.figure(
            definition,
            periods.containing(periods.Kind.MONTH, date(year, 6, 30)),
            round(CHILDREN * scale * GROWTH_A_YEAR ** (year - last.year)),
        )
        for year in range(last.year - YEARS - 1, last.year + 1)
    ]
    readings.replace(
        estimates,
        version=measures.take_in()[POPULATION],
        area=area,
        source="demonstration",
        periods=[estimate.period for estimate in estimates],
        at=at,
    )


def _two_years_before(today: date) -> date:
    return today - timedelta(days=760)


@contextmanager
def _said(say: Say, what: str) -> Iterator[None]:
    began = perf_counter()
    yield
    say(f"  {what}: {perf_counter() - began:.1f} s")
