"""Works out again the figures that a load touches, and no others, in pieces that workers share.

Touched are the periods of the load's rows and, for a measure that looks back, as many months after them. A piece is
one measure over some years, in a transaction of its own; any number of workers on any number of machines take pieces
until none is left (dashboard/pieces.py). Doing it twice changes nothing; a worker that dies leaves its piece as it was.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils.timezone import localdate

from dashboard import counting, hiding, measures, readings, rows_of_area
from dashboard.calculations import CALCULATIONS, Counted
from dashboard.clocks import Clock, Clocks, Limit, Unit
from dashboard.counting import Job, add_months, block_of
from dashboard.definitions import Definition
from dashboard.models import Area, Load, MeasureVersion, Reading, Return
from dashboard.readings import Figure, Replaced
from office import rule_book, rules
from office.models import Rule
from partnership import periods
from partnership.periods import Period

SOURCE = "events"
STAFFING = "staffing"
POPULATION = "P01"
_LONG_AGO = date(1900, 1, 1)
# Tells the time; a task hands down its own, since a long job needs more than one moment.
Clockwork = Callable[[], datetime]


def touched_by(load: Load) -> list[Job]:
    """What a load touches, after its rows came or went."""
    return _jobs_of(lambda table, day: rows_of_area.days_touched(table, load=load, day=day), load.area, load)


def whole_of(area: Area) -> list[Job]:
    """Every figure of an area."""
    return _jobs_of(lambda table, day: _whole_span(table, area, day), area, None)


def job_of(code: str, *, first: date, last: date) -> Job:
    """One measure over the days that were touched; KeyError when it is not counted from rows."""
    definition = measures.known()[code]
    if definition.computed is None:
        raise KeyError(code)
    return Job(definition, definition.computed, CALCULATIONS[definition.computed.calculation], first, last)


def recompute_staffing(*, area: Area, first: date, last: date, at: datetime) -> None:
    """Work out what the staffing of the periods that meet a span of days tells, after a return came or went."""
    versions = measures.take_in()
    for code, definition in measures.known().items():
        if definition.computed and CALCULATIONS[definition.computed.calculation].table == STAFFING:
            job = job_of(code, first=first, last=last)
            with transaction.atomic():
                for block in sorted({block_of(period.start) for period in job.touched}):
                    work_out(job, block=block, version=versions[code], area=area, load=None, at=at)
                hiding.decide(code, area=area, on=localdate(at))


def clocks_in_force() -> Clocks:
    """The clocks the partnership has set, with every limit since the beginning."""
    clocks = {}
    for key, declared in rules.DECLARED.items():
        if declared.group == "clocks":
            rows = Rule.objects.of(key).order_by("valid_from", "pk").values_list("valid_from", "value")
            texts = [(_LONG_AGO, declared.default), *rows]
            clocks[key] = Clock([limit_of(day, rule_book.value_of(declared, text)) for day, text in texts])
    return clocks


def limit_of(valid_from: date, value: object) -> Limit:
    """The limit of time that the value of a rule says, from a day on."""
    if isinstance(value, rule_book.Days):
        return Limit(valid_from, value.count, Unit.WORKING_DAYS if value.working else Unit.CALENDAR_DAYS)
    return Limit(valid_from, int(str(value)), Unit.HOURS)


Touched = Callable[[str, str], tuple[date, date] | None]


def _jobs_of(touched: Touched, area: Area, load: Load | None) -> list[Job]:
    """The measures that look at rows which were touched, with the days they must be worked out for."""
    jobs = []
    for definition in measures.known().values():
        if definition.computed is None:
            continue
        computed, calculation = definition.computed, CALCULATIONS[definition.computed.calculation]
        table, day = calculation.table_of(computed.arguments), calculation.day_of(computed.arguments)
        days = touched(table, day)
        if days is None:
            continue
        last = add_months(days[1], definition.looks_back)
        if calculation.stock or (load is not None and load.undone_at):
            # A row counts in a stock until it ends; what is gone may have counted in any later period.
            covered = rows_of_area.spans(table, area=area, day=day)
            last = max([last, *(end for _, end in covered), *_last_known(definition, area)])
        jobs.append(Job(definition, computed, calculation, days[0], last))
    return jobs


def _whole_span(table: str, area: Area, day: str) -> tuple[date, date] | None:
    found = rows_of_area.spans(table, area=area, day=day)
    return (found[0][0], found[-1][1]) if found else None


def _last_known(definition: Definition, area: Area) -> list[date]:
    ends = Reading.objects.living().of_area(area).of_measures([definition.code]).filter(source__in=(SOURCE, STAFFING))
    return list(ends.order_by("-ends_on").values_list("ends_on", flat=True)[:1])


def work_out(job: Job, *, block: int, version: MeasureVersion, area: Area, load: Load | None, at: datetime) -> Replaced:
    """Count the touched periods that belong to a block of years; call inside a transaction.

    The rows are read under a lock of the measure and block: of two recounts the later one sees what both brought.
    """
    hold(area, job.definition.code, block)
    covered = rows_of_area.spans(job.table, area=area, day=job.day)
    touched = [period for period in job.settled(covered) if block_of(period.start) == block]
    due = [period for period in touched if counting.covers(covered, period)]
    figures = list(_figures(job, due, area, covered)) if due else []
    source = STAFFING if job.table == "staffing" else SOURCE
    return readings.replace(figures, version=version, area=area, source=source, periods=touched, load=load, at=at)


def hold(area: Area, code: str, block: int) -> None:
    """Wait until nobody else works at the measure and block; PostgreSQL lets go of it with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"recount {area.pk} {code} {block}"])


