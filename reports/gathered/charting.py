"""Charts of a report: the one description of a chart, drawn, with its key and table, as plain values to freeze."""

from collections.abc import Mapping, Sequence
from typing import Any

from figures import charts
from figures.charts import Bar, BarChart, Column, Cut, State, Unit
from figures.suppression import Hidden, Shown
from reports.blocks import Chart, Grid, Lines

# So many bars stand in a chart; what is smaller is put together, or stands in the table of the portal alone.
MOST_BARS = 12
NOTHING = "Nothing was counted in this time, so there is no chart."
ALL_FEW = "The numbers are so small that none of them may be shown."


def kept(
    chart: charts.Chart, *, table: Grid | None = None, code: str = "", value: str = "", address: str = ""
) -> Chart:
    """A chart as it is drawn for a column of page or paper, with its own table unless another is given."""
    return Chart(
        title=chart.title,
        sentence=chart.sentence,
        narrow=charts.svg(chart, Cut.NARROW),
        key=tuple((entry.svg, entry.words) for entry in charts.key(chart)),
        notes=tuple((note.letter, note.text) for note in getattr(chart, "notes", ())),
        table=table or _twin(chart),
        code=code,
        value=value,
        address=address,
    )


def bars(
    title: str,
    sentence: str,
    counted: Mapping[str, Shown | float],
    *,
    head: Sequence[str] = (),
    unit: Unit | None = None,
    standing: bool = False,
    columns: tuple[Column, ...] = (),
    table: Grid | None = None,
    address: str = "",
) -> Chart | Grid | Lines:
    """Counts by name as bars with their table; where nothing was counted or may be shown, a sentence that says so.

    A single count needs no drawing: it comes as its table alone.

    A hidden count has no bar and says that it is hidden, None says that nothing is noted. `head` names the columns of
    the table: the first, those of `columns`, the figure.
    """
    if not any(value for value in counted.values()):
        return Lines(title, (), NOTHING)
    if all(value is None or isinstance(value, Hidden) for value in counted.values()):
        return Lines(title, (), ALL_FEW)
    drawn = BarChart(
        title, sentence, unit or Unit(), tuple(_bar(name, value) for name, value in counted.items()),
        standing=standing, columns=columns,
    )  # fmt: skip
    beside = table or _twin(drawn, head)
    return beside if len(counted) == 1 else kept(drawn, table=beside, address=address)


def largest(counted: Mapping[str, int], *, others: str, most: int = MOST_BARS) -> dict[str, int]:
    """The largest counts, and under one name all that are left."""
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    if len(ranked) <= most:
        return dict(ranked)
    rest = sum(count for _, count in ranked[most - 1 :])
    return {**dict(ranked[: most - 1]), others: rest}


def _twin(chart: charts.Chart, head: Sequence[str] = ()) -> Grid:
    """The table that says what a chart shows, its columns named by `head` if that is given."""
    twin = charts.twin(chart)
    return Grid(chart.title, tuple(head) or twin.head, twin.rows)


def _bar(name: str, value: Any) -> Bar:
    if isinstance(value, Hidden):
        return Bar(name, None, State.HIDDEN)
    if value is None:
        return Bar(name, None, State.MISSING, why="Nothing noted")
    return Bar(name, float(value))
