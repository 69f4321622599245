"""What the calendar says of days and months to come, as columns of numbers a regression can use. Pure.

Known years ahead, so a forecast may lean on it: the weekday, the season, bank holidays, school holidays, the first week
back at school. Term dates and spans that are left out stand in data/calendar.toml; bank holidays come from
partnership.working_days.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnership import working_days

FILE = Path(__file__).parent / "data" / "calendar.toml"
YEAR_DAYS = 365.25
DAY_HARMONICS, MONTH_HARMONICS = 4, 2
# How long the first days back at school count as such.
BACK_DAYS = 7

Numbers = NDArray[np.float64]
Days = NDArray[np.datetime64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class LeftOut:
    """A span of days that no forecast learns from, and why."""

    first: date
    last: date
    name: str


@dataclass(frozen=True)
class Traits:
    """What is known of each period: the columns always used, and those that need two whole years to be learnt."""

    plain: Numbers
    seasonal: Numbers

    def __len__(self) -> int:
        return len(self.plain)


def days_from(first: date, count: int) -> Days:
    """So many days in a row."""
    return np.datetime64(first, "D") + np.arange(count)


def left_out() -> tuple[LeftOut, ...]:
    """The spans of calendar.toml that are left out, such as the pandemic."""
    return tuple(LeftOut(**span) for span in _file()["left_out"])


def is_left_out(days: Days) -> Flags:
    """Which of the days lie in a span that is left out."""
    return _within(days, [(span.first, span.last) for span in left_out()])


def school_holidays(days: Days) -> Flags:
    """Which of the days lie in the school holidays of the file; False where the file does not reach."""
    return _within(days, [(holiday["first"], holiday["last"]) for holiday in _file()["school_holidays"]])


def terms_known_until() -> date:
    """The last day of which calendar.toml knows whether school is in."""
    known: date = _file()["school_holidays_known_until"]
    return known


def day_traits(days: Days) -> Traits:
    """One row a day: seven weekdays, bank holiday, 1 January, 25 December, school holidays; and the season."""
    weekday = (days.astype(np.int64) + 3) % 7
    bank = _is_bank_holiday(days)
    away, back = school_holidays(days), _first_week_back(days)
    month_day = [(day.month, day.day) for day in days.astype(object)]
    columns = [
        *(weekday == number for number in range(7)),
        bank,
        [each == (1, 1) for each in month_day],
        [each == (12, 25) for each in month_day],
        away & (weekday < 5),
        back & (weekday < 5),
    ]
    plain = np.column_stack([np.asarray(column, dtype=float) for column in columns])
    return Traits(plain, _harmonics(days, DAY_HARMONICS))


def month_traits(starts: Sequence[date]) -> Traits:
    """One row a month: one, its working days, its working days in the school holidays; and the season."""
    rows = []
    for start in starts:
        days = days_from(start, (_next_month(start) - start).days)
        working = np.is_busday(days, holidays=working_days.bank_holidays(start.year, start.year))
        rows.append([1.0, float(working.sum()), float((working & school_holidays(days)).sum())])
    middles = np.array([start + timedelta(days=14) for start in starts], dtype="datetime64[D]")
    return Traits(np.array(rows, dtype=float).reshape(len(rows), 3), _harmonics(middles, MONTH_HARMONICS))


def _harmonics(days: Days, count: int) -> Numbers:
    turn = 2 * np.pi * days.astype(np.int64) / YEAR_DAYS
    waves = [wave(turn * number) for number in range(1, count + 1) for wave in (np.sin, np.cos)]
    return np.column_stack(waves)


def _is_bank_holiday(days: Days) -> Flags:
    years = days.astype("datetime64[Y]").astype(int) + 1970
    return np.isin(days, working_days.bank_holidays(int(years.min()), int(years.max())))


def _first_week_back(days: Days) -> Flags:
    """School days within a week of the last day of holidays."""
    wider = np.concatenate([days[:1] - np.arange(BACK_DAYS, 0, -1), days])
    away = school_holidays(wider)
    lately = np.convolve(away, np.ones(BACK_DAYS + 1), mode="full")[: len(wider)] > 0
    found: Flags = (lately & ~away)[BACK_DAYS:]
    return found


def _within(days: Days, spans: Sequence[tuple[date, date]]) -> Flags:
    found = np.zeros(len(days), dtype=bool)
    for first, last in spans:
        found |= (days >= np.datetime64(first)) & (days <= np.datetime64(last))
    return found


def _next_month(start: date) -> date:
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1)


@cache
def _file() -> dict[str, Any]:
    """What calendar.toml says."""
    return tomllib.loads(FILE.read_text("utf-8"))
