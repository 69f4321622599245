"""The lists of an Annex A workbook, how a sheet is recognised as one of them, and how its headers are found.

Pure. What the lists look like is data (data/annex_a.toml).
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard import cell_values
from dashboard.cell_values import Cell
from dashboard.faults import Fault, FaultFound

# Lists that an Annex A workbook holds besides, and what they are about: no measure is counted from them.
NOT_COUNTED = {8: "children in care", 9: "care leavers", 10: "children for adoption", 11: "adopters"}
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Column:
    """One column of a list: its header and its other spellings, its type, and where its value goes."""

    header: str
    type: str
    field: str = ""
    seen_as: tuple[str, ...] = ()
    required: bool = False
    essential: bool = False

    def is_called(self, header: Cell) -> bool:
        """Whether a cell of the header row names this column."""
        found = cell_values.word(header)
        return found == cell_values.word(self.header) or found in self.seen_as


@dataclass(frozen=True)
class ListOf:
    """One list of Annex A: the table its rows go to, the date it is counted by, its natural key."""

    number: int
    name: str
    table: str
    event: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    order: tuple[tuple[str, str], ...] = ()

    @property
    def sheet(self) -> str:
        """The official name of the sheet."""
        return f"List_{self.number}"

    def header_of(self, field: str) -> str:
        """The header of the column whose value goes to this field."""
        return next(column.header for column in self.columns if column.field == field)


@cache
def lists() -> tuple[ListOf, ...]:
    """The lists that are read, in their order."""
    found = tomllib.loads((_DATA / "annex_a.toml").read_text(encoding="utf-8"))["list"]
    return tuple(
        ListOf(
            number=one["number"],
            name=one["name"],
            table=one["table"],
            event=one["event"],
            key=tuple(one["key"]),
            order=tuple((first, second) for first, second in one.get("order", [])),
            columns=tuple(
                Column(**{**column, "seen_as": tuple(column.get("seen_as", ()))}) for column in one["column"]
            ),
        )
        for one in found
    )


def header_of_event(table: str) -> str:
    """The header of the date by which the rows of a table are counted; KeyError for a table of no list."""
    found = {one.table: one.header_of(one.event) for one in lists()}
    return found[table]


def number_of_sheet(name: str) -> int | None:
    """The number in a sheet's name: “List_3”, “List 3”, “list 03 Referrals”; None when it is named otherwise."""
    found = re.match(r"list[ _-]*0*(\d+)(?!\d)", cell_values.word(name))
    return int(found.group(1)) if found else None


def list_of_sheet(name: str) -> ListOf | None:
    """The list that a sheet of this name holds, if it is one that is read."""
    number = number_of_sheet(name)
    return next((one for one in lists() if one.number == number), None)


def list_of_headers(cells: Sequence[Cell]) -> ListOf | None:
    """The list whose child reference and event date both stand in this row, for exports that name no list."""
    for one in lists():
        essential = [column for column in one.columns if column.essential]
        if all(any(column.is_called(cell) for cell in cells) for column in essential):
            return one
    return None


def columns_in(list_of: ListOf, cells: Sequence[Cell]) -> dict[int, Column]:
    """Which columns of the list stand at which place of a header row; a column named twice counts once."""
    found: dict[int, Column] = {}
    for column in list_of.columns:
        place = next((place for place, cell in enumerate(cells) if column.is_called(cell)), None)
        if place is not None:
            found[place] = column
    return found


def missing_lists(seen: Iterable[int]) -> list[FaultFound]:
    """A fault for each list that no sheet held."""
    seen = set(seen)
    return [FaultFound(Fault.MISSING_LIST, sheet=one.sheet) for one in lists() if one.number not in seen]
