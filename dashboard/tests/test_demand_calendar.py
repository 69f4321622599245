from datetime import date

import numpy as np
import pytest

from dashboard import demand_calendar


def days(first, count):
    return demand_calendar.days_from(first, count)


def test_monday_is_the_first_weekday():
    assert demand_calendar.day_traits(days(date(2026, 11, 23), 2)).plain[:, :7].tolist() == [
        [1, 0, 0, 0, 0, 0, 0],
        [0, 1, 0, 0, 0, 0, 0],
    ]


@pytest.mark.parametrize(
    ("day", "column", "value"),
    [
        (date(2026, 12, 25), 7, 1),  # Christmas is a bank holiday
        (date(2026, 12, 25), 9, 1),
        (date(2027, 1, 1), 8, 1),
        (date(2026, 11, 25), 7, 0),
        (date(2026, 10, 28), 10, 1),  # half-term
        (date(2026, 10, 31), 10, 0),  # a Saturday is no school day
        (date(2026, 11, 2), 11, 1),  # first week back
        (date(2026, 11, 23), 11, 0),
    ],
)
def test_what_the_calendar_says_of_a_day(day, column, value):
    assert demand_calendar.day_traits(days(day, 1)).plain[0, column] == value


def test_a_month_has_its_working_days():
    traits = demand_calendar.month_traits([date(2026, 12, 1)])

    # 23 weekdays less Christmas and Boxing Day (moved to Monday 28)
    assert traits.plain[0, :2].tolist() == [1, 21]


def test_the_pandemic_is_left_out():
    found = demand_calendar.is_left_out(np.array(["2020-03-22", "2020-03-23", "2021-03-08", "2021-03-09"], "M8[D]"))

    assert found.tolist() == [False, True, True, False]
