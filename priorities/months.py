"""Which things begin in each month of a year, and which go on from an earlier one. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Month(Generic[Thing]):
    """One month: its first day, what begins in it, what goes on in it."""

    first: date
    beginning: tuple[Thing, ...]
    going_on: tuple[Thing, ...]


def of_year(year: int, things: Iterable[Thing], *, span: Callable[[Thing], tuple[date, date]]) -> list[Month[Thing]]:
    """The twelve months of a year; `span` gives first and last day of a thing. The order of the things is kept."""
    given = [(thing, *span(thing)) for thing in things]
    months = []
    for number in range(1, 13):
        first = date(year, number, 1)
        following = date(year + number // 12, number % 12 + 1, 1)
        beginning = tuple(thing for thing, start, _ in given if first <= start < following)
        going_on = tuple(thing for thing, start, end in given if start < first <= end)
        months.append(Month(first, beginning, going_on))
    return months
