"""Demand beside capacity beside children seen: what comes, who is there, who is seen, month by month on one axis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from dashboard.figures_of_area import Told
from dashboard.series_chart import unit_of
from dashboard.shown import Figure, State
from figures import charts
from figures.charts import Bar, BarChart, Cut, Unit
from partnership.periods import Kind

MONTHS = 24
# By domain: what its chart is called, and how its column of the table.
TITLES = {
    "demand": ("MASH enquiries each month", "Enquiries"),
    "capacity": ("People at work in the MASH (full-time equivalent)", "People at work"),
    "seen": ("Children on a plan visited in time", "Visited in time"),
}


@dataclass(frozen=True)
class Months:
    """The months of one domain as a small chart: its title, what it shows in a sentence, and the drawing."""

    title: str
    sentence: str
    drawing: SafeString


@dataclass(frozen=True)
class Beside:
    """The ratio in words, one chart a domain on one time axis, and the table of all."""

    ratio: str
    then: str
    sentence: str
    months: Mapping[str, Months]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def beside(demand: Told | None, capacity: Told | None, seen: Told | None) -> Beside | None:
    """The months that demand and capacity both have figures for; None where they are fewer than two."""
    if not _monthly(demand) or not _monthly(capacity) or demand is None or capacity is None:
        return None
    people = {each.period.start: each.value for each in capacity.series.whole if each.value}
    both = [
        (each, each.value, people[each.period.start])
        for each in demand.series.whole
        if each.value is not None and each.period.start in people
    ][-MONTHS:]
    if len(both) < 2:
        return None
    now = both[-1]
    earlier = next((each for each in both if each[0].period.start == _year_before(now[0])), both[0])
    ratio, then = now[1] / now[2], earlier[1] / earlier[2]
    at = [each for each, _, _ in both]
    lines = {"demand": _line(demand, at, Unit()), "capacity": _line(capacity, at, Unit(1))}
    if seen is not None and _monthly(seen):
        lines["seen"] = _line(seen, at, unit_of(seen.series))
    shown = {domain: line for domain, line in lines.items() if _known(line[1]) > 1}
    return Beside(
        ratio=f"{ratio:,.0f}",
        then=f"{then:,.0f} in {earlier[0].period}",
        sentence=f"Enquiries {_moved(now[1], earlier[1])} since {earlier[0].period}. "
        f"People at work {_moved(now[2], earlier[2])}.",
        months={domain: _drawn(domain, unit, values, at) for domain, (unit, values) in shown.items()},
        heads=("Month", *(TITLES[domain][1] for domain in shown), "Enquiries for each person"),
        rows=tuple(
            (
                both[place][0].period.label,
                *(_words(unit, *values[place]) for unit, values in shown.values()),
                f"{both[place][1] / both[place][2]:,.0f}",
            )
            for place in reversed(range(len(both)))
        ),
    )


def _year_before(figure: Figure) -> date:
    return figure.period.start.replace(year=figure.period.start.year - 1)


def _monthly(told: Told | None) -> bool:
    return told is not None and told.series.kind == Kind.MONTH


Values = Sequence[tuple[float | None, State]]


def _line(told: Told, at: Sequence[Figure], unit: Unit) -> tuple[Unit, Values]:
    """The value of each month, or why there is none."""
    found: dict[date, Figure] = {each.period.start: each for each in told.series.whole}
    months = [found.get(each.period.start) for each in at]
    return unit, [(each.value, each.state) if each else (None, State.MISSING) for each in months]


def _known(values: Values) -> int:
    return sum(value is not None for value, _ in values)


def _moved(now: float, before: float) -> str:
    change = round(100 * (now - before) / before)
    return "stayed the same" if change == 0 else f"{'rose' if change > 0 else 'fell'} by {abs(change)}%"


def _words(unit: Unit, value: float | None, state: State) -> str:
    return state.value if value is None else unit.write(value)


def _drawn(domain: str, unit: Unit, values: Values, at: Sequence[Figure]) -> Months:
    title, compared = TITLES[domain][0], {at[-1].period.start, _year_before(at[-1])}
    bars = tuple(
        Bar(f"{each.period.start:%b %Y}", value, _state(value, state), chosen=each.period.start in compared)
        for each, (value, state) in zip(at, values, strict=True)
    )
    known = [(each.period, value) for each, (value, _) in zip(at, values, strict=True) if value is not None]
    sentence = f"{title}: {unit.write(known[0][1])} in {known[0][0]}, {unit.write(known[-1][1])} in {known[-1][0]}."
    chart = BarChart(title, sentence, unit, bars, standing=True)
    return Months(title, sentence, mark_safe(charts.svg(chart, Cut.NARROW)))


def _state(value: float | None, state: State) -> charts.State:
    if value is not None:
        return charts.State.USUAL
    return charts.State.HIDDEN if state in {State.HIDDEN, State.HIDDEN_BY_SOURCE} else charts.State.MISSING
