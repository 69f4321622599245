"""The bars of a measure page: its parts in the latest period that shows them, and other places beside it."""

from collections.abc import Iterable

from dashboard.benchmark import Benchmark
from dashboard.series_chart import amount, unit_of
from dashboard.shown import Figure, Series, State
from figures import charts
from figures.charts import Bar, BarChart, Column


def parts(series: Series) -> BarChart | None:
    """The parts in the latest period of the kind that lets most of them be seen: the month, else the year."""
    definition = series.definition
    if definition.breakdown is None:
        return None
    words = {part: name for part, name in definition.words_of_parts().items() if part}
    periods = [figures[-1].period for kind in definition.periods if (figures := series.of(kind))]
    found = [{f.part: f for f in series.figures if f.period == period and f.part} for period in periods]
    best = max(range(len(found)), key=lambda place: _seen(found[place].values()), default=None)
    if best is None or not _seen(found[best].values()):
        return None
    return _of_parts(
        series, periods[best].label, [(words[part], found[best][part]) for part in words if part in found[best]]
    )


def _seen(figures: Iterable[Figure]) -> int:
    return sum(figure.value is not None for figure in figures)


def _of_parts(series: Series, period: str, found: list[tuple[str, Figure]]) -> BarChart:
    definition = series.definition
    label = definition.breakdown.label if definition.breakdown else ""
    heading = f"{definition.name} by {label.lower()}, {period}"
    bars = tuple(Bar(name, figure.value, _bar_state(figure), chosen=True) for name, figure in found)
    columns: tuple[Column, ...] = ()
    if definition.is_share:
        columns = (
            Column(definition.numerator_heading, tuple(amount(figure.numerator) for _, figure in found)),
            Column(definition.denominator_heading, tuple(amount(figure.denominator) for _, figure in found)),
        )
    said = [f"{name} {series.write(figure.value)}" for name, figure in found if figure.value is not None]
    return BarChart(heading, f"{', '.join(said)}.", unit_of(series), bars, columns=columns)


def _bar_state(figure: Figure) -> charts.State:
    if figure.value is not None:
        return charts.State.USUAL
    return charts.State.HIDDEN if figure.state in {State.HIDDEN, State.HIDDEN_BY_SOURCE} else charts.State.MISSING


def compared(found: Benchmark) -> BarChart:
    """The own place and the others, the own one dark."""
    bars = tuple(
        Bar(row.name, row.value, charts.State.USUAL if row.value is not None else charts.State.MISSING, chosen=row.own)
        for row in found.rows
    )
    columns = tuple(
        Column(head, cells)
        for head, cells in (
            (found.heads[0], tuple(row.numerator for row in found.rows)),
            (found.heads[1], tuple(row.denominator for row in found.rows)),
        )
        if head and any(cells)
    )
    return BarChart(found.heading, found.sentence, found.unit, bars, columns=columns)
