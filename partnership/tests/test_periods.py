"""Periods: where each begins and ends, what it is called, and what must always hold."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership import periods
from partnership.periods import Kind

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
KINDS = st.sampled_from(list(Kind))


@pytest.mark.parametrize(
    ("kind", "day", "start", "end", "label"),
    [
        (Kind.WEEK, date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 29), "Week of 23 November 2026"),
        (Kind.WEEK, date(2027, 1, 3), date(2026, 12, 28), date(2027, 1, 3), "Week of 28 December 2026"),
        (Kind.MONTH, date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (Kind.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), "December 2026"),
        (Kind.QUARTER, date(2024, 4, 1), date(2024, 4, 1), date(2024, 6, 30), "Quarter 1 of 2024/25"),
        (Kind.QUARTER, date(2024, 12, 31), date(2024, 10, 1), date(2024, 12, 31), "Quarter 3 of 2024/25"),
        (Kind.QUARTER, date(2025, 2, 28), date(2025, 1, 1), date(2025, 3, 31), "Quarter 4 of 2024/25"),
        (Kind.FINANCIAL_YEAR, date(2025, 3, 31), date(2024, 4, 1), date(2025, 3, 31), "2024/25"),
        (Kind.FINANCIAL_YEAR, date(1999, 4, 1), date(1999, 4, 1), date(2000, 3, 31), "1999/00"),
        (Kind.TERM, date(2025, 9, 1), date(2025, 9, 1), date(2025, 12, 31), "Autumn term 2025"),
        # Easter Sunday: 31 March 2024, 20 April 2025.
        (Kind.TERM, date(2024, 3, 31), date(2024, 1, 1), date(2024, 3, 31), "Spring term 2024"),
        (Kind.TERM, date(2025, 4, 20), date(2025, 1, 1), date(2025, 4, 20), "Spring term 2025"),
        (Kind.TERM, date(2025, 4, 21), date(2025, 4, 21), date(2025, 8, 31), "Summer term 2025"),
        (Kind.ACADEMIC_YEAR, date(2025, 8, 31), date(2024, 9, 1), date(2025, 8, 31), "School year 2024/25"),
        (Kind.ACADEMIC_YEAR, date(2025, 9, 1), date(2025, 9, 1), date(2026, 8, 31), "School year 2025/26"),
        (Kind.ROLLING_YEAR, date(2025, 3, 9), date(2024, 4, 1), date(2025, 3, 31), "12 months to March 2025"),
        (Kind.ROLLING_YEAR, date(2024, 12, 1), date(2024, 1, 1), date(2024, 12, 31), "12 months to December 2024"),
        (Kind.ROLLING_YEAR, date(2024, 2, 1), date(2023, 3, 1), date(2024, 2, 29), "12 months to February 2024"),
    ],
)
def test_a_day_lies_in_its_period(kind: Kind, day: date, start: date, end: date, label: str) -> None:
    period = periods.containing(kind, day)

    assert (period.start, period.end, period.kind, str(period)) == (start, end, kind, label)


def test_a_kind_may_be_given_as_it_is_stored() -> None:
    assert periods.containing("financial_year", date(2025, 1, 1)).label == "2024/25"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        periods.containing("fortnight", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("kind", "day", "label"),
    [
        (Kind.WEEK, date(2026, 1, 1), "Week of 30 December 2024"),
        (Kind.MONTH, date(2024, 2, 29), "February 2023"),
        (Kind.QUARTER, date(2025, 1, 1), "Quarter 4 of 2023/24"),
        (Kind.FINANCIAL_YEAR, date(2025, 1, 1), "2023/24"),
        (Kind.TERM, date(2025, 4, 19), "Spring term 2024"),
        (Kind.TERM, date(2024, 4, 1), "Summer term 2023"),
        (Kind.TERM, date(2024, 12, 1), "Autumn term 2023"),
        (Kind.ACADEMIC_YEAR, date(2025, 1, 1), "School year 2023/24"),
        (Kind.ROLLING_YEAR, date(2024, 2, 1), "12 months to February 2023"),
    ],
)
def test_the_comparable_period_lies_a_year_before(kind: Kind, day: date, label: str) -> None:
    assert periods.a_year_before(periods.containing(kind, day)).label == label


def test_between_names_each_period_from_first_to_last() -> None:
    found = periods.between(Kind.QUARTER, date(2024, 12, 31), date(2025, 4, 1))

    assert [period.label for period in found] == [
        "Quarter 3 of 2024/25",
        "Quarter 4 of 2024/25",
        "Quarter 1 of 2025/26",
    ]


def test_nothing_lies_between_reversed_days() -> None:
    assert periods.between(Kind.MONTH, date(2025, 2, 1), date(2025, 1, 1)) == []


def test_a_period_is_over_on_the_day_after_its_last() -> None:
    march = periods.containing(Kind.MONTH, date(2025, 3, 5))

    assert [march.over(date(2025, 3, 31)), march.over(date(2025, 4, 1))] == [False, True]
    assert march.days == 31


@given(kind=KINDS, day=DAYS)
def test_a_period_holds_its_days_and_gives_itself_back(kind: Kind, day: date) -> None:
    period = periods.containing(kind, day)

    assert day in period
    assert periods.containing(kind, period.end) == period
    assert periods.previous(periods.following(period)) == period


@given(kind=KINDS.filter(lambda kind: kind != Kind.ROLLING_YEAR), day=DAYS)
def test_periods_follow_each_other_without_gap(kind: Kind, day: date) -> None:
    period = periods.containing(kind, day)

    assert periods.following(period).start == period.end + timedelta(days=1)


@given(day=DAYS)
def test_a_rolling_year_has_twelve_whole_months_and_moves_by_one(day: date) -> None:
    period = periods.containing(Kind.ROLLING_YEAR, day)
    earlier = periods.previous(period)

    assert len(periods.between(Kind.MONTH, period.start, period.end)) == 12
    assert len(periods.between(Kind.MONTH, earlier.end, period.end)) == 2


@given(kind=KINDS, first=DAYS, days=st.integers(0, 800))
def test_between_begins_and_ends_where_it_is_told(kind: Kind, first: date, days: int) -> None:
    found = periods.between(kind, first, first + timedelta(days=days))

    assert found[0] == periods.containing(kind, first)
    assert found[-1] == periods.containing(kind, first + timedelta(days=days))
    assert all(periods.following(one) == two for one, two in pairwise(found))
