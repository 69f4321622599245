"""How busy a day is in Oakshire: weekdays, season, school holidays, bank holidays, and the causes planted in the data.

Planted so that charts have something to find, in whole months before the last month of the data (for a county built in
November 2026, whose data end with October 2026, the dates in brackets):

    a wave of illness       months 46 to 45 before it (December 2022, January 2023)   all enquiries x 0.60
    the police's new form   from month 13 before it on (from September 2025)          police enquiries x 1.45
    a case in the news      month 6 before it (April 2026)                            all but police x 1.50
    a hard spring           months 7 to 4 before it (March to June 2026)              fewer decisions in time,
                                                                                          empty posts in the hub
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnership import working_days

WAVE, WAVE_FACTOR = range(45, 47), 0.60
NEW_FORM, NEW_FORM_FACTOR = range(14), 1.45
NEWS, NEWS_FACTOR = range(6, 7), 1.50
HARD_SPRING = range(4, 8)

# Monday to Sunday.
WEEKDAYS = np.array([1.42, 1.18, 1.10, 1.08, 1.12, 0.58, 0.52])
POLICE_WEEKDAYS = np.array([1.30, 1.00, 0.95, 0.95, 1.00, 0.90, 0.90])
# The middle of the five years shown has the ordinary level.
GROWTH_A_YEAR, MIDDLE = 1.025, 2.5
SCHOOLS_IN_HOLIDAYS, OTHERS_IN_HOLIDAYS = 0.08, 0.93
AFTER_HOLIDAYS = 1.35
BANK_HOLIDAY = 0.45


def months_before_end(days: pd.DatetimeIndex, end: date) -> NDArray[np.int64]:
    """0 for days of the last month, 1 for those of the month before, and so on."""
    return np.asarray((end.year - days.year) * 12 + end.month - days.month)


def hard_spring(days: pd.DatetimeIndex, end: date) -> NDArray[np.bool_]:
    """Which days lie in the months in which the hub was short of people."""
    return np.isin(months_before_end(days, end), list(HARD_SPRING))


def weights(days: pd.DatetimeIndex, end: date, source: str) -> NDArray[np.float64]:
    """How much comes in on each day from a source, 1 being an ordinary day."""
    police = source == "6"
    weight = (POLICE_WEEKDAYS if police else WEEKDAYS)[days.day_of_week]
    # Two waves a year: dark months and the weeks before the summer.
    turn = 2 * np.pi * days.day_of_year / 365.25
    weight = weight * (1 + 0.06 * np.cos(turn) + 0.05 * np.cos(2 * turn + 0.6))
    weight = weight * GROWTH_A_YEAR ** ((days - pd.Timestamp(end)).days / 365.25 + MIDDLE)
    weight = weight * _holidays(days, source) * _planted(months_before_end(days, end), police)
    closed = np.isin(days.values.astype("datetime64[D]"), working_days.bank_holidays(days[0].year, days[-1].year))
    return np.asarray(np.where(closed & ~np.array(police), weight * BANK_HOLIDAY, weight))


def _holidays(days: pd.DatetimeIndex, source: str) -> NDArray[np.float64]:
    if source not in ("2A", "2B"):
        return np.where(school_holidays(days), OTHERS_IN_HOLIDAYS, 1.0)
    away = school_holidays(days)
    # In the first week back schools tell what they saw after the holidays.
    back = ~away & (pd.Series(away, dtype=float).rolling(8, min_periods=1).max().to_numpy() > 0)
    return np.where(away, SCHOOLS_IN_HOLIDAYS, np.where(back, AFTER_HOLIDAYS, 1.0))


def _planted(months: NDArray[np.int64], police: bool) -> NDArray[np.float64]:
    factor = np.where(np.isin(months, list(WAVE)), WAVE_FACTOR, 1.0)
    if police:
        return factor * np.where(np.isin(months, list(NEW_FORM)), NEW_FORM_FACTOR, 1.0)
    return factor * np.where(np.isin(months, list(NEWS)), NEWS_FACTOR, 1.0)


def school_holidays(days: pd.DatetimeIndex) -> NDArray[np.bool_]:
    """Which days lie in the school holidays of the county: three half-terms, Christmas, Easter, summer."""
    away = np.zeros(len(days), dtype=bool)
    for year in range(days[0].year - 1, days[-1].year + 1):
        for first, last in _holidays_of(year):
            away |= (days >= pd.Timestamp(first)) & (days <= pd.Timestamp(last))
    return away


def _holidays_of(year: int) -> list[tuple[date, date]]:
    good_friday = next(
        day
        for day in working_days.bank_holidays(year, year).astype(object)
        if day.weekday() == 4 and day.month in (3, 4)
    )
    half_terms = [_monday(date(year, 2, 17)), _monday(date(year, 5, 28)), _monday(date(year, 10, 27))]
    return [
        *((monday, monday + timedelta(days=4)) for monday in half_terms),
        (_monday(good_friday), _monday(good_friday) + timedelta(days=11)),
        (date(year, 7, 23), date(year, 9, 2)),
        (date(year, 12, 21), date(year + 1, 1, 3)),
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
