"""Draws what was and what is to come: one line that goes on, dashed, within two bands."""

from collections.abc import Iterator
from dataclasses import dataclass

from figures.charts.axis import Scale, bounds, nice_lines, spread_out, text_width, thinned, time_marks, write_lines
from figures.charts.description import FanChart
from figures.charts.ink import Cut, drawing, line, path, text

Dots = list[tuple[float, float]]


@dataclass(frozen=True)
class _Plot:
    """The frame of the drawing: every period has the same room, what is to come as what was."""

    chart: FanChart
    cut: Cut
    left: float
    right: float
    top: float
    bottom: float
    y: Scale

    @property
    def wide(self) -> bool:
        return self.cut is Cut.WIDE

    @property
    def count(self) -> int:
        return max(len(self.chart.points) + len(self.chart.coming), 1)

    def edge(self, place: float) -> float:
        """Where the room of a period begins."""
        return self.left + place * (self.right - self.left) / self.count

    def x(self, place: int) -> float:
        """The middle of the room of a period."""
        return self.edge(place + 0.5)


def draw_fan(chart: FanChart, cut: Cut, title: str = "") -> str:
    """The SVG of a fan chart for one cut."""
    known = [point.value for point in chart.points if point.value is not None]
    low, high = bounds([*known, *(edge for each in chart.coming for edge in (each.low95, each.high95))], chart.unit)
    lines = nice_lines(low, high)
    labels = write_lines(lines, chart.unit)
    left = max((text_width(label) for label in labels), default=0) + 14
    if cut is Cut.WIDE:
        top, bottom, right = 24.0, 400.0, cut.value - 150.0
    else:
        top, bottom, right = 40.0, 300.0, 330.0
    plot = _Plot(chart, cut, left, right, top, bottom, Scale(low, high, bottom, top))
    parts = []
    for figure, label in zip(lines, labels, strict=True):
        y = plot.y(figure)
        parts += [line("c-grid", left, y, right, y), text(label, left - 8, y + 5, anchor="end")]
    parts += [*_bands(plot), path("c-line", _known(plot)), path("c-coming", [_joined(plot)])]
    parts += [*_now(plot), *(_wide_ends(plot) if plot.wide else _narrow_ends(plot)), *_axis(plot)]
    return drawing(parts, cut.value, bottom + (58 if plot.wide else 40), title=title)


def _known(plot: _Plot) -> list[Dots]:
    """The known line, cut wherever there is no figure."""
    pieces: list[Dots] = [[]]
    for place, point in enumerate(plot.chart.points):
        if point.value is None:
            pieces.append([])
        else:
            pieces[-1].append((plot.x(place), plot.y(point.value)))
    return pieces


def _joined(plot: _Plot) -> Dots:
    """The expected line, from the last known figure on."""
    points, first = plot.chart.points, len(plot.chart.points)
    start = [(plot.x(first - 1), plot.y(points[-1].value))] if points and points[-1].value is not None else []
    return [*start, *((plot.x(first + place), plot.y(each.expected)) for place, each in enumerate(plot.chart.coming))]


def _bands(plot: _Plot) -> Iterator[str]:
    first, coming = len(plot.chart.points), plot.chart.coming
    for css, edges in (
        ("c-fan95", [(each.low95, each.high95) for each in coming]),
        ("c-fan80", [(each.low80, each.high80) for each in coming]),
    ):
        above = [(plot.x(first + place), plot.y(high)) for place, (_, high) in enumerate(edges)]
        below = [(plot.x(first + place), plot.y(low)) for place, (low, _) in enumerate(edges)]
        yield path(css, [[*above, *reversed(below)]]).replace('"/>', 'z"/>')


def _now(plot: _Plot) -> Iterator[str]:
    """Where what was ends and what is to come begins."""
    if plot.chart.points and plot.chart.coming:
        x = plot.edge(len(plot.chart.points))
        yield line("c-axis", x, plot.top, x, plot.bottom)
        if plot.wide:
            yield text("Expected", x + 8, plot.top + 12, "ink")


def _wide_ends(plot: _Plot) -> Iterator[str]:
    """The last expected figure and its bounds, at the end of the bands."""
    if not plot.chart.coming:
        return
    last, write = plot.chart.coming[-1], plot.chart.unit.write
    labels = [(last.high95, write(last.high95), ""), (last.expected, f"about {write(last.expected)}", "b ink")]
    labels.append((last.low95, write(last.low95), ""))
    middles = spread_out([plot.y(height) for height, _, _ in labels], [18.0] * 3, 0, plot.bottom + 10)
    for (_, words, css), middle in zip(labels, middles, strict=True):
        yield text(words, plot.right + 10, middle + 5, css)


def _narrow_ends(plot: _Plot) -> Iterator[str]:
    """In the strip above: what is expected at the end."""
    if plot.chart.coming:
        last, write = plot.chart.coming[-1], plot.chart.unit.write
        words = f"{last.name}: about {write(last.expected)}"
        yield text(words, plot.right, 24, "b ink", "end")


def _axis(plot: _Plot) -> Iterator[str]:
    dates = [*(point.on for point in plot.chart.points), *(each.on for each in plot.chart.coming)]
    marks = time_marks(dates, plot.chart.year_starts)
    long, down = (28, 24) if plot.wide else (7, 22)
    for mark in thinned(marks, lambda place: plot.edge(place) + 4, plot.cut.value):
        x = plot.edge(mark.place)
        yield text(mark.label, x + (4 if plot.wide else 1), plot.bottom + down)
        yield line("c-axis", x, plot.bottom, x, plot.bottom + long)
    yield line("c-axis", plot.left, plot.bottom, plot.right, plot.bottom)
