"""Three transparent models of demand to come, in plain numpy: seasonal naive, calendar regression, Holt-Winters. Pure.

Each takes a history and several origins at once and gives one row of forecasts for each origin, having looked only at
what was known before it. The design follows the measurements of the domain notes (data_and_methods 4): on four public
series of daily emergency demand the calendar regression is as accurate as the published ensemble of heavy libraries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from dashboard.demand_calendar import Traits

Numbers = NDArray[np.float64]

# The regression looks at this many years, and needs two whole ones to learn a season.
YEARS_LEARNT, YEARS_FOR_SEASON = 3, 2
RIDGE = 1e-3
# How fast the level follows what the calendar does not explain, a day and a month.
DAY_PACE, MONTH_PACE = 0.05, 0.25
# Holt-Winters: how fast level, trend and season follow, and how fast a trend dies away.
PACES = tuple(product((0.02, 0.05, 0.1, 0.2, 0.4), (0.0, 0.02, 0.1), (0.05, 0.15, 0.3)))
DAMPING = 0.98


@dataclass(frozen=True)
class History:
    """Counts of periods in a row (nan: unknown or left out) with the traits of these and of the periods to come.

    `season` is the length of the short season in periods (7 days, 12 months), `year` the periods of a year.
    """

    values: Numbers
    traits: Traits
    season: int
    year: float

    @property
    def daily(self) -> bool:
        """Whether a period is a day."""
        return self.season == 7


Model = Callable[[History, Sequence[int], int], Numbers]
"""(history, origins, ahead) -> array of shape (origins, ahead); an origin is the number of periods known then."""


def seasonal_naive(history: History, origins: Sequence[int], ahead: int) -> Numbers:
    """What was the same weekday last week (the same month last year) comes again: the yardstick of all others."""
    filled = _filled(history.values, history.season)
    rows = []
    for origin in origins:
        last = filled[max(origin - history.season, 0) : origin]
        # With less than one season known its mean stands for what is missing.
        whole = np.full(history.season, np.nanmean(filled[:origin]))
        whole[history.season - len(last) :] = last
        rows.append(np.resize(whole, ahead))
    return np.array(rows)


def calendar_regression(history: History, origins: Sequence[int], ahead: int) -> Numbers:
    """Least squares on the calendar, a straight trend that stays flat from the origin on, and a level that follows.

    The level is the exponentially weighted mean of what the regression leaves unexplained, so that a step in demand
    is followed within weeks.
    """
    window = round(YEARS_LEARNT * history.year)
    pace = DAY_PACE if history.daily else MONTH_PACE
    rows = []
    for origin in origins:
        first = max(origin - window, 0)
        known = np.flatnonzero(np.isfinite(history.values[first:origin])) + first
        columns = _columns(history, known, origin, seasonal=origin >= YEARS_FOR_SEASON * history.year)
        weights = _least_squares(columns, history.values[known])
        left = history.values[known] - columns @ weights
        level = float(np.sum(pace * (1 - pace) ** np.arange(len(left))[::-1] * left))
        coming = np.arange(origin, origin + ahead)
        future = _columns(history, coming, origin, seasonal=origin >= YEARS_FOR_SEASON * history.year)
        rows.append(future @ weights + level)
    return np.array(rows)


def holt_winters(history: History, origins: Sequence[int], ahead: int) -> Numbers:
    """Level, damped trend and one short season, each following what comes; the paces that erred least so far.

    All paces run side by side through the history once, so each origin only reads what had been learnt by then.
    """
    alpha, beta, gamma = (np.array(column) for column in zip(*PACES, strict=True))
    season = history.season
    first = history.values[: 2 * season]
    level = np.full(len(PACES), np.nanmean(first) if np.isfinite(first).any() else 0.0)
    trend, errors = np.zeros(len(PACES)), np.zeros(len(PACES))
    seasons = _first_seasons(first, season)[:, None] * np.ones(len(PACES))
    damped = np.cumsum(DAMPING ** np.arange(1, ahead + 1))
    wanted = {origin: place for place, origin in enumerate(origins)}
    rows = np.empty((len(origins), ahead))
    for now in range(max(origins) + 1):
        if now in wanted:
            best = int(np.argmin(errors))
            coming = seasons[(now + np.arange(ahead)) % season, best]
            rows[wanted[now]] = level[best] + trend[best] * damped + coming
        if now == len(history.values):
            break
        value, place = history.values[now], now % season
        before, expected = level, level + DAMPING * trend
        if np.isnan(value):
            level, trend = expected, DAMPING * trend
            continue
        error = value - expected - seasons[place]
        errors += np.where(now >= 2 * season, error**2, 0)
        level = expected + alpha * error
        trend = DAMPING * trend + beta * (level - before - DAMPING * trend)
        seasons[place] += gamma * (1 - alpha) * error
    return rows


NAIVE, REGRESSION, SMOOTHING = "seasonal_naive", "calendar_regression", "holt_winters"
MODELS: dict[str, Model] = {NAIVE: seasonal_naive, REGRESSION: calendar_regression, SMOOTHING: holt_winters}
# As pages name them, simplest first.
NAMES = {
    NAIVE: "Plain rule",
    SMOOTHING: "Damped Holt-Winters",
    REGRESSION: "Calendar regression with adaptive level",
}


def _columns(history: History, places: NDArray[np.int64], origin: int, *, seasonal: bool) -> Numbers:
    """The columns of the regression for these periods; after the origin the trend stays where it was."""
    trend = np.minimum(places, origin - 1)[:, None] / history.year
    parts = [history.traits.plain[places], trend - (origin - 1) / history.year]
    if seasonal:
        parts.append(history.traits.seasonal[places])
    return np.hstack(parts)


def _least_squares(columns: Numbers, values: Numbers) -> Numbers:
    """With a tiny ridge, for weekdays and the constant overlap where a column never happened."""
    square = columns.T @ columns + RIDGE * np.eye(columns.shape[1])
    return np.linalg.solve(square, columns.T @ values).astype(np.float64)


def _filled(values: Numbers, season: int) -> Numbers:
    """Unknown values filled with those a season before, else with the last known one."""
    filled = values.copy()
    for place in np.flatnonzero(np.isnan(filled)):
        filled[place] = filled[place - season] if place >= season else np.nan
    return filled


def _first_seasons(first: Numbers, season: int) -> Numbers:
    """How each place of the season differs from the mean of the first two seasons; 0 where nothing is known."""
    found = np.zeros(season)
    if not np.isfinite(first).any():
        return found
    middle = float(np.nanmean(first))
    for place in range(season):
        here = first[place::season]
        if np.isfinite(here).any():
            found[place] = float(np.nanmean(here)) - middle
    return found


# What the plain rule says, by whether days are counted.
PLAIN_RULE = {True: "the same weekday last week comes again", False: "the same month last year comes again"}
