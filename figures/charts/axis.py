"""Scales, grid lines and labels that do not touch, for a drawing of any size."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from figures.charts.description import Unit
from figures.rates import write_number

MOST_LINES = 5
# Figures this close to zero are drawn as zero.
SMALLEST = 1e-6
# Mean width of a letter of 14 and of 26 units; a little generous, so that labels never touch.
LETTER = 7.8
BIG_LETTER = 16.0
# Between neighbouring labels.
AIR = 10.0


@dataclass(frozen=True)
class Scale:
    """Maps figures from `low` to `high` onto a line of the drawing from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def text_width(text: str, letter: float = LETTER) -> float:
    """About how wide a text is drawn."""
    return len(text) * letter


def nice_lines(low: float, high: float) -> list[float]:
    """At most five round figures between two others, evenly spaced: steps of 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** floor(log10((high - low) / (MOST_LINES - 1)))
    steps = (power * factor for factor in (1, 2, 2.5, 5, 10, 20))
    step = next(step for step in steps if floor(high / step) - ceil(low / step) < MOST_LINES)
    return [count * step for count in range(ceil(low / step), floor(high / step) + 1)]


def write_lines(lines: Sequence[float], unit: Unit) -> list[str]:
    """The figures of the grid lines, with as many decimal places as they need; the highest bears the unit."""
    places = next((few for few in range(9) if all(round(line, few) == round(line, 9) for line in lines)), 9)
    written = [write_number(line, places) for line in lines]
    return [*written[:-1], *(last + unit.suffix for last in written[-1:])]


def bounds(figures: Sequence[float], unit: Unit, *, from_zero: bool = False) -> tuple[float, float]:
    """The lowest and highest figure of an axis: with air at both ends, from zero where that costs little.

    An axis never goes below the lowest figure the unit allows, unless a figure does.
    """
    low, high = (min(figures), max(figures)) if figures else (0.0, 1.0)
    if from_zero or 0 <= low <= high / 4:
        low, high = min(low, 0.0), max(high, 0.0)
    spread = high - low
    if spread <= max(abs(low), abs(high), SMALLEST) * 1e-9:
        spread = abs(high) if abs(high) > SMALLEST else 1.0
    air = spread * 0.08
    below = low - air if low or unit.lowest is None else low
    if unit.lowest is not None and low >= unit.lowest:
        below = max(below, unit.lowest)
    if from_zero and low == 0:
        below = 0.0
    return below, high + air


@dataclass(frozen=True)
class Mark:
    """A label of the time axis: the place of the first point it stands for."""

    place: int
    label: str


def time_marks(dates: Sequence[date], year_starts: int) -> list[Mark]:
    """Where each year begins ("2024/25", or "2024" for calendar years); months for a series of little more than one."""
    years = _changes([_year(on, year_starts) for on in dates])
    if len(years) > 2 or not dates:
        return years
    return _changes([f"{on:%b %Y}" for on in dates])


def thinned(marks: Sequence[Mark], x_of: Callable[[int], float], right: float) -> list[Mark]:
    """Every mark, or every second, third and so on, so that no label touches the next or leaves the drawing."""
    for step in range(1, len(marks) + 1):
        for start in range(min(step, 2)) if step > 1 else (0, 1):
            kept = [mark for mark in marks[start::step] if x_of(mark.place) + text_width(mark.label) <= right]
            ends = [x_of(mark.place) + text_width(mark.label) + AIR for mark in kept]
            if all(x_of(mark.place) >= end for mark, end in zip(kept[1:], ends, strict=False)):
                return kept
    return []


def spread_out(wished: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Middles of labels as near as can be to where they are wished, in order, without touching; within top and bottom.

    `wished` must rise. Where there is no room for all, they touch rather than leave the drawing at the top.
    """
    middles: list[float] = []
    edge = top
    for middle, height in zip(wished, heights, strict=True):
        middles.append(max(middle, edge + height / 2))
        edge = middles[-1] + height / 2
    edge = bottom
    for place in reversed(range(len(middles))):
        middles[place] = min(middles[place], edge - heights[place] / 2)
        edge = middles[place] - heights[place] / 2
    return middles


def _changes(labels: Sequence[str]) -> list[Mark]:
    return [Mark(place, label) for place, label in enumerate(labels) if place == 0 or labels[place - 1] != label]


def _year(on: date, starts: int) -> str:
    year = on.year - (on.month < starts)
    return str(year) if starts == 1 else f"{year}/{(year + 1) % 100:02}"
