"""Draws bars: lying down to compare areas or categories, standing up for periods, and wholes with their parts."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import shorten

from figures.charts.axis import AIR, LETTER, Scale, bounds, nice_lines, text_width, write_lines
from figures.charts.description import WORDS_FOR_BLANK, Bar, BarChart, Stack, StackedChart, Target
from figures.charts.ink import SIZES, Cut, box, drawing, hatch, line, shape, text

# Fills of the parts of a whole: dark, middle, light, hatched; they stay apart in grey print.
FILLS = ("c-part c-part--1", "c-part c-part--2", "c-part c-part--3", "c-part c-part--4")
HATCHED = 3
_CSS_ON = ("inv b", "ink b", "ink b", "ink b halo")
ROW = {Cut.WIDE: 36.0, Cut.NARROW: 52.0}
THICK = 20.0


def draw_bars(chart: BarChart, cut: Cut, title: str = "") -> str:
    """The SVG of a bar chart for one cut."""
    return _standing(chart, cut, title) if chart.standing else _lying(chart, cut, title)


# Lying down ------------------------------------------------------------------


def _lying(chart: BarChart, cut: Cut, title: str) -> str:
    top = 30.0 if chart.target else 4.0
    height = top + ROW[cut] * len(chart.bars)
    left = _name_room([bar.name for bar in chart.bars], cut)
    room = (
        max((text_width(chart.unit.write(bar.value)) for bar in chart.bars if bar.value is not None), default=0) + AIR
    )
    low, high = _from_zero(chart)
    x = Scale(low, high, left + (room if low < 0 else 0), cut.value - room)
    rows = [top + ROW[cut] * number for number in range(len(chart.bars))]
    parts = [_lying_bar(bar, x, _middle(row, cut)) for bar, row in zip(chart.bars, rows, strict=True)]
    if chart.target:
        parts += _lying_target(chart.target, x(chart.target.value), top, height, cut)
    for bar, row in zip(chart.bars, rows, strict=True):
        parts += [_name(bar.name, row, left, cut, "b ink" if bar.chosen else "ink"), *_said(chart, bar, x, row, cut)]
    if cut is Cut.WIDE or low < 0:
        parts.append(line("c-axis", x(0), top, x(0), height))
    return drawing(parts, cut.value, height + 6, title=title)


def _lying_target(target: Target, x: float, top: float, height: float, cut: Cut) -> list[str]:
    half = text_width(target.label) / 2
    words = text(target.label, min(max(x, half), cut.value - half), 15, "b ink", "middle")
    return [line("c-target", x, top - 8, x, height), words]


def _middle(row: float, cut: Cut) -> float:
    """The middle of the bar of a row; on the narrow cut its name stands above."""
    return row + (ROW[cut] / 2 if cut is Cut.WIDE else 34)


def _name_room(names: Sequence[str], cut: Cut) -> float:
    """Width of the names left of the bars; on the narrow cut they stand above them."""
    if cut is Cut.NARROW:
        return 0
    return min(max(map(text_width, names), default=0) + 16, 300)


def _name(name: str, row: float, left: float, cut: Cut, css: str) -> str:
    if cut is Cut.NARROW:
        return text(shorten(name, int(cut.value / LETTER), placeholder=" …"), 0, row + 16, css)
    return text(shorten(name, int(300 / LETTER), placeholder=" …"), left - 12, row + ROW[cut] / 2 + 5, css, "end")


def _lying_bar(bar: Bar, x: Scale, middle: float) -> str:
    if bar.value is None:
        return ""
    left, right = sorted([x(0), x(bar.value)])
    return box("c-bar" if bar.chosen else "c-bar--soft", left, middle - THICK / 2, right - left, THICK, 1.5)


def _said(chart: BarChart, bar: Bar, x: Scale, row: float, cut: Cut) -> Iterator[str]:
    """The figure at the end of its bar, or shape and words where there is none."""
    middle = _middle(row, cut)
    if bar.value is None:
        yield shape(bar.state, x(0) + 10, middle, SIZES[cut])
        yield text(bar.blank_words, x(0) + 22, middle + 5)
        return
    css = "b ink halo" if bar.chosen else "halo"
    end, anchor = (x(bar.value) - 6, "end") if bar.value < 0 else (x(bar.value) + 6, "")
    yield text(chart.unit.write(bar.value), end, middle + 5, css, anchor)


def _from_zero(chart: BarChart) -> tuple[float, float]:
    figures = [bar.value for bar in chart.bars if bar.value is not None]
    return bounds([*figures, *([chart.target.value] if chart.target else [])], chart.unit, from_zero=True)


# Standing up -----------------------------------------------------------------


def _standing(chart: BarChart, cut: Cut, title: str) -> str:
    low, high = _from_zero(chart)
    lines = nice_lines(low, high)
    labels = write_lines(lines, chart.unit)
    left = max(map(text_width, labels), default=0) + 14
    end = text_width(chart.target.label) + 14 if chart.target and cut is Cut.WIDE else 10
    top, bottom, right = 34.0, (300.0 if cut is Cut.WIDE else 240.0), cut.value - end
    y = Scale(low, high, bottom, top)
    step = (right - left) / max(len(chart.bars), 1)
    parts: list[str] = []
    for figure, label in zip(lines, labels, strict=True):
        parts += [line("c-grid", left, y(figure), right, y(figure)), text(label, left - 8, y(figure) + 5, anchor="end")]
    parts += [_standing_bar(bar, left + step * (number + 0.5), step, y, cut) for number, bar in enumerate(chart.bars)]
    parts += _standing_figures(chart, left, step, y)
    parts += _standing_names(chart, left, step, bottom + 22, cut)
    if chart.target:
        at = y(chart.target.value)
        words = text(chart.target.label, right + 8, at + 5, "b ink")
        if cut is Cut.NARROW:
            words = text(chart.target.label, left + 2, at - 8, "b ink halo")
        parts += [line("c-target", left, at, right, at), words]
    parts.append(line("c-axis", left, y(0), right, y(0)))
    return drawing(parts, cut.value, bottom + 34, title=title)


def _standing_bar(bar: Bar, middle: float, step: float, y: Scale, cut: Cut) -> str:
    if bar.value is None:
        return shape(bar.state, middle, y(0) - 10, SIZES[cut])
    top, foot = sorted([y(0), y(bar.value)])
    width = min(step * 0.62, 64)
    return box("c-bar" if bar.chosen else "c-bar--soft", middle - width / 2, top, width, foot - top, 1.5)


def _standing_figures(chart: BarChart, left: float, step: float, y: Scale) -> Iterator[str]:
    """The figures of the chosen bars, above the tallest bar they stand over."""
    for number, bar in enumerate(chart.bars):
        if bar.chosen and bar.value is not None:
            words = chart.unit.write(bar.value)
            reach = int(text_width(words) / 2 / step + 0.7)
            near = chart.bars[max(number - reach, 0) : number + reach + 1]
            tallest = max(max(other.value or 0 for other in near), 0)
            yield text(words, left + step * (number + 0.5), y(tallest) - 8, "b ink halo", "middle")


def _standing_names(chart: BarChart, left: float, step: float, y: float, cut: Cut) -> Iterator[str]:
    """The names below, as many as fit: the last always, then back from it at even steps."""
    spans = []
    for number, bar in enumerate(chart.bars):
        half = text_width(bar.name) / 2
        spans.append((min(max(left + step * (number + 0.5), half), cut.value - half), half))
    for every in range(1, len(spans) + 1):
        kept = list(range(len(spans) - 1, -1, -every))
        if all(spans[later][0] - spans[later][1] >= sum(spans[sooner]) + AIR for later, sooner in pairwise(kept)):
            break
    else:
        kept = []
    for number in kept:
        yield text(chart.bars[number].name, spans[number][0], y, anchor="middle")


# Wholes and their parts ------------------------------------------------------


def draw_stacks(chart: StackedChart, cut: Cut, title: str = "") -> str:
    """The SVG of wholes and their parts; a whole with a part that is not shown is words, for a gap would mislead."""
    parts, top = _part_names(chart, cut)
    left = _name_room([stack.name for stack in chart.stacks], cut)
    most = max((sum(stack.figures) for stack in chart.stacks), default=0)
    x = Scale(0, most or 1, left, cut.value - 4)
    for number, stack in enumerate(chart.stacks):
        parts += _stack(chart, stack, x, top + ROW[cut] * number, cut)
    height = top + ROW[cut] * len(chart.stacks)
    return drawing(parts, cut.value, height + 6, title=title)


def _part_names(chart: StackedChart, cut: Cut) -> tuple[list[str], float]:
    """The name of each part beside its fill, in as many lines as they need, and where the stacks begin."""
    drawn: list[str] = []
    x, y = 0.0, 4.0
    for number, name in enumerate(chart.parts):
        width = 22 + text_width(name) + 18
        if x and x + width - 18 > cut.value:
            x, y = 0.0, y + 24
        drawn += [*_fill(number, x, y, 16, 16), text(name, x + 22, y + 13, "ink")]
        x += width
    return drawn, y + 30


def _stack(chart: StackedChart, stack: Stack, x: Scale, row: float, cut: Cut) -> Iterator[str]:
    middle = _middle(row, cut)
    yield _name(stack.name, row, x.start, cut, "ink")
    if stack.blank:
        yield shape(stack.blank, x.start + 10, middle, SIZES[cut])
        yield text(WORDS_FOR_BLANK[stack.blank], x.start + 22, middle + 5)
        return
    start = 0.0
    for number, value in enumerate(stack.figures):
        left, right = x(start), x(start + value)
        yield from _fill(number, left, middle - 12, right - left, 24)
        words = chart.unit.write(value)
        if text_width(words) + 8 <= right - left:
            yield text(words, (left + right) / 2, middle + 5, _CSS_ON[number], "middle")
        start += value


def _fill(number: int, x: float, y: float, width: float, height: float) -> Iterator[str]:
    yield box(FILLS[number], x, y, width, height)
    if number == HATCHED:
        yield hatch(x, y, width, height, 7)
