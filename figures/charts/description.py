"""What a chart holds, before anybody has decided how wide it is or who draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

from figures.rates import write_number


class State(StrEnum):
    """What a figure shows, and so which shape it bears."""

    USUAL = "usual"
    BETTER = "better"
    WORSE = "worse"
    NOTABLE = "notable"
    MISSING = "missing"
    HIDDEN = "hidden"
    EXCLUDED = "excluded"

    @property
    def blank(self) -> bool:
        """Whether there is no figure to draw."""
        return self in {State.MISSING, State.HIDDEN}


WORDS_FOR_BLANK = {State.MISSING: "Not received", State.HIDDEN: "Hidden: small number"}


@dataclass(frozen=True)
class Unit:
    """How the figures of a chart are written, and between which bounds they can lie at all."""

    places: int = 0
    suffix: str = ""
    lowest: float | None = 0
    highest: float | None = None

    def write(self, value: float) -> str:
        """ "1,184", "52%"; a limit beyond the bounds is written as the bound, for no share is above 100%."""
        return write_number(self.within(value), self.places) + self.suffix

    def within(self, value: float) -> float:
        """The value, moved to the bound it lies beyond."""
        low = value if self.lowest is None else max(value, self.lowest)
        return low if self.highest is None else min(low, self.highest)


PERCENT = Unit(suffix="%", lowest=0, highest=100)


def _check_figure(value: float | None, state: State, name: str) -> None:
    if (value is None) is not state.blank:
        raise ValueError(f"{name}: a figure is shown, or it is missing or hidden, not both.")
    if value is not None and not isfinite(value):
        raise ValueError(f"{name}: {value} is not a figure.")


@dataclass(frozen=True)
class Point:
    """One period of a line. Every period has one, also when its figure is missing or hidden."""

    on: date
    name: str
    value: float | None
    state: State = State.USUAL
    words: str = ""
    """What it shows, for the table: "Improving: rising"."""

    def __post_init__(self) -> None:
        _check_figure(self.value, self.state, self.name)


@dataclass(frozen=True)
class Level:
    """Average and limits that hold from one point to another, both included, by their place in the series."""

    first: int
    last: int
    average: float
    lower: float
    upper: float
    trial: bool = False


@dataclass(frozen=True)
class Target:
    """A line to reach, with the words at its end: "Target 60%"."""

    value: float
    label: str


@dataclass(frozen=True)
class Shade:
    """A span that is drawn but not compared, by the places of its first and last point."""

    first: int
    last: int
    label: str
    short: str
    """One word for the narrow cut: "Pandemic"."""


@dataclass(frozen=True)
class Note:
    """Something that happened, lettered in the order of time and told beside the chart."""

    at: int
    letter: str
    text: str


@dataclass(frozen=True)
class Line:
    """Another series beside the own one, such as that of England: its name and one figure a point, None for none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Column:
    """One more column of the table, such as the numerator: a head and one cell a point."""

    head: str
    cells: tuple[str, ...]


MOST_LINES = 3


@dataclass(frozen=True)
class LineChart:
    """A series over time with its average, limits and target."""

    title: str
    sentence: str
    """What the chart shows: its caption on the page and its alternative text in print."""
    unit: Unit
    points: tuple[Point, ...]
    levels: tuple[Level, ...] = ()
    target: Target | None = None
    shades: tuple[Shade, ...] = ()
    notes: tuple[Note, ...] = ()
    columns: tuple[Column, ...] = ()
    year_starts: int = 4
    """Month in which a labelled year begins: 4 gives 2024/25, 1 gives 2024."""
    lines: tuple[Line, ...] = ()
    """At most three, thinner than the own series: more cannot be told apart without colour."""

    def __post_init__(self) -> None:
        _check_cells(self.columns, len(self.points))
        if len(self.lines) > MOST_LINES or any(len(line.values) != len(self.points) for line in self.lines):
            raise ValueError(f"At most {MOST_LINES} lines stand beside a series, each with a figure or None a point.")


