"""How wrong a model was: forecasts made again from many past days, their errors, and intervals made of these. Pure.

Rolling origin: the model forecasts as if it stood on an earlier day, then on a later one, and so on, and is compared
with what came. Intervals are conformal: the empirical quantiles of such errors, step by step ahead, so they hold what
was really missed and assume no shape. Measures: MASE (mean absolute error over that of the seasonal naive method in the
first training set), bias, the share inside the intervals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

LEVELS = (0.80, 0.95)
# An interval rests on this many errors at least; where there are fewer, nothing is forecast.
LEAST_ERRORS = 10


@dataclass(frozen=True)
class Errors:
    """What came less what was forecast, in steps of equal length: one row an origin, one column a step ahead.

    `ends` says for each step after how many periods it ends, so that an error is known when the origin has come so far.
    `near` is how many neighbouring steps lend their errors to an interval.
    """

    origins: Places
    ends: Places
    values: Numbers
    near: int


@dataclass(frozen=True)
class Fold:
    """One forecast from one past day, judged over its first steps: how far off, which way, how often inside."""

    origin: int
    steps: int
    mase: float
    bias: float
    inside80: float | None
    inside95: float | None


def errors_of(values: Numbers, origins: Sequence[int], forecasts: Numbers, edges: Places, near: int) -> Errors:
    """Errors of sums between the edges (periods after the origin, from 0); nan where a period is not known."""
    whole = np.concatenate([values, np.full(int(edges[-1]), np.nan)])
    rows = np.asarray(origins, dtype=np.int64)
    came = whole[rows[:, None] + np.arange(int(edges[-1]))]
    missed = came - forecasts[:, : int(edges[-1])]
    sums = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(np.nan_to_num(missed), axis=1)], axis=1)
    gaps = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(np.isnan(missed), axis=1)], axis=1)
    added, missing = (np.diff(each[:, edges], axis=1) for each in (sums, gaps))
    return Errors(rows, edges[1:], np.where(missing > 0, np.nan, added), near)


def scale_of(sums: Numbers, season: int) -> float:
    """Mean absolute error of the seasonal naive method within a series; nan when it cannot be told or is nought."""
    off = np.abs(sums[season:] - sums[:-season])
    found = float(np.nanmean(off)) if np.isfinite(off).any() else np.nan
    return found if found > 0 else np.nan


def bounds(errors: Errors, step: int, level: float, *, known_at: int | None = None) -> tuple[float, float] | None:
    """The errors between which the level (0.80) of them lay at a step; None where too few are known.

    Only errors known when the origin `known_at` had come count, so that a fold is judged by what one knew then.
    """
    found = _known(errors, step, known_at)
    return None if found is None else _between(found, level)


def _known(errors: Errors, step: int, known_at: int | None) -> Numbers | None:
    """The errors of a step and its neighbours, sorted; None where they are too few."""
    first, last = max(step - errors.near, 0), min(step + errors.near + 1, errors.values.shape[1])
    there = errors.values[:, first:last]
    if known_at is not None:
        there = there[errors.origins[:, None] + errors.ends[first:last] <= known_at]
    found: Numbers = there[np.isfinite(there)]
    if len(found) < LEAST_ERRORS:
        return None
    found.sort()
    return found


def _between(found: Numbers, level: float) -> tuple[float, float]:
    """An interval holds the forecast itself, also when every earlier one was too low."""
    tail = (1 - level) / 2
    low = max(floor(tail * (len(found) + 1)) - 1, 0)
    high = min(ceil((1 - tail) * (len(found) + 1)) - 1, len(found) - 1)
    return min(float(found[low]), 0.0), max(float(found[high]), 0.0)


def reach(errors: Errors) -> int:
    """How many steps ahead there are errors enough to say how wrong one may be."""
    steps = errors.values.shape[1]
    return next((step for step in range(steps) if bounds(errors, step, LEVELS[0]) is None), steps)


def widths(errors: Errors, level: float, steps: int) -> list[tuple[float, float]]:
    """The interval of each step, never narrower than that of the step before: the further, the less is known."""
    found: list[tuple[float, float]] = []
    for step in range(steps):
        low, high = bounds(errors, step, level) or (np.nan, np.nan)
        if found:
            low, high = min(low, found[-1][0]), max(high, found[-1][1])
        found.append((low, high))
    return found


def inside(errors: Errors, first: int) -> dict[float, Numbers]:
    """By level, for each origin from a place on and each step: 1 inside, 0 outside, nan where nothing can be said."""
    rows, steps = errors.values.shape
    found = {level: np.full((rows, steps), np.nan) for level in LEVELS}
    for place in range(first, rows):
        for step in np.flatnonzero(np.isfinite(errors.values[place])):
            known = _known(errors, int(step), int(errors.origins[place]))
            if known is None:
                continue
            for level in LEVELS:
                low, high = _between(known, level)
                found[level][place, step] = low <= errors.values[place, step] <= high
    return found


def judged(errors: Errors, hits: dict[float, Numbers], place: int, steps: int, scale: float) -> Fold | None:
    """One fold over its first steps, with what `inside` found; None where nothing came that can be compared."""
    missed = errors.values[place, :steps]
    known = np.isfinite(missed)
    if not known.any():
        return None
    return Fold(
        origin=int(errors.origins[place]),
        steps=steps,
        mase=float(np.mean(np.abs(missed[known]))) / scale,
        bias=float(np.mean(missed[known])),
        inside80=_share(hits[LEVELS[0]][place, :steps]),
        inside95=_share(hits[LEVELS[1]][place, :steps]),
    )


def _share(hits: Numbers) -> float | None:
    """The share inside; None where too few errors were known then to draw any interval."""
    told = hits[np.isfinite(hits)]
    return float(told.mean()) if len(told) else None
