"""Working days of England: Monday to Friday without bank holidays and without the partnership's own closures. Pure.

The day after the start is day 1 (domain handbook 3.4), so a clock that starts on a Saturday has its day 1 on Monday.
Bank holidays come from the `holidays` package, local closures from data/closures.toml.
"""

import tomllib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from holidays import country_holidays
from numpy.typing import NDArray

LONDON = ZoneInfo("Europe/London")
CLOSURES = Path(__file__).parent / "data" / "closures.toml"

Days = NDArray[np.datetime64]


def is_working_day(day: date) -> bool:
    """Whether clocks count this day."""
    return day.weekday() < 5 and day not in _closed(day.year)


def add(start: date, days: int) -> date:
    """The working day that lies so many working days after the start; before it when `days` is negative.

    Nought gives the start itself, whether or not it is a working day.
    """
    step = timedelta(days=1 if days > 0 else -1)
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def before(end: date, days: int) -> date:
    """The working day that lies so many working days before the end: the last day on which something is in time."""
    return add(end, -days)


def between(start: date, end: date) -> int:
    """Working days after the start, up to and including the end; negative when the end comes first.

    For each working day d: between(start, d) is the n for which add(start, n) is d.
    """
    if end < start:
        return -sum(is_working_day(end + timedelta(days=n)) for n in range((start - end).days))
    return sum(is_working_day(start + timedelta(days=n + 1)) for n in range((end - start).days))


def between_all(starts: Days, ends: Days) -> NDArray[np.int64]:
    """`between` for whole columns of days (datetime64, missing ones not allowed), fast."""
    starts, ends = starts.astype("datetime64[D]"), ends.astype("datetime64[D]")
    if not starts.size:
        return np.zeros(0, dtype=np.int64)
    first, last = min(starts.min(), ends.min()), max(starts.max(), ends.max())
    closed = bank_holidays(first.astype(object).year, last.astype(object).year + 1)
    # numpy counts spans that hold their first day and not their last; forwards it must be the other way round.
    forwards = ends >= starts
    lower, upper = np.where(forwards, starts + 1, ends), np.where(forwards, ends + 1, starts)
    counted: NDArray[np.int64] = np.busday_count(lower, upper, holidays=closed) * np.where(forwards, 1, -1)
    return counted


def add_all(starts: Days, days: NDArray[np.int64] | int) -> Days:
    """`add` for whole columns of days, `days` being 1 or more."""
    starts = starts.astype("datetime64[D]")
    if not starts.size:
        return starts
    furthest = int(np.max(days)) // 200 + 1
    closed = bank_holidays(starts.min().astype(object).year - 1, starts.max().astype(object).year + furthest)
    return np.busday_offset(starts, days, roll="backward", holidays=closed)


def bank_holidays(first_year: int, last_year: int) -> Days:
    """Bank holidays and local closures of these years, both included, sorted: for numpy's busday functions."""
    days = sorted(day for year in range(first_year, last_year + 1) for day in _closed(year))
    return np.array(days, dtype="datetime64[D]")


def last_moment(day: date) -> datetime:
    """The last moment of a day in London: what is due that day is in time until then."""
    return datetime.combine(day, time.max, tzinfo=LONDON)


def caveat(day: date) -> str:
    """A sentence to print beside a date for which bank holidays are not yet proclaimed; empty when they are."""
    until = _local()["proclaimed_until"]
    if day <= until:
        return ""
    return (
        f"Bank holidays after {until.day} {until:%B %Y} are not proclaimed yet; "
        "this date follows the usual pattern and may move by a day."
    )


@cache
def _closed(year: int) -> frozenset[date]:
    """Bank holidays and local closures of one year, weekends among them."""
    english = country_holidays("GB", subdiv="ENG", years=year)
    return frozenset(day for day in english if day.year == year) | frozenset(
        day for day in _local_closures(_local()["closures"]) if day.year == year
    )


def _local_closures(closures: Sequence[dict[str, Any]]) -> list[date]:
    """Each day of each closure."""
    return [
        each["first"] + timedelta(days=n) for each in closures for n in range((each["last"] - each["first"]).days + 1)
    ]


@cache
def _local() -> dict[str, Any]:
    """What closures.toml says."""
    return tomllib.loads(CLOSURES.read_text("utf-8"))
