"""The bars of a measure page: its parts in the latest period that shows them, and other places beside it."""

from collections.abc import Mapping

from dashboard import localities
from dashboard.benchmark import Benchmark
from dashboard.series_chart import amount, unit_of
from dashboard.shown import Figure, Series, State
from figures import charts
from figures.charts import Bar, BarChart, Column
from partnership.periods import Kind, Period


def parts(series: Series) -> BarChart | None:
    """The parts in the latest period that shows any: by month, or by year where more of them may be seen then.

    Every part of the definition has a bar, or the words that say why it has none.
    """
    found = [shown for kind in series.definition.periods if (shown := _latest(series, kind))]
    best = max(found, key=lambda shown: sum(_seen(figure) for figure in shown[1].values()), default=None)
    if best is None:
        return None
    period, figures = best
    words = _words(series, figures)
    return _of_parts(series, period.label, [(name, figures.get(part)) for part, name in words.items()])


def _words(series: Series, figures: Mapping[str, Figure]) -> dict[str, str]:
    """The parts that have a bar, with their words: of localities those of the area, which alone have figures."""
    definition = series.definition
    places = definition.breakdown is not None and definition.breakdown.name == localities.BREAKDOWN
    words = definition.words_of_parts().items()
    return {part: name for part, name in words if part and (part in figures or not places)}


def _latest(series: Series, kind: Kind) -> tuple[Period, dict[str, Figure]] | None:
    """The latest period of a kind in which some part may be seen, with the figures of its parts."""
    parts = [figure for figure in series.figures if figure.part and figure.period.kind == kind]
    last = max((figure.period for figure in parts if _seen(figure)), default=None)
    return None if last is None else (last, {figure.part: figure for figure in parts if figure.period == last})


def _seen(figure: Figure) -> bool:
    return figure.value is not None


def _of_parts(series: Series, period: str, found: list[tuple[str, Figure | None]]) -> BarChart:
    definition = series.definition
    label = definition.breakdown.label if definition.breakdown else ""
    heading = f"{definition.name}, {period}: {label.lower()}"
    columns: tuple[Column, ...] = ()
    if definition.is_share:
        columns = (
            Column(definition.numerator_heading, tuple(amount(each.numerator if each else None) for _, each in found)),
            Column(
                definition.denominator_heading, tuple(amount(each.denominator if each else None) for _, each in found)
            ),
        )
    said = [f"{name} {series.write(each.value)}" for name, each in found if each and each.value is not None]
    bars = tuple(_bar(name, figure) for name, figure in found)
    return BarChart(heading, f"{', '.join(said)}.", unit_of(series), bars, columns=columns)


def _bar(name: str, figure: Figure | None) -> Bar:
    if figure is None:
        return Bar(name, None, charts.State.MISSING, chosen=True)
    if figure.value is not None:
        return Bar(name, figure.value, chosen=True)
    return Bar(name, None, _blank(figure.state.value), chosen=True, why=figure.state.value)


def _blank(why: str) -> charts.State:
    """Where no bar is drawn: hidden, or not known."""
    return charts.State.HIDDEN if why in {State.HIDDEN, State.HIDDEN_BY_SOURCE} else charts.State.MISSING


def compared(found: Benchmark) -> BarChart:
    """The own place and the others, the own one dark."""
    bars = tuple(
        Bar(row.name, row.value, chosen=row.own)
        if row.value is not None
        else Bar(row.name, None, _blank(row.figure), chosen=row.own, why=row.figure)
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
