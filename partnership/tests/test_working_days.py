"""Working days: the vectors of the handbook, the bank holidays of England, and what must always hold."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership import working_days

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "result"),
    [  # domain handbook 3.4
        (date(2024, 12, 20), 5, date(2024, 12, 31)),
        (date(2024, 12, 20), 15, date(2025, 1, 15)),
        (date(2025, 4, 17), 1, date(2025, 4, 22)),
        (date(2025, 4, 17), 15, date(2025, 5, 13)),
        (date(2025, 3, 3), 45, date(2025, 5, 8)),
        (date(2025, 3, 1), 45, date(2025, 5, 7)),
        (date(2026, 4, 2), 5, date(2026, 4, 13)),
        (date(2026, 4, 2), 15, date(2026, 4, 27)),
        (date(2026, 5, 7), -6, date(2026, 4, 28)),
        (date(2026, 6, 15), -6, date(2026, 6, 5)),
        # Nought is the day itself, a Saturday too.
        (date(2025, 3, 1), 0, date(2025, 3, 1)),
        # The funeral of 19 September 2022 and the coronation of 8 May 2023 were proclaimed out of turn.
        (date(2022, 9, 16), 1, date(2022, 9, 20)),
        (date(2023, 5, 5), 1, date(2023, 5, 9)),
    ],
)
def test_adds_as_the_handbook_does(start: date, days: int, result: date) -> None:
    assert working_days.add(start, days) == result


def test_the_last_free_day_to_cancel_lies_six_working_days_before_the_course() -> None:
    assert working_days.before(date(2026, 5, 7), 6) == date(2026, 4, 28)


@pytest.mark.parametrize(
    ("year", "holidays"),
    [
        # www.gov.uk/bank-holidays, England and Wales, weekdays on which offices are closed
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
        (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    ],
)
def test_the_calendar_is_that_of_england(year: int, holidays: str) -> None:
    weekdays = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    closed = [day for day in weekdays if day.weekday() < 5 and not working_days.is_working_day(day)]

    assert [f"{day:%m-%d}" for day in closed] == holidays.split()


def test_a_local_closure_closes_its_first_and_its_last_day() -> None:
    closures = [{"first": date(2027, 12, 29), "last": date(2027, 12, 31), "why": "agreed"}]

    assert working_days._local_closures(closures) == [date(2027, 12, 29), date(2027, 12, 30), date(2027, 12, 31)]


@given(start=DAYS, days=st.integers(1, 80))
def test_between_undoes_add(start: date, days: int) -> None:
    end = working_days.add(start, days)

    assert working_days.is_working_day(end)
    assert working_days.between(start, end) == days


@given(end=DAYS, days=st.integers(1, 80))
def test_between_counts_backwards_what_before_went_back(end: date, days: int) -> None:
    start = working_days.before(end, days)

    assert start < end
    assert working_days.is_working_day(start)
    assert working_days.between(end, start) == -days


@given(start=DAYS, one=st.integers(1, 40), two=st.integers(1, 40))
def test_adding_twice_is_adding_the_sum(start: date, one: int, two: int) -> None:
    assert working_days.add(working_days.add(start, one), two) == working_days.add(start, one + two)


@given(pairs=st.lists(st.tuples(DAYS, st.integers(-60, 60), st.integers(1, 60)), max_size=8))
def test_whole_columns_agree_with_single_days(pairs: list[tuple[date, int, int]]) -> None:
    starts = np.array([start for start, _, _ in pairs], dtype="datetime64[D]")
    ends = np.array([start + timedelta(days=apart) for start, apart, _ in pairs], dtype="datetime64[D]")
    days = np.array([days for _, _, days in pairs], dtype=np.int64)

    assert working_days.between_all(starts, ends).tolist() == [
        working_days.between(start, start + timedelta(days=apart)) for start, apart, _ in pairs
    ]
    assert working_days.add_all(starts, days).tolist() == [working_days.add(start, days) for start, _, days in pairs]


def test_the_list_for_numpy_is_sorted_and_holds_the_years_asked_for() -> None:
    days = working_days.bank_holidays(2025, 2026)

    assert days.dtype == np.dtype("datetime64[D]")
    assert list(days) == sorted(days)
    assert (days[0], days[-1]) == (np.datetime64("2025-01-01"), np.datetime64("2026-12-28"))


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 1, 5), "2026-01-05T23:59:59.999999+00:00"),
        (date(2026, 7, 6), "2026-07-06T22:59:59.999999+00:00"),
        # The clocks go back on 25 October 2026: the day's end is on winter time already.
        (date(2026, 10, 25), "2026-10-25T23:59:59.999999+00:00"),
    ],
)
def test_a_day_ends_at_midnight_in_london(day: date, moment: str) -> None:
    assert working_days.last_moment(day).astimezone(ZoneInfo("UTC")) == datetime.fromisoformat(moment)


def test_dates_beyond_the_proclamations_carry_a_caveat() -> None:
    assert working_days.caveat(date(2028, 12, 31)) == ""
    assert working_days.caveat(date(2029, 1, 2)) == (
        "Bank holidays after 31 December 2028 are not proclaimed yet; "
        "this date follows the usual pattern and may move by a day."
    )
