"""Draws a line with average, limits, target, shaded spans and annotations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from figures.charts.axis import (
    BIG_LETTER,
    LETTER,
    Scale,
    bounds,
    nice_lines,
    spread_out,
    text_width,
    thinned,
    time_marks,
    write_lines,
)
from figures.charts.description import WORDS_FOR_BLANK, Level, Line, LineChart, Note, State
from figures.charts.ink import SIZES, Cut, box, drawing, hatch, letter, line, path, shape, text
from figures.charts.labels import Page, Spot, balanced

# Colour of the last figure: that of its shape.
_COLOURS = {State.BETTER: "better", State.WORSE: "worse", State.NOTABLE: "notable"}


@dataclass(frozen=True)
class _Plot:
    """The frame of the drawing: where the points lie, and how a figure becomes a height."""

    chart: LineChart
    cut: Cut
    left: float
    right: float
    top: float
    bottom: float
    y: Scale
    grid: tuple[tuple[float, str], ...]

    @property
    def wide(self) -> bool:
        return self.cut is Cut.WIDE

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(len(self.chart.points), 1)

    def edge(self, place: int) -> float:
        """Where the room of a point begins."""
        return self.left + place * self.step

    def x(self, place: int) -> float:
        """The middle of the room of a point."""
        return self.left + (place + 0.5) * self.step


def draw_line(chart: LineChart, cut: Cut, title: str = "") -> str:
    """The SVG of a line chart for one cut."""
    plot = _plot(chart, cut)
    page = _page(plot)
    below = [*_grid(plot), *_shades(plot), *_target(plot), *_levels(plot), *_others(plot)]
    below.append(path("c-line", _pieces(plot)))
    above = [*_stems(plot), *_points(plot), *_letters(plot), *_shade_words(plot, page)]
    ends = _wide_ends(plot) if plot.wide else _narrow_ends(plot, page)
    parts = [*below, *above, *ends, *_axis(plot)]
    return drawing(parts, cut.value, plot.bottom + (58 if plot.wide else 40), title=title)


def _page(plot: _Plot) -> Page:
    """What words must not hide: points, the line between them, target, average and limits."""
    page = Page()
    page.line(_pieces(plot))
    if plot.chart.target:
        page.level(plot.left, plot.right, plot.y(plot.chart.target.value))
    for level in plot.chart.levels:
        for height in (level.average, *_limits(level, plot.chart)):
            page.level(plot.edge(level.first), plot.edge(level.last + 1), plot.y(height))
    return page


def _plot(chart: LineChart, cut: Cut) -> _Plot:
    low, high = bounds(_heights(chart), chart.unit)
    lines = nice_lines(low, high)
    grid = tuple(zip(lines, write_lines(lines, chart.unit), strict=True))
    left = max((text_width(label) for _, label in grid), default=0) + 14
    if cut is Cut.WIDE:
        top, bottom = (84.0 if chart.notes else 24.0), 442.0
        right = cut.value - 14 - max([130.0, *(_label_width(words, css) for _, words, css, _ in _end_labels(chart))])
    else:
        # a strip above for words that find no room in the plot
        top, bottom, right = (88.0 if chart.notes else 40.0), 340.0, 330.0
    return _Plot(chart, cut, left, right, top, bottom, Scale(low, high, bottom, top), grid)


def _heights(chart: LineChart) -> list[float]:
    """Every figure that must fit: points, averages, target, and limits that the unit allows."""
    figures = [point.value for point in chart.points if point.value is not None]
    figures += [value for other in chart.lines for value in other.values if value is not None]
    for level in chart.levels:
        figures.append(level.average)
        figures += _limits(level, chart)
    return [*figures, *([chart.target.value] if chart.target else [])]


def _limits(level: Level, chart: LineChart) -> list[float]:
    """Lower and upper limit; one beyond what the figure can be at all is not drawn."""
    return [limit for limit in (level.lower, level.upper) if chart.unit.within(limit) == limit]


def _grid(plot: _Plot) -> Iterator[str]:
    for figure, label in plot.grid:
        y = plot.y(figure)
        yield line("c-grid", plot.left, y, plot.right, y)
        yield text(label, plot.left - 8, y + 5, anchor="end")


def _shades(plot: _Plot) -> Iterator[str]:
    for shade in plot.chart.shades:
        x, width = plot.edge(shade.first), plot.step * (shade.last - shade.first + 1)
        yield box("c-band", x, plot.top, width, plot.bottom - plot.top)
        yield hatch(x, plot.top, width, plot.bottom - plot.top, 14 if plot.wide else 10)


def _shade_words(plot: _Plot, page: Page) -> Iterator[str]:
    """The words of each shaded span inside it, as low as they hide nothing."""
    for shade in plot.chart.shades:
        x, width = plot.edge(shade.first), plot.step * (shade.last - shade.first + 1)
        rows = balanced(shade.label, max(int((width + 12) / LETTER), 9)) if plot.wide else [shade.short or shade.label]
        half = max(map(text_width, rows)) / 2
        middle = min(max(x + width / 2, plot.left + half), plot.right - half)
        depth = 18 * (len(rows) - 1)
        heights = range(int(plot.bottom - 12), int(plot.top + 20 + depth), -18)
        foot = page.place(max(rows, key=len), [Spot(middle, y, "middle") for y in heights], depth=depth)
        for number, row in enumerate(rows):
            yield text(row, middle, foot.y - depth + 18 * number, "halo ink", "middle")


def _target(plot: _Plot) -> Iterator[str]:
    if plot.chart.target:
        y = plot.y(plot.chart.target.value)
        yield line("c-target", plot.left, y, plot.right, y)


def _levels(plot: _Plot) -> Iterator[str]:
    for level in plot.chart.levels:
        x1, x2 = plot.edge(level.first), plot.edge(level.last + 1)
        yield line("c-mean", x1, plot.y(level.average), x2, plot.y(level.average))
        for limit in _limits(level, plot.chart):
            yield line("c-limit", x1, plot.y(limit), x2, plot.y(limit))


def _others(plot: _Plot) -> Iterator[str]:
    """The lines of other places, each with dashes of its own."""
    for number, other in enumerate(plot.chart.lines, start=1):
        yield path(f"c-other c-other--{number}", _pieces_of(plot, other.values))


def _pieces(plot: _Plot) -> list[list[tuple[float, float]]]:
    """The line, cut wherever there is no figure."""
    return _pieces_of(plot, [point.value for point in plot.chart.points])


def _pieces_of(plot: _Plot, values: Sequence[float | None]) -> list[list[tuple[float, float]]]:
    pieces: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((plot.x(place), plot.y(value)))
    return pieces


def _points(plot: _Plot) -> Iterator[str]:
    for place, point in enumerate(plot.chart.points):
        if point.value is not None:
            yield shape(point.state, plot.x(place), plot.y(point.value), SIZES[plot.cut])


def _stems(plot: _Plot) -> Iterator[str]:
    """The stem of each annotation, from its disc down to its point (or to the axis where there is no figure)."""
    for note in plot.chart.notes:
        value = plot.chart.points[note.at].value
        end = plot.bottom if value is None else plot.y(value)
        yield path("c-lead", [[(plot.x(note.at), _disc(plot) + 12), (plot.x(note.at), end)]])


def _disc(plot: _Plot) -> float:
    return plot.top - 54 if plot.wide else plot.top - 46


def _letters(plot: _Plot) -> Iterator[str]:
    free = plot.left
    for note in plot.chart.notes:
        x = plot.x(note.at)
        yield letter(note.letter, x, _disc(plot))
        if plot.wide:
            yield from _told(plot, note, x, free)
        free = x + 20


def _told(plot: _Plot, note: Note, x: float, free: float) -> Iterator[str]:
    """The words of an annotation left of its disc, if they fit beside the one before; if not, the list tells."""
    rows = balanced(note.text, max(len(note.text) // 2 + 6, 12))
    if len(rows) <= 2 and x - 20 - max(map(text_width, rows), default=0) >= free:
        first = _disc(plot) - 4 if len(rows) == 2 else _disc(plot) + 5
        for number, row in enumerate(rows):
            yield text(row, x - 20, first + 18 * number, "ink", "end")


def _last_words(chart: LineChart) -> tuple[str, str]:
    """What stands at the end of the line, and its variants."""
    last = chart.points[-1]
    if last.value is None:
        return WORDS_FOR_BLANK[last.state], "b ink"
    return chart.unit.write(last.value), f"big {_COLOURS.get(last.state, 'ink')}"


def _end_level(chart: LineChart) -> Level | None:
    """The level that reaches the last point."""
    return chart.levels[-1] if chart.levels and chart.levels[-1].last == len(chart.points) - 1 else None


def _label_width(words: str, css: str) -> float:
    return text_width(words, BIG_LETTER if css.startswith("big") else LETTER)


def _end_labels(chart: LineChart) -> list[tuple[float, str, str, float]]:
    """Figure, words, variants and height of each label at the end of the wide cut."""
    labels: list[tuple[float, str, str, float]] = []
    level = _end_level(chart)
    if level:
        word = "Trial" if level.trial else ""
        labels.append((level.average, f"Average {chart.unit.write(level.average)}", "ink", 18))
        for name, limit in (("Upper", level.upper), ("Lower", level.lower)):
            if limit in _limits(level, chart):
                start = f"{word} {name.lower()}" if word else name
                labels.append((limit, f"{start} limit {chart.unit.write(limit)}", "", 18))
    if chart.target:
        labels.append((chart.target.value, chart.target.label, "b ink", 18))
    labels += [(value, f"{other.name} {chart.unit.write(value)}", "", 18) for other, value in _last_of_others(chart)]
    known = [point.value for point in chart.points if point.value is not None]
    if chart.points:
        words, css = _last_words(chart)
        labels.append((known[-1] if known else 0.0, words, css, 28 if css.startswith("big") else 18))
    return labels


def _last_of_others(chart: LineChart) -> list[tuple[Line, float]]:
    """Each other line with its last figure."""
    known = [(other, [value for value in other.values if value is not None]) for other in chart.lines]
    return [(other, values[-1]) for other, values in known if values]


def _wide_ends(plot: _Plot) -> Iterator[str]:
    labels = sorted(_end_labels(plot.chart), key=lambda label: plot.y(label[0]))
    middles = spread_out([plot.y(label[0]) for label in labels], [label[3] for label in labels], 0, plot.bottom + 10)
    for (_, words, css, _), middle in zip(labels, middles, strict=True):
        yield text(words, plot.right + 14, middle + (9 if css.startswith("big") else 5), css)


def _narrow_ends(plot: _Plot, page: Page) -> Iterator[str]:
    """Words inside the plot: last figure by its point, target by its line, usual range beside its own."""
    chart, level = plot.chart, _end_level(plot.chart)
    if chart.points:
        words, css = _last_words(chart)
        yield _put(page, words, css, _last_spots(plot))
    if chart.target:
        y = plot.y(chart.target.value)
        yield _put(page, chart.target.label, "b ink", _spots(plot, plot.left + 2, y - 8, y + 18))
    if level:
        low, high = (chart.unit.write(limit) for limit in (level.lower, level.upper))
        name = "Trial range" if level.trial else "Usual range"
        words = f"{name} {low.removesuffix(chart.unit.suffix)} to {high}"
        below, above = (plot.y(chart.unit.within(limit)) for limit in (level.lower, level.upper))
        x = max(plot.left + 2, min(plot.edge(level.first) + 5, plot.right - text_width(words)))
        strip = [Spot(plot.left + 2, 20.0)]
        yield _put(page, words, "", [*_spots(plot, x, min(below + 18, plot.bottom - 6), above - 8), *strip])


def _put(page: Page, words: str, css: str, spots: list[Spot]) -> str:
    spot = page.place(words, spots, big=css.startswith("big"))
    return text(words, spot.x, spot.y, f"{css} halo".strip(), spot.anchor)


def _spots(plot: _Plot, x: float, *heights: float) -> list[Spot]:
    """From the left and to the right end, at each height in turn."""
    return [spot for y in heights for spot in (Spot(x, y), Spot(plot.right, y, "end"))]


def _last_spots(plot: _Plot) -> list[Spot]:
    """Over the last point, under it, or in the strip above the plot."""
    value, strip = plot.chart.points[-1].value, Spot(plot.right, 24.0, "end")
    if value is None:
        return [Spot(plot.right, plot.bottom - 8, "end"), strip]
    y = plot.y(value)
    under = [Spot(plot.right, y + 34, "end")] if y + 40 < plot.bottom else []
    return [Spot(plot.right, max(y - 14, 24.0), "end"), *under, strip]


def _axis(plot: _Plot) -> Iterator[str]:
    marks = time_marks([point.on for point in plot.chart.points], plot.chart.year_starts)
    long, down = (28, 24) if plot.wide else (7, 22)
    for mark in thinned(marks, lambda place: plot.edge(place) + 4, plot.cut.value):
        x = plot.edge(mark.place)
        yield text(mark.label, x + (4 if plot.wide else 1), plot.bottom + down)
        yield line("c-axis", x, plot.bottom, x, plot.bottom + long)
    yield line("c-axis", plot.left, plot.bottom, plot.right, plot.bottom)
