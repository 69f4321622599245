"""Works out again the figures that a load touches, and no others: measure by measure, each in its own transaction.

Touched are the periods of the load's rows and, for a measure that looks back, as many months after them. Doing it
twice changes nothing; dying midway leaves every measure either as it was or done.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pandas as pd
from django.db import transaction
from django.utils.timezone import localdate

from dashboard import calculations, hiding, measures, readings, rows_of_area
from dashboard.calculations import CALCULATIONS, Asked, Calculation, Counted
from dashboard.clocks import Clock, Clocks, Limit, Unit
from dashboard.definitions import Computed, Definition
from dashboard.models import Area, Load, MeasureVersion, Reading
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


@dataclass(frozen=True)
class Job:
    """One measure that is to be worked out over a span of days."""

    definition: Definition
    computed: Computed
    calculation: Calculation
    first: date
    last: date

    @property
    def table(self) -> str:
        return self.calculation.table_of(self.computed.arguments)

    @property
    def day(self) -> str:
        return self.calculation.day_of(self.computed.arguments)

    @property
    def source(self) -> str:
        return STAFFING if self.table == "staffing" else SOURCE

    @property
    def touched(self) -> list[Period]:
        """Every period of every kind of the measure that meets the span."""
        kinds = self.definition.periods
        return [period for kind in kinds for period in periods.between(kind, self.first, self.last)]


def recompute_after(*, load: Load, clock: Clockwork) -> list[Replaced]:
    """Work out what a load touches, after its rows came or went; says on the load how far it is."""
    jobs = _jobs_of(lambda table, day: rows_of_area.days_touched(table, load=load, day=day), load.area, load)

    def say(words: str) -> None:
        Load.objects.filter(pk=load.pk).update(stage=words[:60], beat_at=clock())

    return work_out(jobs, area=load.area, load=load, say=say, clock=clock)


def recompute_area(*, area: Area, clock: Clockwork, say: Callable[[str], None] = lambda words: None) -> list[Replaced]:
    """Work out every figure of an area afresh, for commands and the demonstration county."""
    jobs = _jobs_of(lambda table, day: _whole_span(table, area, day), area, None)
    return work_out(jobs, area=area, load=None, say=say, clock=clock)


def work_out(
    jobs: list[Job], *, area: Area, load: Load | None, say: Callable[[str], None], clock: Clockwork
) -> list[Replaced]:
    """Work out each job in a transaction of its own, later loads of the area waiting for it."""
    versions = measures.take_in()
    done = []
    for number, job in enumerate(jobs, start=1):
        say(f"Counting ({number} of {len(jobs)}): {job.definition.name}")
        with transaction.atomic():
            Area.objects.select_for_update().get(pk=area.pk)
            done.append(_work_out(job, version=versions[job.definition.code], area=area, load=load, at=clock()))
    return done


def clocks_in_force() -> Clocks:
    """The clocks the partnership has set, with every limit since the beginning."""
    clocks = {}
    for key, declared in rules.DECLARED.items():
        if declared.group == "clocks":
            rows = Rule.objects.of(key).order_by("valid_from", "pk").values_list("valid_from", "value")
            texts = [(_LONG_AGO, declared.default), *rows]
            clocks[key] = Clock([_limit(day, rule_book.value_of(declared, text)) for day, text in texts])
    return clocks


def _limit(valid_from: date, value: object) -> Limit:
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
        last = _add_months(days[1], definition.looks_back)
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


def _work_out(job: Job, *, version: MeasureVersion, area: Area, load: Load | None, at: datetime) -> Replaced:
    covered = rows_of_area.spans(job.table, area=area, day=job.day)
    touched = _known_now(job.touched, covered) if job.calculation.latest_only else job.touched
    due = [period for period in touched if rows_of_area.covers(covered, period)]
    figures = list(_figures(job, due, area, covered)) if due else []
    done = readings.replace(figures, version=version, area=area, source=job.source, periods=touched, load=load, at=at)
    hiding.decide(job.definition.code, area=area, on=localdate(at))
    return done


def _known_now(touched: list[Period], covered: list[tuple[date, date]]) -> list[Period]:
    """The period of each kind that ends last within what is covered, if it ends there or less than a week before."""
    last = max((last for _, last in covered), default=_LONG_AGO)
    return [period for period in touched if timedelta(0) <= last - period.end < timedelta(days=7)]


def _figures(job: Job, due: list[Period], area: Area, covered: list[tuple[date, date]]) -> Iterable[Figure]:
    rows = _rows(job, due, area)
    clocks = clocks_in_force()
    population = _population(area) if job.calculation.per_child else {}
    for kind in job.definition.periods:
        of_kind = [period for period in due if period.kind == kind]
        if not of_kind:
            continue
        asked = Asked(job.computed.arguments, clocks, [period.end for period in of_kind], covered)
        parts = job.definition.breakdown.values if job.definition.breakdown else ()
        for found in calculations.counted(job.calculation.marks(rows, asked), of_kind, parts):
            yield from _figure(job, found, population)


def _rows(job: Job, due: list[Period], area: Area) -> pd.DataFrame:
    """The rows that the due periods need: theirs, and those of the months a measure looks back."""
    first, last = min(period.start for period in due), max(period.end for period in due)
    first = _add_months(first, -job.definition.looks_back)
    return rows_of_area.frame(job.table, area=area, day=job.day, first=first, last=last)


def _figure(job: Job, found: Counted, population: Mapping[str, Decimal]) -> Iterable[Figure]:
    """The figure of what was counted; none where nobody knows how many children live there."""
    definition = job.definition
    denominator: float | Decimal | None = found.denominator if definition.unit != "count" else None
    if job.calculation.per_child:
        denominator = population.get(periods.financial_year(found.period.end))
        if denominator is None:
            return
    breakdown = definition.breakdown.key(found.part) if definition.breakdown and found.part else ""
    yield readings.figure(
        definition, found.period, found.numerator, denominator, breakdown=breakdown, provisional=found.provisional
    )


def _population(area: Area) -> dict[str, Decimal]:
    """Children by the financial year in which the estimate of 30 June lies."""
    found = Reading.objects.living().of_area(area).of_measures([POPULATION]).exclude(value=None)
    return {periods.financial_year(end): value for end, value in found.values_list("ends_on", "value")}


def _add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month."""
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()
