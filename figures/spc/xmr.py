"""The XmR chart of one series: its groups with their limits, and for each row what it means.

The numbered rules are those of "XmR charts: the exact rules" of the NHS method as NHSRplotthedots 0.2.2 runs them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from figures.spc.limits import Limits, exact, limits_of, mean_of
from figures.spc.rules import backfill, shift_ends, trend_ends, two_of_three

# Below this many values the limits of a group are trial limits (the NHS spreadsheet shows none at all).
ENOUGH_VALUES = 13
# Fewer rows than this cannot fix a baseline.
SHORTEST_BASELINE = 12


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "increase"
    LOWER = "decrease"
    NEITHER = "neutral"


class Meaning(StrEnum):
    """What a row means once it is known which way is good."""

    USUAL = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    UNUSUAL_HIGH = "special_cause_neutral_high"
    UNUSUAL_LOW = "special_cause_neutral_low"


class Assurance(StrEnum):
    """Whether the process as it runs will reach its target."""

    PASS = "consistent_pass"
    FAIL = "consistent_fail"
    INCONSISTENT = "inconsistent"


class Signal(StrEnum):
    """Why a row is named, highest precedence first."""

    ABOVE_LIMIT = "above the upper limit"
    BELOW_LIMIT = "below the lower limit"
    RISING = "rising"
    FALLING = "falling"
    NEAR_UPPER_LIMIT = "two of three near the upper limit"
    NEAR_LOWER_LIMIT = "two of three near the lower limit"
    ABOVE_MEAN = "run above the mean"
    BELOW_MEAN = "run below the mean"

    @property
    def high(self) -> bool:
        """Whether the row counts as high; a falling trend is low even when all of it lies above the mean."""
        return self in {Signal.ABOVE_LIMIT, Signal.RISING, Signal.NEAR_UPPER_LIMIT, Signal.ABOVE_MEAN}


@dataclass(frozen=True)
class Point:
    """One period and its figure; None where there is no figure (a period with no cases is 0, not None)."""

    on: date
    value: float | None


@dataclass(frozen=True)
class Span:
    """Dates, both included, whose points are drawn but take no part in mean, limits or signals."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"The span ends on {self.end}, before it starts on {self.start}.")

    def __contains__(self, on: date) -> bool:
        return self.start <= on <= self.end


@dataclass(frozen=True)
class Settings:
    """What a person has decided about the chart. Where tools differ, the default is the reference package's way."""

    better: Better = Better.NEITHER
    target: float | None = None
    rebase_on: frozenset[date] = frozenset()
    """Dates from which limits are counted afresh. Never found by machine: a person decides and records why."""
    fix_after_n_points: int | None = None
    """Only the first n rows of each group set its mean and limits."""
    screen: bool = True
    run_length: int = 7
    """How many rows make a shift or a trend: 7, or 6 as the NHS spreadsheet allows."""
    outside_counts: bool = False
    """Rows outside the limits count towards two of three (NHS spreadsheet since late 2023)."""
    improvement_first: bool = False
    """A row that is improvement by one rule and concern by another shows improvement (NHS spreadsheet)."""
    target_on_limit_decides: bool = False
    """A target equal to the upper limit counts as beyond it (NHS written rule)."""
    excluded: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if self.fix_after_n_points is not None and self.fix_after_n_points < SHORTEST_BASELINE:
            raise ValueError(f"A baseline needs at least {SHORTEST_BASELINE} points, not {self.fix_after_n_points}.")
        if self.run_length not in {6, 7}:
            raise ValueError(f"A run is 7 points, or 6 if chosen, not {self.run_length}.")


@dataclass(frozen=True)
class Row:
    """One period of the chart. `signal` is the first rule that holds; a gap or an excluded row has none."""

    on: date
    value: float | None
    group: int
    excluded: bool
    signal: Signal | None
    meaning: Meaning


@dataclass(frozen=True)
class Group:
    """Rows that share mean and limits, from one rebase date to the next."""

    number: int
    points: int
    values: int
    """How many rows have a figure that takes part."""
    mean: float | None
    """Mean of the baseline; a group of one row has a mean but no limits."""
    limits: Limits | None
    trial: bool

    @property
    def lower(self) -> float | None:
        """The lower limit, in the unit of the measure; never cut at zero."""
        return None if self.limits is None else float(self.limits.lower)

    @property
    def upper(self) -> float | None:
        """The upper limit, in the unit of the measure."""
        return None if self.limits is None else float(self.limits.upper)


@dataclass(frozen=True)
class XmR:
    """A finished chart: rows by date, groups by number, and the two verdicts on the last row."""

    settings: Settings
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    variation: Meaning | None
    """What the last row means; None when it is a gap, excluded, or in a group without limits."""
    assurance: Assurance | None
    """None without a target, without limits, or when neither way is better."""

    def group_of(self, row: Row) -> Group:
        """The group a row of this chart belongs to."""
        return self.groups[row.group - self.groups[0].number]


@dataclass(frozen=True)
class _Place:
    """A row on its way into the chart: `value` is None where it takes no part."""

    point: Point
    group: int
    excluded: bool
    value: Fraction | None


