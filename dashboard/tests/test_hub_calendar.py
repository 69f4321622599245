from datetime import date

import pytest

from dashboard.hub_calendar import DAY, OpenHours, hours_open

# From Friday 30 October 2026 on; nine to five.
HOURS = OpenHours(date(2026, 10, 30), 14, 9 * 60, 17 * 60)
FRIDAY, SATURDAY, MONDAY = 0, 1, 3


def at(day, hour, minute=0):
    return float(day * DAY + hour * 60 + minute)


@pytest.mark.parametrize(
    ("moment", "place"),
    [
        (at(FRIDAY, 8), 0),
        (at(FRIDAY, 9), 0),
        (at(FRIDAY, 10, 30), 90),
        (at(FRIDAY, 17), 480),
        (at(FRIDAY, 23), 480),
        (at(SATURDAY, 12), 480),
        (at(MONDAY, 8), 480),
        (at(MONDAY, 9, 1), 481),
    ],
)
def test_what_comes_while_closed_waits_for_the_next_opening(moment, place):
    assert HOURS.on_line(moment) == place


@pytest.mark.parametrize(
    ("place", "moment"), [(0, at(FRIDAY, 9)), (480, at(FRIDAY, 17)), (481, at(MONDAY, 9, 1)), (960, at(MONDAY, 17))]
)
def test_work_that_ends_at_closing_time_ends_that_day(place, moment):
    assert HOURS.around_the_clock(place) == pytest.approx(moment)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (at(FRIDAY, 10), at(FRIDAY, 16), 0),
        (at(FRIDAY, 10), at(MONDAY, 16), 1),
        (at(SATURDAY, 10), at(MONDAY, 16), 1),
        (at(FRIDAY, 23), at(MONDAY + 1, 9), 2),
    ],
)
def test_the_day_after_is_the_first_working_day(start, end, days):
    assert HOURS.working_days_between(start, end) == days


def test_the_hub_is_open_on_working_days_only():
    assert [HOURS.is_open(at(day, 12)) for day in (FRIDAY, SATURDAY, MONDAY)] == [True, False, True]
    assert not HOURS.is_open(at(FRIDAY, 17))


def test_a_week_with_christmas_has_fewer_hours():
    assert hours_open(date(2026, 12, 14), 3, 9 * 60, 17 * 60) == [40, 32, 24]
