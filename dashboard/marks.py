"""What every calculation works with: what it may look at, the marks it gives, days in London, clocks kept. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from dashboard.clocks import Clock, Clocks, Unit
from partnership import working_days

Arguments = Mapping[str, Any]
Frame: TypeAlias = pd.DataFrame
LONDON = "Europe/London"


@dataclass(frozen=True)
class Asked:
    """What a calculation may look at besides its rows: its arguments, the clocks, the moments at which a stock is
    counted, and the stretches of days that what was sent in covers.
    """

    arguments: Arguments
    clocks: Clocks
    moments: Sequence[date] = ()
    covered: Sequence[tuple[date, date]] = ()


@dataclass(frozen=True)
class Calculation:
    """A way to count: the table and the day column it looks at (None: named by the arguments), and how."""

    marks: Callable[[Frame, Asked], Frame]
    table: str | None = None
    day: str | None = None
    # Counted at the last day of a period, not over the period.
    stock: bool = False
    # Divided by the children who live in the area, not by rows.
    per_child: bool = False
    # Rows of these months before a period are needed to judge it: the definition's looks_back says how many.
    needs_history: bool = False
    # The rows know only how it stood on the last day they cover: no earlier period is counted, or counted again.
    latest_only: bool = False

    def table_of(self, arguments: Arguments) -> str:
        return self.table or str(arguments["table"])

    def day_of(self, arguments: Arguments) -> str:
        return self.day or str(arguments.get("day") or arguments["ends"])


def moments_of(asked: Asked) -> list[pd.Timestamp]:
    """The moments as pandas writes days."""
    return [pd.Timestamp(moment) for moment in asked.moments]


def at_moments(rows: Frame, moments: Sequence[date], look: Callable[[Frame], tuple[Any, Any]]) -> Frame:
    """Marks of the rows open at each moment: begun by that day, not ended on it or before."""
    pieces = [marks(rows["started_on"].iloc[:0], 0)]
    for moment in moments:
        day = pd.Timestamp(moment)
        open_rows = rows[(rows["started_on"] <= day) & ~(rows["ended_on"] <= day)]
        numerator, part = look(open_rows)
        pieces.append(marks(pd.Series(day, index=open_rows.index), numerator, part=part))
    return pd.concat(pieces, ignore_index=True)


def marks(on: Any, numerator: Any, *, denominator: Any = 1, part: Any = "", provisional: Any = False) -> Frame:
    """A frame of marks over the days of a series; scalars hold for all rows."""
    frame = pd.DataFrame({"on": on})
    frame["on"] = frame["on"].astype("datetime64[s]")
    for name, value in (("numerator", numerator), ("denominator", denominator), ("provisional", provisional)):
        frame[name] = pd.Series(value, index=frame.index).astype(float)
    frame["part"] = part
    return frame


def local_day(moments: "pd.Series[pd.Timestamp]") -> "pd.Series[pd.Timestamp]":
    """The day in London on which each moment lies."""
    return moments.dt.tz_convert(LONDON).dt.tz_localize(None).dt.normalize()


def kept(begins: Any, ends: Any, clock: Clock) -> "pd.Series[bool]":
    """Whether each row ended within the limit that held when it began; the ends are days, or moments with a zone."""
    with_time = isinstance(begins.dtype, pd.DatetimeTZDtype)
    first = (local_day(begins) if with_time else begins).to_numpy(dtype="datetime64[D]")
    last = (local_day(ends) if with_time else ends).to_numpy(dtype="datetime64[D]")
    places = clock.places(first)
    in_time = np.zeros(len(begins), dtype=bool)
    for place, limit in enumerate(clock.limits):
        here = places == place
        if limit.unit is Unit.HOURS:
            in_time[here] = (ends[here] - begins[here]) <= pd.Timedelta(hours=limit.count)
        elif limit.unit is Unit.WORKING_DAYS:
            in_time[here] = working_days.between_all(first[here], last[here]) <= limit.count
        else:
            in_time[here] = (last[here] - first[here]) <= np.timedelta64(limit.count, "D")
    return pd.Series(in_time, index=begins.index)


def category_of(rows: Frame) -> "pd.Series[str]":
    """The latest category of plans, else the first."""
    return rows["latest_category"].where(rows["latest_category"] != "", rows["initial_category"])
