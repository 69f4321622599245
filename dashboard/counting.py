"""Counts one measure from rows that are at hand, wherever they come from. Pure.

The portal hands over rows of its tables (dashboard/recompute.py), a council's own machine those of its file
(dashboard/local_counting.py): both count the same way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

import pandas as pd

from dashboard import calculations, localities
from dashboard.calculations import Counted
from dashboard.clocks import Clocks
from dashboard.definitions import Computed, Definition
from dashboard.marks import Asked, Calculation
from partnership import periods, working_days
from partnership.periods import Period

Stretches = Sequence[tuple[date, date]]
_LONG_AGO = date(1900, 1, 1)
# Financial years that are counted as one piece: fewer make more pieces, each with a cost of its own.
YEARS_OF_A_BLOCK = 3
# Days without any row beyond which what lies before is no part of what a file covers.
LONGEST_GAP = 366
# By table the column of the day its rows happened on.
EVENT_FIELD = {
    "enquiry": "received_at",
    "contact": "received_on",
    "earlyhelp": "started_on",
    "referral": "referred_on",
    "assessment": "started_on",
    "section47": "started_on",
    "childinneed": "started_on",
    "protectionplan": "started_on",
}
# Tables whose rows count on their day alone: one dated before what the file covers counts nowhere. A row of the others
# counts until it ends, whenever it began.
ON_THEIR_DAY = ("enquiry", "contact", "earlyhelp", "referral", "assessment", "section47")


@dataclass(frozen=True)
class Job:
    """One measure that is to be worked out over a span of days."""

    definition: Definition
    computed: Computed
    calculation: Calculation
    first: date
    last: date

    @property
    def table(self) -> str:
        return self.calculation.table_of(self.computed.arguments)

    @property
    def day(self) -> str:
        return self.calculation.day_of(self.computed.arguments)

    @property
    def touched(self) -> list[Period]:
        """Every period of every kind of the measure that meets the span."""
        kinds = self.definition.periods
        return [period for kind in kinds for period in periods.between(kind, self.first, self.last)]

    @property
    def blocks(self) -> list[int]:
        """The blocks of years in which some touched period starts."""
        return sorted({block_of(period.start) for period in self.touched})

    def settled(self, covered: Stretches) -> list[Period]:
        """The touched periods whose figures the rows may change: of some measures the latest of each kind alone."""
        if not self.calculation.latest_only:
            return self.touched
        last = max((last for _, last in covered), default=_LONG_AGO)
        return [period for period in self.touched if timedelta(0) <= last - period.end < timedelta(days=7)]

    def needs(self, due: Sequence[Period]) -> tuple[date, date]:
        """The days whose rows the periods need: theirs, and those of the months the measure looks back."""
        first = min(period.start for period in due)
        return add_months(first, -self.definition.looks_back), max(period.end for period in due)


def count(
    job: Job, rows: pd.DataFrame, *, due: Sequence[Period], clocks: Clocks, covered: Stretches, area: str
) -> Iterable[Counted]:
    """How many in each due period and part, of the area with this code."""
    breakdown = job.definition.breakdown
    parts = breakdown.values_in(area) if breakdown else {}
    for kind in job.definition.periods:
        of_kind = [period for period in due if period.kind == kind]
        if of_kind:
            asked = Asked(job.computed.arguments, clocks, [period.end for period in of_kind], covered)
            found = calculations.counted(job.calculation.marks(rows, asked), of_kind, parts)
            yield from found if breakdown is None or breakdown.name != localities.BREAKDOWN else _told(found)


def _told(found: Sequence[Counted]) -> Iterable[Counted]:
    """Without periods none of whose rows names a locality: that nobody wrote it down does not mean nought of each."""
    ordered = sorted(found, key=lambda each: each.period.start)
    for _, group in groupby(ordered, key=lambda each: each.period):
        of_period = list(group)
        if any(each.numerator for each in of_period if each.part not in ("", localities.UNKNOWN)):
            yield from of_period


def block_of(day: date) -> int:
    """The block of financial years to which a period that starts on the day belongs."""
    return (day.year - (day.month < 4)) // YEARS_OF_A_BLOCK


def days_of_block(block: int) -> tuple[date, date]:
    """The first and the last day of a block."""
    first = date(block * YEARS_OF_A_BLOCK, 4, 1)
    return first, date(first.year + YEARS_OF_A_BLOCK, 3, 31)


def covers(found: Stretches, period: Period) -> bool:
    """Whether every working day of the period lies within one of the stretches."""
    first, last = period.start, period.end
    while first < last and not working_days.is_working_day(first):
        first += timedelta(days=1)
    while last > first and not working_days.is_working_day(last):
        last -= timedelta(days=1)
    return any(start <= first and last <= end for start, end in found)


def stretch_begin(days: Iterable[date]) -> date:
    """The first of the days after the last gap: a year mistyped in one row does not say that a file reaches so far."""
    ordered = sorted(set(days))
    after = [day for before, day in pairwise(ordered) if (day - before).days > LONGEST_GAP]
    return after[-1] if after else ordered[0]


def census_begin(last: date) -> date:
    """The first day a census tells all of: of earlier years it holds only children whose case is still open."""
    return date(last.year - (last.month < 4), 4, 1)


def joined(covered: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Stretches with no working day between them are one."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(covered):
        if joined and working_days.between(joined[-1][1], first) <= 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month."""
    found: date = (pd.Timestamp(day) + pd.DateOffset(months=months)).date()
    return found
