"""Periods of time that figures speak of: weeks, months, quarters, financial and school years, rolling years. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from dateutil.easter import easter


class Kind(StrEnum):
    """The kinds of period; the value is how it is stored."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    FINANCIAL_YEAR = "financial_year"
    TERM = "term"
    ACADEMIC_YEAR = "academic_year"
    ROLLING_YEAR = "rolling_12_months"


@dataclass(frozen=True, order=True)
class Period:
    """One period: its first and its last day, both belonging to it, and its name for people."""

    start: date
    end: date
    kind: Kind
    label: str

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.label

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def over(self, on: date) -> bool:
        """Whether it is wholly past on a day, so that its figures can be final."""
        return self.end < on


# A page of the dashboard asks thousands of times for the same few hundred periods.
@lru_cache(maxsize=4096)
def containing(kind: Kind | str, day: date) -> Period:
    """The period of this kind that holds the day; ValueError for an unknown kind.

    A rolling year is named by its last month: the one "containing" a day ends with the month of that day.
    """
    return _MAKERS[Kind(kind)](day)


def previous(period: Period) -> Period:
    """The period just before; a rolling year moves back by one month, all others by their whole length."""
    if period.kind == Kind.ROLLING_YEAR:
        return containing(period.kind, period.end.replace(day=1) - timedelta(days=1))
    return containing(period.kind, period.start - timedelta(days=1))


def following(period: Period) -> Period:
    """The period just after; a rolling year moves on by one month."""
    return containing(period.kind, period.end + timedelta(days=1))


def a_year_before(period: Period) -> Period:
    """The comparable period one year earlier, for figures that follow the season."""
    if period.kind == Kind.WEEK:
        return containing(period.kind, period.start - timedelta(weeks=52))
    if period.kind == Kind.TERM:
        # Easter moves: the day of the term that never does.
        fixed = period.end if period.end.month == 8 else period.start
        return containing(period.kind, fixed.replace(year=fixed.year - 1))
    middle = period.end.replace(day=1)
    return containing(period.kind, middle.replace(year=middle.year - 1))


def between(kind: Kind | str, first: date, last: date) -> list[Period]:
    """All periods of a kind from the one that holds the first day to the one that holds the last; none if reversed."""
    found: list[Period] = []
    if last < first:
        return found
    period, end = containing(kind, first), containing(kind, last)
    while not found or period.start <= end.start:
        found.append(period)
        period = following(period)
    return found


def financial_year(day: date) -> str:
    """The name of the financial year of a day, April to March: "2024/25"."""
    first = day.year if day.month >= 4 else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def _week(day: date) -> Period:
    """Monday to Sunday."""
    start = day - timedelta(days=day.weekday())
    return Period(start, start + timedelta(days=6), Kind.WEEK, f"Week of {start.day} {start:%B %Y}")


def _month(day: date) -> Period:
    return Period(day.replace(day=1), _month_end(day), Kind.MONTH, f"{day:%B %Y}")


def _quarter(day: date) -> Period:
    """Quarters of the financial year: the first runs from April to June."""
    start = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    number = (start.month - 4) % 12 // 3 + 1
    end = _month_end(start.replace(month=start.month + 2))
    return Period(start, end, Kind.QUARTER, f"Quarter {number} of {financial_year(day)}")


def _financial_year(day: date) -> Period:
    first = day.year if day.month >= 4 else day.year - 1
    return Period(date(first, 4, 1), date(first + 1, 3, 31), Kind.FINANCIAL_YEAR, financial_year(day))


def _academic_year(day: date) -> Period:
    """September to August, as the department's school statistics count."""
    first = day.year if day.month >= 9 else day.year - 1
    label = f"School year {first}/{(first + 1) % 100:02d}"
    return Period(date(first, 9, 1), date(first + 1, 8, 31), Kind.ACADEMIC_YEAR, label)


def _term(day: date) -> Period:
    """Autumn from September, spring from January to Easter Sunday, summer to August.

    Dates of terms differ from school to school; Easter Sunday lies in the holiday between spring and summer.
    """
    spring_ends = easter(day.year)
    if day.month >= 9:
        return Period(date(day.year, 9, 1), date(day.year, 12, 31), Kind.TERM, f"Autumn term {day.year}")
    if day <= spring_ends:
        return Period(date(day.year, 1, 1), spring_ends, Kind.TERM, f"Spring term {day.year}")
    return Period(spring_ends + timedelta(days=1), date(day.year, 8, 31), Kind.TERM, f"Summer term {day.year}")


def _rolling_year(day: date) -> Period:
    end = _month_end(day)
    start = (end + timedelta(days=1)).replace(year=end.year - 1 + (end.month == 12))
    return Period(start, end, Kind.ROLLING_YEAR, f"12 months to {end:%B %Y}")


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


_MAKERS: dict[Kind, Callable[[date], Period]] = {
    Kind.WEEK: _week,
    Kind.MONTH: _month,
    Kind.QUARTER: _quarter,
    Kind.FINANCIAL_YEAR: _financial_year,
    Kind.TERM: _term,
    Kind.ACADEMIC_YEAR: _academic_year,
    Kind.ROLLING_YEAR: _rolling_year,
}
