"""A month as weeks from Monday to Sunday, each day with what happens on it. Pure."""

from calendar import Calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Day(Generic[Thing]):
    """One day, whether it belongs to the month, and what happens on it."""

    date: date
    inside: bool
    things: tuple[Thing, ...]


def weeks(month: date, things: Iterable[Thing], *, day: Callable[[Thing], date]) -> list[list[Day[Thing]]]:
    """The weeks that touch a month (given by any of its days); things of other months are left out."""
    by_day: dict[date, list[Thing]] = {}
    for thing in things:
        by_day.setdefault(day(thing), []).append(thing)
    return [
        [Day(each, each.month == month.month, tuple(by_day.get(each, ())) if each.month == month.month else ())
         for each in week]
        for week in Calendar(firstweekday=0).monthdatescalendar(month.year, month.month)
    ]  # fmt: skip
