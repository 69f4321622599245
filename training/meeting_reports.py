"""Reads the attendance report of an online meeting: Teams (tabs, UTF-16) or Zoom (commas), minutes added up. Pure.

Formats: learn.microsoft.com “attendance reports in Teams meetings”, support.zoom.com “meeting participants report”.
"Clicked join" is not "was there" (peers.md 1.2): only minutes count, and who cannot be told goes to a person's review.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date

from partnership.refusals import Refusal

LARGEST, MOST_PEOPLE = 2 * 1024 * 1024, 2000
NAMES = ("name", "full name", "name (original name)", "participant")
EMAILS = ("email", "user email", "email address", "participant id (upn)")
DURATIONS = ("in-meeting duration", "duration", "duration (minutes)", "total duration (minutes)")
JOINS = ("first join", "join time", "first join time")
PART = re.compile(r"(\d+)\s*(h|m|s)")
DAY = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{2,4})")


@dataclass(frozen=True)
class Present:
    """One person in the meeting: as the report names him or her, and for how many minutes in all."""

    name: str
    email: str
    minutes: int


def read(data: bytes, *, day: date) -> list[Present]:
    """Everybody in a report, minutes added up; Refusal when it is no report, or that of another day's meeting."""
    if len(data) > LARGEST:
        raise Refusal("The file is larger than 2 MB; a report of one meeting is far smaller. Choose the right file.")
    rows = _table(_text(data))
    found: dict[tuple[str, str], int] = {}
    days: set[date] = set()
    for row in rows[:MOST_PEOPLE]:
        name, email = row["name"].strip(), row["email"].strip().lower()
        if name or email:
            found[name, email] = found.get((name, email), 0) + _seconds(row["duration"])
            days |= _days(row["join"])
    if not found:
        raise Refusal("The report names nobody. Download it again after the meeting has ended.")
    if days and day not in days:
        raise Refusal(f"This report is of another meeting: nobody joined on {day:%-d %B %Y}. Choose the right file.")
    return [Present(name, email, seconds // 60) for (name, email), seconds in sorted(found.items())]


def _text(data: bytes) -> str:
    for coding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise Refusal("The file cannot be read as text. Download the report as CSV and choose that file.")


def _table(text: str) -> list[dict[str, str]]:
    """The rows below the heading that has a name and a duration, whatever stands above."""
    separator = "\t" if text.count("\t") > text.count(",") else ","
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    for at, line in enumerate(lines):
        heads = [cell.strip().lower() for cell in line]
        name, duration = _place(heads, NAMES), _place(heads, DURATIONS)
        if name is None or duration is None:
            continue
        places = {"name": name, "duration": duration, "email": _place(heads, EMAILS), "join": _place(heads, JOINS)}
        return [_row(cells, places) for cells in _until_gap(lines[at + 1 :])]
    raise Refusal(
        "This is no attendance report of Teams or Zoom: there is no column with names and one with durations."
    )


def _until_gap(lines: list[list[str]]) -> list[list[str]]:
    """The lines up to the first empty one or the next numbered heading of Teams."""
    found = []
    for line in lines:
        if not any(cell.strip() for cell in line) or re.match(r"\d+\. ", line[0]):
            break
        found.append(line)
    return found


def _row(cells: list[str], places: dict[str, int | None]) -> dict[str, str]:
    return {key: cells[at] if at is not None and at < len(cells) else "" for key, at in places.items()}


def _place(heads: list[str], names: tuple[str, ...]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)


def _seconds(text: str) -> int:
    """A duration: "1h 2m 3s" as Teams writes it, minutes as Zoom does."""
    parts = PART.findall(text)
    if parts:
        return sum(int(number) * {"h": 3600, "m": 60, "s": 1}[unit] for number, unit in parts)
    digits = text.strip().split(".")[0]
    return int(digits) * 60 if digits.isdecimal() else 0


def _days(text: str) -> set[date]:
    """The days a moment may mean: reports write day and month in either order."""
    found = DAY.search(text)
    if found is None:
        return set()
    one, two, three = (int(part) for part in found.groups())
    tries = [(one, two, three)] if one > 31 else [(three, two, one), (three, one, two)]
    days = set()
    for year, month, day in tries:
        try:
            days.add(date(year + 2000 if year < 100 else year, month, day))
        except ValueError:
            continue
    return days