def _figures(job: Job, due: list[Period], area: Area, covered: list[tuple[date, date]]) -> Iterable[Figure]:
    first, last = job.needs(due)
    rows = rows_of_area.frame(job.table, area=area, day=job.day, first=first, last=last)
    population = population_of(area) if job.calculation.per_child else {}
    unsent = _unsent(area) if job.table == STAFFING else frozenset()
    for found in counting.count(job, rows, due=due, clocks=clocks_in_force(), covered=covered, area=area.code):
        yield from _figure(job.definition, found, population if job.calculation.per_child else None, unsent)


def _unsent(area: Area) -> frozenset[date]:
    """Ends of the periods for which an agency has not sent the staffing it was asked for."""
    found = Return.objects.filter(area=area, speaks=None, sheets__contains=[STAFFING])
    return frozenset(found.values_list("ends_on", flat=True))


def _figure(
    definition: Definition, found: Counted, population: Mapping[str, Decimal] | None, unsent: frozenset[date]
) -> Iterable[Figure]:
    """The figure of what was counted; of a measure per child none where nobody knows how many live there.

    While an agency's staffing is missing a share is provisional, and a sum, which would be too small, is missing.
    """
    denominator: float | Decimal | None = found.denominator if definition.unit != "count" else None
    if population is not None:
        denominator = population.get(periods.financial_year(found.period.end))
        if denominator is None:
            return
    breakdown = definition.breakdown.key(found.part) if definition.breakdown and found.part else ""
    if found.period.end in unsent and definition.unit == "count":
        yield Figure(found.period, breakdown, status=Reading.Status.MISSING)
        return
    provisional = found.provisional or found.period.end in unsent
    yield readings.figure(
        definition, found.period, found.numerator, denominator, breakdown=breakdown, provisional=provisional
    )


def population_of(area: Area) -> dict[str, Decimal]:
    """Children by the financial year in which the estimate of 30 June lies."""
    found = Reading.objects.living().of_area(area).of_measures([POPULATION]).exclude(value=None)
    return {periods.financial_year(end): value for end, value in found.values_list("ends_on", "value")}
