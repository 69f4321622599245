"""A year of things month by month."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from priorities import months


def year_of(year, *spans):
    return months.of_year(year, spans, span=lambda each: each)


@pytest.mark.parametrize(
    ("span", "beginning", "going_on"),
    [
        ((date(2026, 11, 1), date(2026, 11, 30)), [11], []),
        ((date(2026, 11, 30), date(2026, 12, 1)), [11], [12]),
        ((date(2025, 12, 31), date(2026, 2, 1)), [], [1, 2]),
        ((date(2026, 12, 31), date(2027, 3, 1)), [12], []),
        ((date(2025, 1, 1), date(2025, 12, 31)), [], []),
        ((date(2027, 1, 1), date(2027, 1, 2)), [], []),
        ((date(2025, 6, 1), date(2027, 6, 1)), [], list(range(1, 13))),
    ],
)
def test_a_thing_begins_once_and_goes_on_until_its_last_day(span, beginning, going_on):
    found = year_of(2026, span)

    assert [month.first for month in found] == [date(2026, number, 1) for number in range(1, 13)]
    assert [month.first.month for month in found if span in month.beginning] == beginning
    assert [month.first.month for month in found if span in month.going_on] == going_on


@given(some.dates(date(2024, 1, 1), date(2028, 12, 31)), some.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_a_thing_stands_in_exactly_the_months_it_touches(one, other):
    span = (min(one, other), max(one, other))

    shown = [month.first.month for month in year_of(2026, span) if span in (*month.beginning, *month.going_on)]

    days = {date(2026, number, 1) for number in range(1, 13)}
    touched = [day.month for day in sorted(days) if span[0] < _next(day) and day <= span[1]]
    assert shown == touched


def test_the_order_of_the_things_is_kept():
    spans = [(date(2026, 5, 9), date(2026, 5, 9)), (date(2026, 5, 2), date(2026, 5, 3))]

    assert year_of(2026, *spans)[4].beginning == tuple(spans)


def _next(day):
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
