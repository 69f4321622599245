"""The SVG of any chart for a given cut, and the sparkline that stands beside a figure."""

from figures.charts.axis import Scale
from figures.charts.bar_svg import draw_bars, draw_stacks
from figures.charts.description import BarChart, Chart, FanChart, LineChart, Point
from figures.charts.fan_svg import draw_fan
from figures.charts.ink import SPARK, Cut, box, drawing, path, shape
from figures.charts.line_svg import draw_line

# How many periods a sparkline shows, and its size in units.
PERIODS = 20
WIDTH, HEIGHT = 136, 40
_LEFT, _RIGHT, _TOP, _BOTTOM = 3.0, 127.0, 6.0, 34.0


def svg(chart: Chart, cut: Cut, *, titled: bool = False) -> str:
    """The chart as SVG text, fit to stand in a page as it is: no style, no script, every word escaped.

    On a page it is hidden from assistive technology, for the caption and the table say the same. `titled` gives it a
    title and makes it an image with a name, as print needs.
    """
    title = f"{chart.title}. {chart.sentence}" if titled else ""
    if isinstance(chart, LineChart):
        return draw_line(chart, cut, title)
    if isinstance(chart, BarChart):
        return draw_bars(chart, cut, title)
    if isinstance(chart, FanChart):
        return draw_fan(chart, cut, title)
    return draw_stacks(chart, cut, title)


def sparkline(chart: LineChart) -> str:
    """The last twenty periods as a line of 136 by 40: usual range behind, one shape at the end.

    A missing end is a dashed ring where the line would go on; a hidden one draws nothing at all: "".
    """
    points = chart.points[-PERIODS:]
    if not points or all(point.value is None for point in points) or points[-1].state.value == "hidden":
        return ""
    level = chart.levels[-1] if chart.levels else None
    limits = [chart.unit.within(limit) for limit in (level.lower, level.upper)] if level else []
    known = [point.value for point in points if point.value is not None]
    low, high = min([*known, *limits]), max([*known, *limits])
    y = Scale(low, high, _BOTTOM, _TOP) if high > low else Scale(low - 1, high + 1, _BOTTOM, _TOP)
    parts = []
    if limits:
        parts.append(box("c-range", 0, y(limits[1]), _RIGHT + 3, y(limits[0]) - y(limits[1]), 2))
    places = [_x(number, len(points)) for number in range(len(points))]
    parts.append(path("c-line", _pieces(points, places, y)))
    last = points[-1]
    parts.append(shape(last.state, places[-1], 20 if last.value is None else y(last.value), SPARK))
    return drawing(parts, WIDTH, HEIGHT, css_class="p-spark")


def _x(number: int, count: int) -> float:
    return _RIGHT if count == 1 else _LEFT + number * (_RIGHT - _LEFT) / (count - 1)


def _pieces(points: tuple[Point, ...], places: list[float], y: Scale) -> list[list[tuple[float, float]]]:
    pieces: list[list[tuple[float, float]]] = [[]]
    for point, x in zip(points, places, strict=True):
        if point.value is None:
            pieces.append([])
        else:
            pieces[-1].append((x, y(point.value)))
    return pieces