def xmr(points: Sequence[Point], settings: Settings) -> XmR:
    """Draws up the chart of one series; the points may come in any order.

    Raises ValueError when two points bear one date, or a value is infinite or not a number.
    """
    rows: list[Row] = []
    groups: list[Group] = []
    limits: Limits | None = None
    for _, members in groupby(_places(points, settings), key=lambda place: place.group):
        places = list(members)
        limits = _limits(places, settings)
        groups.append(_group(places, limits, settings))
        rows += _rows(places, limits, settings)
    return XmR(settings, tuple(rows), tuple(groups), _variation(rows, limits), _assurance(rows, limits, settings))


def _places(points: Sequence[Point], settings: Settings) -> list[_Place]:
    places: list[_Place] = []
    group = 0
    for point in sorted(points, key=lambda point: point.on):
        if places and places[-1].point.on == point.on:
            raise ValueError(f"Two figures bear the date {point.on}. Keep one of them.")
        group += point.on in settings.rebase_on
        excluded = any(point.on in span for span in settings.excluded)
        value = None if point.value is None else exact(point.value)
        places.append(_Place(point, group, excluded, None if excluded else value))
    return places


def _stretches(places: Sequence[_Place]) -> list[list[Fraction]]:
    """The values that take part, cut wherever one is missing or excluded: no range and no run crosses a cut."""
    pieces = groupby(places, key=lambda place: place.value is not None)
    return [[place.value for place in piece if place.value is not None] for present, piece in pieces if present]


def _baseline(places: Sequence[_Place], settings: Settings) -> list[_Place]:
    """The rows that set the limits; an excluded row keeps its place as a cut but does not count as one of n."""
    baseline: list[_Place] = []
    counted = 0
    for place in places:
        if counted == settings.fix_after_n_points:
            break
        baseline.append(place)
        counted += not place.excluded
    return baseline


def _limits(places: Sequence[_Place], settings: Settings) -> Limits | None:
    return limits_of(_stretches(_baseline(places, settings)), screen=settings.screen)


def _group(places: Sequence[_Place], limits: Limits | None, settings: Settings) -> Group:
    values = sum(place.value is not None for place in places)
    baseline = [place.value for place in _baseline(places, settings) if place.value is not None]
    mean = mean_of(baseline)
    return Group(
        number=places[0].group,
        points=len(places),
        values=values,
        mean=None if mean is None else float(mean),
        limits=limits,
        trial=values < ENOUGH_VALUES,
    )


def _rows(places: Sequence[_Place], limits: Limits | None, settings: Settings) -> list[Row]:
    signals: list[Signal | None] = []
    for values in _stretches(places):
        signals += [_named(found, settings) for found in _signals(values, limits, settings)]
    named = iter(signals)
    rows = []
    for place in places:
        signal = None if place.value is None else next(named)
        meaning = _meaning(signal, settings.better)
        rows.append(Row(place.point.on, place.point.value, place.group, place.excluded, signal, meaning))
    return rows


def _signals(values: Sequence[Fraction], limits: Limits | None, settings: Settings) -> list[list[Signal]]:
    """All signals of each row of one unbroken stretch, in order of precedence; none at all without limits."""
    if limits is None:
        return [[] for _ in values]
    length = settings.run_length
    sides = [limits.side(value) for value in values]
    outside = [limits.outside(value) for value in values]
    close = [
        limits.beyond_two_sigma(value) and (settings.outside_counts or not out)
        for value, out in zip(values, outside, strict=True)
    ]
    marks = (
        (outside, Signal.ABOVE_LIMIT, Signal.BELOW_LIMIT),
        (backfill(trend_ends(values, length), length), Signal.RISING, Signal.FALLING),
        (two_of_three(sides, close), Signal.NEAR_UPPER_LIMIT, Signal.NEAR_LOWER_LIMIT),
        (backfill(shift_ends(sides, length), length), Signal.ABOVE_MEAN, Signal.BELOW_MEAN),
    )
    return [[high if mark[row] > 0 else low for mark, high, low in marks if mark[row]] for row in range(len(values))]


def _named(found: Sequence[Signal], settings: Settings) -> Signal | None:
    if settings.improvement_first:
        good = [signal for signal in found if _meaning(signal, settings.better) is Meaning.IMPROVEMENT]
        found = [*good, *found]
    return found[0] if found else None


def _meaning(signal: Signal | None, better: Better) -> Meaning:
    if signal is None:
        return Meaning.USUAL
    if better is Better.NEITHER:
        return Meaning.UNUSUAL_HIGH if signal.high else Meaning.UNUSUAL_LOW
    return Meaning.IMPROVEMENT if signal.high is (better is Better.HIGHER) else Meaning.CONCERN


def _variation(rows: Sequence[Row], limits: Limits | None) -> Meaning | None:
    """The last row alone decides; `limits` are those of its group."""
    if limits is None or rows[-1].value is None or rows[-1].excluded:
        return None
    return rows[-1].meaning


def _assurance(rows: Sequence[Row], limits: Limits | None, settings: Settings) -> Assurance | None:
    if limits is None or rows[-1].excluded or settings.target is None or settings.better is Better.NEITHER:
        return None
    target = exact(settings.target)
    above = target > limits.upper or (settings.target_on_limit_decides and target == limits.upper)
    if not above and target >= limits.lower:
        return Assurance.INCONSISTENT
    return Assurance.FAIL if above is (settings.better is Better.HIGHER) else Assurance.PASS
