"""Takes in the counts that a council made on its own machine, and makes readings of them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dashboard import hiding, measures, readings, recompute
from dashboard.calculations import CALCULATIONS
from dashboard.counting import Job, block_of
from dashboard.definitions import Definition
from dashboard.faults import Fault, FaultFound
from dashboard.file_reasons import CannotRead, Reason
from dashboard.models import Area, Load, LocalCount, MeasureVersion, Reading
from dashboard.readings import Figure, Replaced
from office import rule_book, rules
from partnership import periods
from partnership.periods import Kind, Period

SOURCE = "counts"


def check(told: Mapping[str, Any], *, area: Area, on: date) -> None:
    """Whether the file speaks of this area, hides enough and was counted as here; raises CannotRead."""
    if told["area"] != area.code:
        raise CannotRead(Reason.COUNTS_OF_ANOTHER_AREA)
    if told["threshold"] < hiding.largest_hidden(on=on):
        raise CannotRead(Reason.COUNTS_TOO_SMALL)
    known = {code: each.version for code, each in measures.known().items()}
    others = any(known.get(code) != version for code, version in told["versions"].items())
    if others or not all(_holds(key, text, on) for key, text in told["clocks"].items()):
        raise CannotRead(Reason.COUNTED_OTHERWISE)


def _holds(key: str, text: str, on: date) -> bool:
    """Whether a clock of the file is the one in force here."""
    return key in rules.DECLARED and rules.value(key, on=on) == rule_book.value_of(rules.DECLARED[key], text)


def take(load: Load, figures: Iterable[Mapping[str, Any]], *, first: int) -> list[FaultFound]:
    """Keep the figures that can be true, numbered from `first` in the order of the file; gives the others' faults."""
    rows, faults = [], []
    for number, said in enumerate(figures, start=first):
        try:
            rows.append(_row(load, said))
        except (KeyError, ValueError, TypeError, ArithmeticError):
            faults.append(FaultFound(Fault.NOT_A_COUNT, "figures", number, str(said.get("code", ""))[:12], "", True))
    kept = LocalCount.objects.bulk_create(rows, ignore_conflicts=True)
    load.counts.setdefault("localcount", {"read": 0, "refused": 0, "kept": 0, "unchanged": 0, "replaced": 0})
    load.counts["localcount"]["read"] += len(rows) + len(faults)
    load.counts["localcount"]["refused"] += len(faults)
    load.counts["localcount"]["kept"] += len(kept)
    return faults


def _row(load: Load, said: Mapping[str, Any]) -> LocalCount:
    """The figure as it is kept; ValueError or KeyError when the measure has no such period or part, or it cannot be."""
    definition = measures.known()[said["code"]]
    period = periods.containing(Kind(said["period"]), date.fromisoformat(said["starts_on"]))
    hidden = bool(said["hidden"])
    top, bottom = (None if hidden else _amount(said[name]) for name in ("numerator", "denominator"))
    fits = period.kind in definition.periods and said["part"] in definition.words_of_parts(load.area.code)
    if not (fits and definition.computed and (hidden or top is not None)):
        raise ValueError(said["code"])
    if definition.unit == "percent" and not hidden and (bottom is None or top is None or top > bottom):
        raise ValueError(said["code"])
    return LocalCount(
        load=load, code=definition.code, period_kind=period.kind, starts_on=period.start, breakdown=said["part"],
        numerator=top, denominator=bottom, provisional=bool(said["provisional"]),
    )  # fmt: skip


def _amount(said: Any) -> Decimal | None:
    if said is None:
        return None
    found = round(Decimal(str(said)), 3)
    if isinstance(said, bool) or not 0 <= found < 10**10:
        raise ValueError(type(said))
    return found


def days_told(load: Load) -> list[date]:
    """The first and the last day of the periods a load speaks of."""
    told = [_period(each) for each in LocalCount.objects.of_load(load)]
    return [min(period.start for period in told), max(period.end for period in told)] if told else []


def touched_by(load: Load) -> list[Job]:
    """The measures and days a load of counts speaks of."""
    days: dict[str, list[Period]] = {}
    for each in LocalCount.objects.of_load(load):
        days.setdefault(each.code, []).append(_period(each))
    jobs = []
    for code, found in days.items():
        definition = measures.known()[code]
        if definition.computed:
            calculation = CALCULATIONS[definition.computed.calculation]
            first, last = min(period.start for period in found), max(period.end for period in found)
            jobs.append(Job(definition, definition.computed, calculation, first, last))
    return jobs


def work_out(job: Job, *, block: int, version: MeasureVersion, area: Area, load: Load, at: datetime) -> Replaced:
    """Let the latest load that speaks of each period have its say; call inside a transaction."""
    recompute.hold(area, job.definition.code, block)
    touched = [period for period in job.touched if block_of(period.start) == block]
    speaking = Load.objects.speaking().filter(area=area, kind=Load.Kind.COUNTS)
    said = LocalCount.objects.filter(load__in=speaking, code=job.definition.code)
    latest: dict[tuple[str, date], dict[int, list[LocalCount]]] = {}
    for each in said:
        latest.setdefault((each.period_kind, each.starts_on), {}).setdefault(each.load_id, []).append(each)
    chosen = [each for loads in latest.values() for each in loads[max(loads)]]
    population = recompute.population_of(area) if job.calculation.per_child else None
    figures = [figure for each in chosen if (figure := _figure(job.definition, each, population))]
    return readings.replace(figures, version=version, area=area, source=SOURCE, periods=touched, load=load, at=at)


def _figure(definition: Definition, said: LocalCount, population: Mapping[str, Decimal] | None) -> Figure | None:
    period = _period(said)
    if said.numerator is None:
        return Figure(period, said.breakdown, status=Reading.Status.SUPPRESSED, mark="c")
    denominator = said.denominator
    if population is not None:
        denominator = population.get(periods.financial_year(period.end))
        if denominator is None:
            return None
    return readings.figure(
        definition, period, said.numerator, denominator, breakdown=said.breakdown, provisional=said.provisional
    )


def _period(said: LocalCount) -> Period:
    return periods.containing(Kind(said.period_kind), said.starts_on)
