"""The hours in which the hub is open, as one line of minutes without nights, weekends and bank holidays. Pure.

Work happens on this line only; clocks that run around the clock are asked of the days and minutes it stands for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from partnership import working_days

DAY = 24 * 60


@dataclass(frozen=True)
class OpenHours:
    """So many days from the first on; on working days open from one minute of the day to another."""

    first: date
    days: int
    opens: int
    closes: int

    @property
    def minutes_a_day(self) -> int:
        """How long the hub is open on a working day."""
        return self.closes - self.opens

    @cached_property
    def working(self) -> tuple[int, ...]:
        """The numbers of the working days among the days, in order."""
        every = (self.first + timedelta(days=number) for number in range(self.days))
        return tuple(number for number, day in enumerate(every) if working_days.is_working_day(day))

    @cached_property
    def _opened_before(self) -> tuple[int, ...]:
        """How many working days lie before each day."""
        counted, found = 0, []
        open_days = set(self.working)
        for number in range(self.days + 1):
            found.append(counted)
            counted += number in open_days
        return tuple(found)

    @property
    def end(self) -> float:
        """The last minute of the line."""
        return float(len(self.working) * self.minutes_a_day)

    def is_open(self, minute: float) -> bool:
        """Whether the hub is open at a minute, counted from midnight of the first day around the clock."""
        day, of_day = divmod(minute, DAY)
        return self._is_working(int(day)) and self.opens <= of_day < self.closes

    def on_line(self, minute: float) -> float:
        """The place on the line of a minute around the clock; one at which it is closed waits for the next opening."""
        day, of_day = divmod(minute, DAY)
        before = self._opened_before[min(int(day), self.days)] * self.minutes_a_day
        if not self._is_working(int(day)):
            return float(before)
        return before + min(max(of_day - self.opens, 0.0), float(self.minutes_a_day))

    def around_the_clock(self, place: float) -> float:
        """The minute around the clock at which work that ended at a place of the line was done."""
        number = min(int(max(place - 1e-9, 0.0) // self.minutes_a_day), len(self.working) - 1)
        return self.working[number] * DAY + self.opens + place - number * self.minutes_a_day

    def working_days_between(self, start: float, end: float) -> int:
        """Working days after the day of the start, up to and including that of the end (both around the clock)."""
        return self._opened_before[int(end // DAY) + 1] - self._opened_before[int(start // DAY) + 1]

    def _is_working(self, day: int) -> bool:
        return day < self.days and self._opened_before[day + 1] > self._opened_before[day]


def hours_open(first: date, weeks: int, opens: int, closes: int) -> Sequence[float]:
    """How many hours the hub is open in each of so many weeks."""
    every = [first + timedelta(days=number) for number in range(7 * weeks)]
    each = (closes - opens) / 60
    return [
        each * sum(working_days.is_working_day(day) for day in every[7 * week : 7 * week + 7]) for week in range(weeks)
    ]