@dataclass(frozen=True)
class Bar:
    """One bar; `chosen` are the ones compared, drawn dark and labelled."""

    name: str
    value: float | None
    state: State = State.USUAL
    chosen: bool = False
    why: str = ""
    """Why there is no figure, where the state alone does not tell: "No cases"."""

    def __post_init__(self) -> None:
        _check_figure(self.value, self.state, self.name)

    @property
    def blank_words(self) -> str:
        """What stands in place of the figure."""
        return self.why or WORDS_FOR_BLANK.get(self.state, "")


@dataclass(frozen=True)
class BarChart:
    """Figures side by side: areas or categories lying down, or periods standing up. Bars start at zero."""

    title: str
    sentence: str
    unit: Unit
    bars: tuple[Bar, ...]
    standing: bool = False
    target: Target | None = None
    columns: tuple[Column, ...] = ()

    def __post_init__(self) -> None:
        _check_cells(self.columns, len(self.bars))


@dataclass(frozen=True)
class Stack:
    """One whole and its parts, in the order of the chart's `parts`; None or a state for a part that is not shown."""

    name: str
    values: tuple[float | State, ...]

    @property
    def blank(self) -> State | None:
        """Why the stack cannot be drawn: one part is hidden or missing."""
        blanks = [value for value in self.values if isinstance(value, State)]
        return blanks[0] if blanks else None

    @property
    def figures(self) -> list[float]:
        """The parts that have a figure."""
        return [value for value in self.values if not isinstance(value, State)]


# Fills that stay apart in grey print: dark, middle, light, hatched.
MOST_PARTS = 4


@dataclass(frozen=True)
class StackedChart:
    """Wholes and their parts, lying down; at most four parts, for more cannot be told apart without colour."""

    title: str
    sentence: str
    unit: Unit
    parts: tuple[str, ...]
    stacks: tuple[Stack, ...]

    def __post_init__(self) -> None:
        if len(self.parts) > MOST_PARTS:
            raise ValueError(f"A stack has at most {MOST_PARTS} parts, not {len(self.parts)}. Use bars for more.")
        for stack in self.stacks:
            self._check(stack)

    def _check(self, stack: Stack) -> None:
        if len(stack.values) != len(self.parts):
            raise ValueError(f"{stack.name} has {len(stack.values)} parts, the chart has {len(self.parts)}.")
        for value in stack.values:
            if isinstance(value, State):
                _check_figure(None, value, stack.name)
            elif value < 0 or not isfinite(value):
                raise ValueError(f"{stack.name}: a part of a whole cannot be {value}.")


@dataclass(frozen=True)
class Coming:
    """One period to come: the expected figure and the bounds between which 80 and 95 of 100 would lie."""

    on: date
    name: str
    expected: float
    low80: float
    high80: float
    low95: float
    high95: float

    def __post_init__(self) -> None:
        ordered = (self.low95, self.low80, self.expected, self.high80, self.high95)
        if not all(isfinite(figure) for figure in ordered) or list(ordered) != sorted(ordered):
            raise ValueError(f"{self.name}: the bounds of a forecast do not enclose it.")


@dataclass(frozen=True)
class FanChart:
    """What was, and what is to come: a line that goes on as an expected line within two bands."""

    title: str
    sentence: str
    unit: Unit
    points: tuple[Point, ...]
    coming: tuple[Coming, ...]
    year_starts: int = 4
    head: str = "Figure"
    """What the figures are, as the head of their column: "Enquiries"."""


Chart = LineChart | BarChart | StackedChart | FanChart


def _check_cells(columns: Sequence[Column], rows: int) -> None:
    for column in columns:
        if len(column.cells) != rows:
            raise ValueError(f"The column {column.head} has {len(column.cells)} cells for {rows} figures.")
