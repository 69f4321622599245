"""The table that says the same as the chart, in plain text."""

from collections.abc import Iterator
from dataclasses import dataclass

from figures.charts.description import (
    WORDS_FOR_BLANK,
    BarChart,
    Chart,
    FanChart,
    Level,
    LineChart,
    Point,
    Stack,
    StackedChart,
    State,
    Unit,
)


@dataclass(frozen=True)
class Twin:
    """A table: caption, head, and rows as long as the head; the first cell of each row names it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def twin(chart: Chart) -> Twin:
    """The table of a chart. Periods come latest first; what is hidden or missing is said in words."""
    if isinstance(chart, LineChart):
        return _of_line(chart)
    if isinstance(chart, BarChart):
        return _of_bars(chart)
    if isinstance(chart, FanChart):
        return _of_fan(chart)
    return _of_stacks(chart)


def _of_line(chart: LineChart) -> Twin:
    has_levels, has_words = bool(chart.levels), any(point.words for point in chart.points)
    head = ["Period", *(column.head for column in chart.columns), "Figure"]
    head += [*(["Average", "Usual range"] if has_levels else []), *(other.name for other in chart.lines)]
    head += ["What it shows"] if has_words else []
    rows = []
    for place, point in reversed(list(enumerate(chart.points))):
        row = [point.name, *(column.cells[place] for column in chart.columns), _figure(point, chart.unit)]
        row += _level_cells(chart, place) if has_levels else []
        row += [_other_cell(other.values[place], chart.unit) for other in chart.lines]
        rows.append((*row, *([_words(chart, place)] if has_words else [])))
    return Twin(chart.title, tuple(head), tuple(rows))


def _other_cell(value: float | None, unit: Unit) -> str:
    return "" if value is None else unit.write(value)


def _figure(point: Point, unit: Unit) -> str:
    return WORDS_FOR_BLANK[point.state] if point.value is None else unit.write(point.value)


def _words(chart: LineChart, place: int) -> str:
    """What a point shows and what happened there; a gap is said once, in the column of the figure."""
    point = chart.points[place]
    notes = [note.text for note in chart.notes if note.at == place]
    return ". ".join([*([] if point.state.blank else [point.words]), *notes])


def _level_cells(chart: LineChart, place: int) -> list[str]:
    level = next((level for level in chart.levels if level.first <= place <= level.last), None)
    return ["", ""] if level is None else [chart.unit.write(level.average), range_words(level, chart.unit)]


def range_words(level: Level, unit: Unit) -> str:
    """ "31% to 49%", "31% to 49% (trial)"."""
    return f"{unit.write(level.lower)} to {unit.write(level.upper)}{' (trial)' if level.trial else ''}"


def _of_bars(chart: BarChart) -> Twin:
    head = ("", *(column.head for column in chart.columns), "Figure")
    rows = tuple(
        (
            bar.name,
            *(column.cells[place] for column in chart.columns),
            bar.blank_words if bar.value is None else chart.unit.write(bar.value),
        )
        for place, bar in enumerate(chart.bars)
    )
    return Twin(chart.title, ("Period" if chart.standing else "Name", *head[1:]), rows)


def _of_fan(chart: FanChart) -> Twin:
    """What is to come first, next period on top; then what was, latest first."""
    write = chart.unit.write
    coming = [
        (
            each.name,
            f"about {write(each.expected)}",
            f"{write(each.low80)} to {write(each.high80)}",
            f"{write(each.low95)} to {write(each.high95)}",
        )
        for each in chart.coming
    ]
    known = [(point.name, _figure(point, chart.unit), "", "") for point in reversed(chart.points)]
    return Twin(
        chart.title, ("Period", chart.head, "80 of 100 lie between", "95 of 100 lie between"), (*coming, *known)
    )


def _of_stacks(chart: StackedChart) -> Twin:
    rows = tuple((stack.name, *_stack_cells(stack, chart.unit)) for stack in chart.stacks)
    return Twin(chart.title, ("Name", *chart.parts), rows)


def _stack_cells(stack: Stack, unit: Unit) -> Iterator[str]:
    for value in stack.values:
        yield WORDS_FOR_BLANK[value] if isinstance(value, State) else unit.write(value)
