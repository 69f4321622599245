"""A row of a file once it has been read and checked, still with the sender's references, for a moment only.

Pure. Records live in memory between the reader of a file and dashboard/event_rows.py, never longer.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from dashboard.faults import FaultFound


@dataclass(frozen=True, slots=True)
class Record:
    """Where the row stands, the table it goes to, whom it is about, its natural key and its clean values."""

    table: str
    sheet: str
    row: int
    child: str = field(repr=False)
    key: tuple[str, ...] = field(repr=False)
    values: dict[str, Any] = field(repr=False)
    # References other than the child's that become pseudonyms: field name to (kind, reference).
    references: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    # Rows of a table that hang on this one: what was asked of each agency.
    agency_checks: tuple[dict[str, Any], ...] = ()
    # The key the row had while nobody knew what one of its values meant; empty when the key holds no such value.
    vague_key: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Unknown:
    """A value of a category column that nobody has said the meaning of yet, and the child whose row it stands in."""

    code_set: str
    column: str
    written: str = field(repr=False)
    child: str = field(repr=False)


@dataclass(frozen=True)
class Taken:
    """What came of one row: a record or none, the faults, and whether the row was refused."""

    record: Record | None = None
    faults: list[FaultFound] = field(default_factory=list)
    refused: bool = False
    # Where the refused row would have gone, when the reader alone knows.
    table: str = ""
    unknown: list[Unknown] = field(default_factory=list, repr=False)


# The bands of the department's own tables: completed years from, and the name of the band.
AGE_BANDS = ((18, "18+"), (16, "16-17"), (10, "10-15"), (5, "5-9"), (1, "1-4"), (0, "0"), (-1, "unborn"))
OLDEST = 130


def age_band(born_on: dt.date | None, day: dt.date, *, stated: int | None) -> str:
    """The band of the age on the day; by the age the file states where it gives no birth date, "" without either."""
    age = stated if born_on is None else _years(born_on, day)
    if age is None or age > OLDEST:
        return ""
    return next(name for start, name in AGE_BANDS if age >= start)


def _years(born_on: dt.date, day: dt.date) -> int:
    """Completed years on the day, -1 before birth."""
    if born_on > day:
        return -1
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
