"""The table twin of a measure: one row a period, the latest first, the earlier ones folded away."""

from dataclasses import dataclass

from dashboard.figures_of_area import Told
from dashboard.series_chart import Drawn, amount
from figures import charts

LATEST_ROWS = 12


@dataclass(frozen=True)
class Row:
    """One period of the table twin; `start` is the first day of the period, by which its own page is found."""

    period: str
    start: str
    kind_of_period: str
    cells: tuple[str, ...]
    figure: str
    shape: str
    kind: str
    words: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The table twin: its heads and rows, the latest first, the earlier ones folded away."""

    heads: tuple[str, ...]
    others: tuple[str, ...]
    latest: tuple[Row, ...]
    earlier: tuple[Row, ...]

    @property
    def says(self) -> bool:
        """Whether there is anything to say of the single figures."""
        return any(row.words for row in (*self.latest, *self.earlier))


def table(told: Told, drawn: Drawn) -> Table:
    """Every period of the chart, with what stands beside it."""
    definition = told.series.definition
    heads = (definition.numerator_heading, definition.denominator_heading) if definition.is_share else ()
    rows = [_row(drawn, place) for place in reversed(range(len(drawn.figures)))]
    others = tuple(line.name for line in drawn.chart.lines)
    return Table(heads, others, tuple(rows[:LATEST_ROWS]), tuple(rows[LATEST_ROWS:]))


_POINTS = {
    charts.State.BETTER: "better",
    charts.State.WORSE: "worse",
    charts.State.NOTABLE: "notable",
}


def _row(drawn: Drawn, place: int) -> Row:
    figure, point = drawn.figures[place], drawn.chart.points[place]
    definition = drawn.series.definition
    kind = _POINTS.get(point.state, "")
    words = point.words if not point.state.blank else ""
    shape = f"{kind}-{'down' if 'falling' in words or 'low' in words else 'up'}" if kind else ""
    if figure.provisional:
        words = "Provisional" + (f". {words}" if words and words != "Not compared" else "")
    happened = [note.text for note in drawn.chart.notes if note.at == place]
    return Row(
        period=figure.period.label,
        start=figure.period.start.isoformat(),
        kind_of_period=str(figure.period.kind),
        cells=(amount(figure.numerator), amount(figure.denominator)) if definition.is_share else (),
        figure=drawn.series.write(figure.value) if figure.value is not None else figure.state.value,
        shape=shape,
        kind=kind,
        words=". ".join([*([words] if words else []), *happened]),
        others=tuple(_other(line.values[place], drawn) for line in drawn.chart.lines),
    )


def _other(value: float | None, drawn: Drawn) -> str:
    return "" if value is None else drawn.series.write(value)
