"""From rows to marks: whether children on a plan and in need have been seen, and plans reviewed. Pure.

A file knows only the last visit and the last review. What it says of an earlier day would be wrong, so these count the
last day that the rows cover and no other; a visit after that day tells nothing of the day and leaves the row out.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from dashboard.marks import Asked, Calculation, Frame, at_moments, kept, marks

# Weeks since a child was seen: the part, and fewer days than.
BANDS = (("weeks_6", 42), ("weeks_12", 84), ("weeks_18", 126))
LONGER = "weeks_more"


def plans_visited(rows: Frame, asked: Asked) -> Frame:
    """Open plans; those whose last visit was within the limit counted. Without a date of a visit it was not."""
    return _of_open_plans(rows, asked, lambda there, day: (_within(there, "last_visit_on", day, asked), 1))


def plans_seen_alone(rows: Frame, asked: Asked) -> Frame:
    """Open plans where it is known; those whose child was seen alone counted."""
    known = rows[rows["seen_alone"].notna() & rows["last_visit_on"].notna()]
    return _of_open_plans(known, asked, lambda there, day: (there["seen_alone"].astype(bool), 1))


def plans_without_visit(rows: Frame, asked: Asked) -> Frame:
    """Open plans; those without a date of a visit counted."""
    return _of_open_plans(rows, asked, lambda there, day: (there["last_visit_on"].isna(), 1))


def plans_reviewed(rows: Frame, asked: Asked) -> Frame:
    """Plans open for three months; those whose last review (before the first: whose start) is not too long ago.

    Domain handbook 3.1: the first review within 3 months of the conference, then at most every 6.
    """

    def look(there: Frame, day: pd.Timestamp) -> tuple[Any, Any]:
        now = pd.Series(day, index=there.index)
        first = kept(there["started_on"], now, asked.clocks[asked.arguments["first"]])
        since = kept(there["last_review_on"].fillna(there["started_on"]), now, asked.clocks[asked.arguments["next"]])
        return since & there["last_review_on"].notna(), ~first

    return _of_open_plans(rows, asked, look, seen="last_review_on")


def need_by_weeks_since_seen(rows: Frame, asked: Asked) -> Frame:
    """Open episodes of need with a date of being seen, in the part of how long ago that was."""
    known = rows[rows["last_seen_on"].notna()].rename(columns={"closed_on": "ended_on"})

    def look(there: Frame) -> tuple[Any, Any]:
        day = pd.Timestamp(max(asked.moments))
        days = (day - there["last_seen_on"]).dt.days
        bands = np.select([days < limit for _, limit in BANDS], [name for name, _ in BANDS], LONGER)
        return 1, pd.Series(bands, index=there.index)

    moments = asked.moments[-1:]
    return at_moments(known[known["last_seen_on"] <= _last(asked)], moments, look)


def _last(asked: Asked) -> pd.Timestamp:
    """The last moment asked for; far in the past when there is none, so that nothing counts."""
    return pd.Timestamp(max(asked.moments)) if asked.moments else pd.Timestamp(1900, 1, 1)


def _of_open_plans(
    rows: Frame, asked: Asked, look: Callable[[Frame, pd.Timestamp], tuple[Any, Any]], *, seen: str = "last_visit_on"
) -> Frame:
    """Marks of the plans open at the last moment, of which the rows know how it stood then."""
    day = _last(asked)
    known = rows[rows[seen].isna() | (rows[seen] <= day)]
    open_rows = known[(known["started_on"] <= day) & ~(known["ended_on"] <= day)]
    numerator, denominator = look(open_rows, day)
    return marks(pd.Series(day, index=open_rows.index), numerator, denominator=denominator)


def _within(there: Frame, column: str, day: pd.Timestamp, asked: Asked) -> "pd.Series[bool]":
    seen = there[there[column].notna()]
    in_time = pd.Series(False, index=there.index)
    now = pd.Series(day, index=seen.index)
    in_time[seen.index] = kept(seen[column], now, asked.clocks[asked.arguments["clock"]])
    return in_time


def _plans(way: Callable[[Frame, Asked], Frame]) -> Calculation:
    return Calculation(way, "protectionplan", "started_on", stock=True, latest_only=True)


CALCULATIONS: dict[str, Calculation] = {
    "plans_visited": _plans(plans_visited),
    "plans_seen_alone": _plans(plans_seen_alone),
    "plans_without_visit": _plans(plans_without_visit),
    "plans_reviewed": _plans(plans_reviewed),
    "need_by_weeks_since_seen": Calculation(
        need_by_weeks_since_seen, "childinneed", "started_on", stock=True, latest_only=True
    ),
}
