"""A row of a file once it has been read and checked, still with the sender's references, for a moment only.

Pure. Records live in memory between the reader of a file and dashboard/event_rows.py, never longer.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from dashboard.cell_values import LONDON
from dashboard.faults import FaultFound


@dataclass(frozen=True)
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

    @property
    def when(self) -> dt.date | None:
        """The day the row is counted by, in London."""
        found = next((self.values[name] for name in EVENT_FIELDS if self.values.get(name)), None)
        return found.astimezone(LONDON).date() if isinstance(found, dt.datetime) else found


@dataclass(frozen=True)
class Taken:
    """What came of one row: a record or none, the faults, and whether the row was refused."""

    record: Record | None = None
    faults: list[FaultFound] = field(default_factory=list)
    refused: bool = False
    # Where the refused row would have gone, when the reader alone knows.
    table: str = ""


EVENT_FIELDS = ("received_on", "received_at", "started_on", "referred_on")


def age_at(born_on: dt.date | None, day: dt.date, *, otherwise: int | None) -> int | None:
    """Completed years on the day, -1 before birth; the age the file states where it gives no birth date."""
    if born_on is None:
        return otherwise if otherwise is None or otherwise <= 130 else None
    if born_on > day:
        return -1
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
