"""Demand to come: chooses a model by how wrong it was, and says how wrong the forecast may be. Pure.

Source of the protocol: domain notes, data_and_methods 4 (rolling origin every 7 days, MASE, conformal intervals).
A forecast goes only as far ahead as it could be tested; with too short a history there is none, and the page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray

from dashboard import backtest, demand_calendar
from dashboard.backtest import LEVELS, Errors, Fold
from dashboard.forecast_models import MODELS, NAIVE, REGRESSION, YEARS_FOR_SEASON, History
from partnership import periods
from partnership.periods import Kind, Period

Numbers = NDArray[np.float64]

# Fewer weeks than this say nothing about the weeks to come.
LEAST_WEEKS = 8
MONTHS_AHEAD, WEEKS_AHEAD = 12, 52
DAYS_AHEAD = 373
# Folds that are judged, and those before them on which the model is chosen.
TESTED, CHOSEN_ON = 41, 104
# A model takes part once it can be tried from so many earlier days.
LEAST_FOLDS = 20
MONTH = 365.25 / 12
# Which horizons are judged, by unit, in steps of that unit; the first of days (or months) is that of the choice.
HORIZONS = {"day": (28, 7, 84), "week": (13, 52), "month": (12, 3)}
NEAR = {"day": 3, "week": 2, "month": 1}


@dataclass(frozen=True)
class Counts:
    """What is known: one count a day (or a month) from the first day on, in a row; nan where nothing is known."""

    first: date
    values: Numbers
    daily: bool = True

    @property
    def last(self) -> date:
        """The last day there is a place for."""
        if self.daily:
            return self.first + timedelta(days=len(self.values) - 1)
        return _months(self.first, len(self.values))[-1].end


@dataclass(frozen=True)
class Ahead:
    """One period to come: how many are expected, and between which counts 80 and 95 of 100 such periods lay."""

    period: Period
    expected: float
    low80: float
    high80: float
    low95: float
    high95: float


@dataclass(frozen=True)
class Tried:
    """One fold of the backtest: which model, from which last known day, judged in days, weeks or months."""

    model: str
    last_known: date
    unit: str
    fold: Fold


@dataclass(frozen=True)
class Outlook:
    """The forecast of a series with all that is known of its worth; or why there is none."""

    last: date
    refusal: str = ""
    model: str = ""
    weeks: tuple[Ahead, ...] = ()
    months: tuple[Ahead, ...] = ()
    folds: tuple[Tried, ...] = ()


def look_ahead(counts: Counts) -> Outlook:
    """Forecast weeks and months up to twelve months ahead, as far as earlier forecasts can be judged.

    Counts of days give weeks and months, counts of months give months.
    """
    refusal = _too_short(counts)
    if refusal:
        return Outlook(counts.last, refusal)
    history = _history(counts)
    tries = _tries(counts, history)
    if not tries.origins:
        return Outlook(counts.last, "The figures have so many gaps that no earlier forecast can be judged.")
    model = _best(tries)
    weeks = _weeks(counts, tries, model) if counts.daily else ()
    months = _coming_months(counts, tries, model)
    if not months:
        return Outlook(counts.last, "There are too few earlier months to say how wrong a forecast may be.")
    return Outlook(counts.last, model=model, weeks=weeks, months=months, folds=tuple(_folds(counts, tries)))


def _too_short(counts: Counts) -> str:
    known = int(np.isfinite(counts.values).sum())
    if counts.daily and known < LEAST_WEEKS * 7:
        return f"There are {known // 7} weeks of figures; a forecast needs {LEAST_WEEKS} at least."
    if not counts.daily and known < 24:
        return f"There are {known} months of figures; a forecast of months needs 24 at least."
    return ""


def _history(counts: Counts) -> History:
    if counts.daily:
        days = demand_calendar.days_from(counts.first, len(counts.values) + DAYS_AHEAD)
        return History(counts.values, demand_calendar.day_traits(days), 7, 365.25)
    months = _months(counts.first, len(counts.values) + MONTHS_AHEAD)
    return History(counts.values, demand_calendar.month_traits([month.start for month in months]), 12, 12.0)


# Trying ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Tries:
    """What each model said from each origin (the last row: from today), and its errors by unit."""

    origins: list[int]
    said: dict[str, Numbers]
    errors: dict[str, dict[str, Errors]]
    scales: dict[str, float]
    tested_from: int


def _tries(counts: Counts, history: History) -> _Tries:
    """Every model that can be tried often enough, from the same origins."""
    end, stride = len(counts.values), 7 if counts.daily else 1
    first = {model: _first_origin(model, history) for model in MODELS}
    every = [origin for origin in range(end - stride, 0, -stride) if np.isfinite(counts.values[origin:]).any()]
    able = {m for m in MODELS if m == NAIVE or sum(o >= first[m] for o in every) >= _least_folds(counts)}
    start = max(first[model] for model in able)
    origins = sorted(origin for origin in every if origin >= start)[-(TESTED + CHOSEN_ON) :]
    ahead = DAYS_AHEAD if counts.daily else MONTHS_AHEAD
    said = {m: np.maximum(MODELS[m](history, [*origins, end], ahead), 0) for m in MODELS if m in able}
    errors = {model: _errors(counts, origins, forecasts) for model, forecasts in said.items()}
    tested = _tested(counts, origins)
    return _Tries(origins, said, errors, _scales(counts, origins[tested] if origins else end), tested)


def _least_folds(counts: Counts) -> int:
    return LEAST_FOLDS if counts.daily else LEAST_FOLDS // 2


def _first_origin(model: str, history: History) -> int:
    """How much a model must know before it can be tried."""
    if model == REGRESSION:
        return ceil(YEARS_FOR_SEASON * history.year)
    return 4 * history.season if history.daily else history.season


def _errors(counts: Counts, origins: Sequence[int], forecasts: Numbers) -> dict[str, Errors]:
    edges = {"month": np.arange(MONTHS_AHEAD + 1)}
    if counts.daily:
        edges = {
            "day": np.arange(max(HORIZONS["day"]) + 1),
            "week": np.arange(WEEKS_AHEAD + 1) * 7,
            "month": np.round(np.arange(MONTHS_AHEAD + 1) * MONTH).astype(np.int64),
        }
    return {
        unit: backtest.errors_of(counts.values, origins, forecasts[:-1], each, NEAR[unit])
        for unit, each in edges.items()
    }


def _tested(counts: Counts, origins: Sequence[int]) -> int:
    """Place of the first origin that is judged; those before it choose the model. With few, all do both."""
    whole = [place for place, origin in enumerate(origins) if origin + _whole(counts) <= len(counts.values)]
    first = whole[-TESTED:][0] if whole else 0
    return first if first >= _least_folds(counts) else 0


def _whole(counts: Counts) -> int:
    """How far ahead a fold of the choice must be known, in periods."""
    return HORIZONS["day"][2] if counts.daily else HORIZONS["month"][1]


def _scales(counts: Counts, before: int) -> dict[str, float]:
    """By unit what the seasonal naive method misses within the first training set."""
    training = counts.values[:before]
    if not counts.daily:
        return {"month": backtest.scale_of(training, 12 if len(training) > 24 else 1)}
    weeks = _summed(training, 7)
    months = _summed(training, round(MONTH))
    return {
        "day": backtest.scale_of(training, 7),
        "week": backtest.scale_of(weeks, 52 if len(weeks) > 104 else 1),
        "month": backtest.scale_of(months, 12 if len(months) > 24 else 1),
    }


def _summed(values: Numbers, length: int) -> Numbers:
    """Sums of so many periods, counted back from the last."""
    whole = len(values) // length * length
    sums: Numbers = values[len(values) - whole :].reshape(-1, length).sum(axis=1)
    return sums


def _best(tries: _Tries) -> str:
    """The model that missed least before the folds that are judged; of two alike the simpler."""
    return min(tries.said, key=lambda model: round(_missed(tries, model), 3))


def _missed(tries: _Tries, model: str) -> float:
    unit = "day" if "day" in tries.scales else "month"
    steps, errors = min(HORIZONS[unit][0], tries.errors[model][unit].values.shape[1]), tries.errors[model][unit]
    rows = errors.values[: tries.tested_from or None, :steps]
    return float(np.nanmean(np.abs(rows))) if np.isfinite(rows).any() else float("inf")


def _folds(counts: Counts, tries: _Tries) -> list[Tried]:
    """Each model over each horizon from the last origins of which enough is known to judge it."""
    found = []
    for model, by_unit in tries.errors.items():
        for unit, errors in by_unit.items():
            hits = backtest.inside(errors, _first_judged(counts, errors, min(HORIZONS[unit])))
            for steps in HORIZONS[unit]:
                for place in _judged(counts, errors, steps):
                    fold = backtest.judged(errors, hits, int(place), steps, tries.scales[unit])
                    if fold is not None and np.isfinite(fold.mase):
                        found.append(Tried(model, _last_known(counts, fold.origin), unit, fold))
    return found


def _judged(counts: Counts, errors: Errors, steps: int) -> NDArray[np.int64]:
    """Places of the last origins after which all the steps have come, and four in five of them are known."""
    known = np.isfinite(errors.values[:, :steps]).mean(axis=1) >= 0.8
    whole = errors.origins + errors.ends[steps - 1] <= len(counts.values)
    return np.flatnonzero(known & whole)[-TESTED:]


def _first_judged(counts: Counts, errors: Errors, steps: int) -> int:
    """Before this place no origin is judged, over whatever horizon of the unit."""
    longest = _judged(counts, errors, errors.values.shape[1])
    places = [*longest[:1], *_judged(counts, errors, steps)[:1]]
    return int(min(places)) if places else len(errors.origins)


def _last_known(counts: Counts, origin: int) -> date:
    if counts.daily:
        return counts.first + timedelta(days=origin - 1)
    return _months(counts.first, origin)[-1].end


# Looking ahead --------------------------------------------------------------


def _weeks(counts: Counts, tries: _Tries, model: str) -> tuple[Ahead, ...]:
    """Whole weeks from Monday on; each bears the interval of a week that begins no sooner."""
    errors, said = tries.errors[model]["week"], tries.said[model][-1]
    steps = backtest.reach(errors)
    monday = (7 - (counts.last.weekday() + 1) % 7) % 7
    off = [backtest.widths(errors, level, steps) for level in LEVELS]
    found = []
    for start in range(monday, DAYS_AHEAD - 7, 7):
        step = ceil(start / 7)
        if step >= steps:
            break
        period = periods.containing(Kind.WEEK, counts.last + timedelta(days=start + 1))
        found.append(_ahead(period, float(said[start : start + 7].sum()), off[0][step], off[1][step]))
    return tuple(found)


def _coming_months(counts: Counts, tries: _Tries, model: str) -> tuple[Ahead, ...]:
    """Whole months; each bears the interval of a month that begins no sooner."""
    errors, said = tries.errors[model]["month"], tries.said[model][-1]
    steps = backtest.reach(errors)
    off = [backtest.widths(errors, level, steps) for level in LEVELS]
    found = []
    for number, period in enumerate(_months(_next_month(counts.last), MONTHS_AHEAD)):
        first = (period.start - counts.last).days - 1
        step = ceil(round(first / MONTH, 1)) if counts.daily else number
        if step >= steps or first + period.days > DAYS_AHEAD:
            break
        expected = said[first : first + period.days].sum() if counts.daily else said[number]
        found.append(_ahead(period, float(expected), off[0][step], off[1][step]))
    return tuple(found)


def _next_month(last: date) -> date:
    """The first day of the first whole month after a day."""
    tomorrow = last + timedelta(days=1)
    period = periods.containing(Kind.MONTH, tomorrow)
    return period.start if period.start == tomorrow else periods.following(period).start


def _ahead(period: Period, expected: float, off80: tuple[float, float], off95: tuple[float, float]) -> Ahead:
    """Nothing below nought; the wider interval holds the narrower."""
    low80, high80 = max(expected + off80[0], 0), expected + off80[1]
    low95, high95 = max(expected + off95[0], 0), expected + off95[1]
    return Ahead(period, expected, low80, high80, min(low95, low80), max(high95, high80))


def _months(first: date, count: int) -> list[Period]:
    found: list[Period] = []
    period = periods.containing(Kind.MONTH, first)
    for _ in range(count):
        found.append(period)
        period = periods.following(period)
    return found
