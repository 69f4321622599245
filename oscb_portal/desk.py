"""What waits for a person, sorted into late, this week and later, with a sentence that says how much it is. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from partnership import working_days
from partnership.waits import Wait

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Line:
    """One line as the page shows it."""

    title: str
    why: str
    address: str
    when: str
    late: bool = False


@dataclass(frozen=True)
class Desk:
    """The groups that hold something, in order of urgency, and the sentence above them."""

    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    sentence: str


def laid_out(waits: Iterable[Wait], *, on: date) -> Desk:
    """The desk of a day: what was due before it is late, the next seven days are this week."""
    late: list[Line] = []
    week: list[Line] = []
    later: list[Line] = []
    for wait in waits:
        line = Line(wait.what, wait.why, wait.address, _when(wait.due, on), late=wait.due is not None and wait.due < on)
        if line.late:
            late.append(line)
        elif wait.due is not None and wait.due < on + timedelta(days=7):
            week.append(line)
        else:
            later.append(line)
    named = (("Late", tuple(late)), ("This week", tuple(week)), ("Later", tuple(later)))
    return Desk(tuple(group for group in named if group[1]), _sentence(len(late), len(week), len(later)))


def _when(due: date | None, on: date) -> str:
    if due is None:
        return "When you can"
    in_days = (due - on).days
    if in_days < 0:
        late = working_days.between(due, on)
        return f"{late} working day{'' if late == 1 else 's'} late" if late else f"Due {_day(due, on)}"
    if in_days < 2:
        return ("Today", "Tomorrow")[in_days]
    return due.strftime("%A") if in_days < 7 else _day(due, on)


def _day(day: date, on: date) -> str:
    return f"{day.day} {day:%B}" if day.year == on.year else f"{day.day} {day:%B %Y}"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def _sentence(late: int, week: int, later: int) -> str:
    if not late and not week:
        return "Nothing waits for you this week." if later else "Nothing waits for you."
    things = "thing is" if (late or week) == 1 else "things are"
    if late and week:
        words = f"{_number(late)} {things} late and {_number(week)} {'is' if week == 1 else 'are'} due this week."
    elif late:
        words = f"{_number(late)} {things} late."
    else:
        words = f"{_number(week)} {things} due this week."
    return words[0].upper() + words[1:] + (" The rest can wait." if later else "")


def greeting(hour: int) -> str:
    """A greeting for an hour of the day, 0 to 23."""
    if hour < 12:
        return "Good morning"
    return "Good afternoon" if hour < 18 else "Good evening"
