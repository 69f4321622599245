"""Who sent what: one row for each agency and sheet, one column a period, with the state of the return in each cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import measures
from dashboard.models import Return, Supply
from dashboard.models.returns import ReturnQuerySet
from partnership import periods
from partnership.periods import Period

# So many periods stand beside each other.
PERIODS = 4
# Words, colour and sign of each state; "missing" is not received though its day has passed.
SIGNS = {
    "Missing": ("worse", "late"),
    "Asked for": ("plain", "clock"),
    "Draft": ("plain", "going"),
    "Correction in draft": ("plain", "going"),
    "Submitted": ("plain", "doc"),
    "Queried": ("gold", "gap"),
    "Approved": ("plain", "tick"),
}
NOT_ASKED = "Not asked"


@dataclass(frozen=True)
class Sent:
    """One cell: the return, if it was asked for, and its state in words."""

    sent: Return | None
    state: str

    @property
    def sign(self) -> tuple[str, str]:
        return SIGNS.get(self.state, ("plain", ""))


@dataclass(frozen=True)
class Grid:
    """The periods of one kind, the latest first, and what was sent of each agreement in them."""

    columns: tuple[Period, ...]
    found: dict[tuple[int, int, date, str], Sent]

    def of(self, supply: Supply, period: Period) -> Sent:
        """What an agency sent of a sheet for a period."""
        return self.found.get((supply.area_id, supply.agency_id, period.start, supply.sheet), Sent(None, NOT_ASKED))


def kinds() -> list[str]:
    """The kinds of period that are asked for, in the order of the returns."""
    return list(dict.fromkeys(str(sheet.every) for sheet in measures.asked_in().values()))


def sheets_every(kind: str) -> list[str]:
    return [key for key, sheet in measures.asked_in().items() if str(sheet.every) == kind]


def years() -> list[str]:
    """The calendar years of which returns were asked for, the latest first."""
    return [str(day.year) for day in Return.objects.order_by().dates("starts_on", "year", order="DESC")]


def grid(seen: ReturnQuerySet, kind: str, *, on: date, year: str = "") -> Grid:
    """The grid of the returns one may see, of the latest periods or all of a year; two questions to the database."""
    of_kind = seen.filter(period_kind=kind)
    every = of_kind.order_by("-starts_on").values_list("starts_on", flat=True).distinct()
    starts: Sequence[date] = every.filter(starts_on__year=int(year)) if year in years() else every[:PERIODS]
    columns = tuple(periods.containing(kind, start) for start in starts)
    found = {
        (each.area_id, each.agency_id, each.starts_on, sheet): Sent(each, each.state_words(on))
        for each in of_kind.filter(starts_on__in=[column.start for column in columns]).for_list()
        for sheet in each.sheets
    }
    return Grid(columns, found)
