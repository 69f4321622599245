"""Demand beside capacity: what comes to the hub, one above the other with who is there, on one time axis."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from dashboard.figures_of_area import Told
from dashboard.shown import Figure
from figures import charts
from figures.charts import Bar, BarChart, Cut, Unit
from partnership.periods import Kind

MONTHS = 24


@dataclass(frozen=True)
class Beside:
    """Demand beside capacity: the ratio in words, two charts on one time axis, and the table of both."""

    ratio: str
    then: str
    sentence: str
    caption: str
    charts: tuple[tuple[str, SafeString, SafeString], ...]
    rows: tuple[tuple[str, str, str, str], ...]


def beside(demand: Told | None, capacity: Told | None) -> Beside | None:
    """The months that both have figures for; None where they are fewer than two."""
    if demand is None or capacity is None or demand.series.kind != Kind.MONTH or capacity.series.kind != Kind.MONTH:
        return None
    people = {each.period.start: each.value for each in capacity.series.whole if each.value}
    both = [
        (each, each.value, people[each.period.start])
        for each in demand.series.whole
        if each.value is not None and each.period.start in people
    ][-MONTHS:]
    if len(both) < 2:
        return None
    now, earlier = both[-1], both[-13] if len(both) > 12 else both[0]
    ratio, then = now[1] / now[2], earlier[1] / earlier[2]
    told = (
        ("MASH enquiries each month", Unit(), [(each, value) for each, value, _ in both]),
        ("People at work in the MASH (full-time equivalent)", Unit(1), [(each, value) for each, _, value in both]),
    )
    return Beside(
        ratio=f"{ratio:,.0f}",
        then=f"{then:,.0f} in {earlier[0].period}",
        sentence=f"Enquiries {_moved(now[1], earlier[1])} since {earlier[0].period}. "
        f"People at work {_moved(now[2], earlier[2])}.",
        caption=f"Two bar charts, one above the other, {both[0][0].period} to {now[0].period}. Monthly enquiries go "
        f"from {both[0][1]:,.0f} to {now[1]:,.0f}. People at work go from {both[0][2]:.1f} to {now[2]:.1f}.",
        charts=tuple((title, *_bars(title, unit, values)) for title, unit, values in told),
        rows=tuple(
            (each.period.label, f"{value:,.0f}", f"{there:.1f}", f"{value / there:,.0f}")
            for each, value, there in reversed(both)
        ),
    )


def _moved(now: float, before: float) -> str:
    change = round(100 * (now - before) / before)
    return "stayed the same" if change == 0 else f"{'rose' if change > 0 else 'fell'} by {abs(change)}%"


def _bars(title: str, unit: Unit, values: Sequence[tuple[Figure, float]]) -> tuple[SafeString, SafeString]:
    last = len(values) - 1
    bars = tuple(
        Bar(f"{each.period.start:%b %Y}", value, chosen=place in {last, last - 12})
        for place, (each, value) in enumerate(values)
    )
    chart = BarChart(title, title, unit, bars, standing=True)
    wide, narrow = (charts.svg(chart, cut) for cut in (Cut.WIDE, Cut.NARROW))
    return mark_safe(wide), mark_safe(narrow)
