"""Checks the rows of one Annex A sheet cell by cell and makes records of them.

Pure. Original references leave this module only inside a Record, which dashboard/event_rows.py turns into
pseudonyms at once.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import annex_a, cell_values, codes
from dashboard.annex_a import Column, ListOf
from dashboard.cell_values import Cell
from dashboard.codes import Spellings
from dashboard.faults import Fault, FaultFound
from dashboard.records import Record, Taken, Unknown, age_band

# What regional exports call the column that names the authority; a few of its values are enough.
AUTHORITY = ("la", "la name", "la code", "local authority", "authority")
MOST_AUTHORITIES = 5
# The official workbook has a title above the headers; exports have up to a few lines of their own.
HEADER_WITHIN = 10


class SheetReader:
    """Takes the rows of one sheet in order; knows its list from the name or, failing that, from the headers."""

    def __init__(self, sheet: str, *, today: dt.date, own: Spellings = codes.NONE) -> None:
        self.sheet = sheet
        self.today = today
        self.own = own
        self.list_of = annex_a.list_of_sheet(sheet)
        self.rows = 0
        self.authorities: set[str] = set()
        self._authority: int | None = None
        self._table: RowReader | None = None
        # A list that is not read (8 to 11) might look like another one by its headers.
        self._rows_to_look_at = HEADER_WITHIN if self.list_of or not annex_a.number_of_sheet(sheet) else 0

    def take(self, number: int, cells: Sequence[Cell]) -> Taken:
        """The record of a row (None when there is none to keep) and the faults found in it."""
        if all(cell_values.is_blank(cell) for cell in cells):
            return Taken()
        if self._table is None:
            return Taken(faults=self._look_for_headers(number, cells))
        self.rows += 1
        if self._authority is not None and len(self.authorities) < MOST_AUTHORITIES:
            self.authorities |= {cell_values.word(cell) for cell in cells[self._authority : self._authority + 1]}
        return self._table.read(number, cells)

    def finish(self) -> list[FaultFound]:
        """The faults of a sheet that is named as a list but has no headers of it."""
        if self.list_of is None or self._table is not None:
            return []
        essential = [column for column in self.list_of.columns if column.essential]
        return [FaultFound(Fault.MISSING_COLUMN, self.sheet, column=column.header) for column in essential]

    def _look_for_headers(self, number: int, cells: Sequence[Cell]) -> list[FaultFound]:
        if self._rows_to_look_at == 0:
            return []
        self._rows_to_look_at -= 1
        list_of = self.list_of or annex_a.list_of_headers(cells)
        found = annex_a.columns_in(list_of, cells) if list_of else {}
        # A title such as “List 1: Contacts” is no header row; two known headers make one.
        if list_of is None or len(found) < 2:
            return []
        self._authority = next((at for at, cell in enumerate(cells) if cell_values.word(cell) in AUTHORITY), None)
        missing = [column for column in list_of.columns if column not in found.values()]
        self.list_of = list_of
        self._table = RowReader(self.sheet, list_of, found, self.today, self.own)
        return [FaultFound(Fault.MISSING_COLUMN, self.sheet, number, column.header) for column in missing]


@dataclass(frozen=True)
class Read:
    """What a cell says: its value, the fault if it has one, and the value nobody knows the meaning of."""

    value: Any
    fault: Fault | None = None
    unknown: codes.UnknownValue | None = None


class CellReader:
    """Reads the cells of one column by its type; what stood there once need not be read again."""

    # So many different cells of a column are remembered; references and names never are.
    MOST_REMEMBERED = 50_000

    def __init__(self, column: Column, own: Spellings = codes.NONE) -> None:
        self.column = column
        self._read, self._fault, self._nothing = _way_of_reading(column.type, own)
        self._remembers = column.type not in ("id", "text")
        self._known: dict[tuple[type, Cell], Read] = {}

    def read(self, cell: Cell) -> Read:
        """The value of the cell, or its fault."""
        if not self._remembers:
            return self._look(cell)
        # 1, 1.0 and True are equal, yet not the same in a cell.
        key = (cell.__class__, cell)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= self.MOST_REMEMBERED:
                self._known.clear()
            found = self._known[key] = self._look(cell)
        return found

    def _look(self, cell: Cell) -> Read:
        if cell_values.is_blank(cell):
            return Read(self._nothing, Fault.BLANK if self.column.required else None)
        try:
            return Read(self._read(cell))
        except codes.UnknownValue as unknown:
            return Read(self._nothing, self._fault, unknown)
        except ValueError:
            return Read(self._nothing, self._fault)


class RowReader:
    """Reads rows whose columns are known."""

    def __init__(
        self, sheet: str, list_of: ListOf, columns: dict[int, Column], today: dt.date, own: Spellings = codes.NONE
    ) -> None:
        self.sheet = sheet
        self.list_of = list_of
        self.today = today
        self._readers = [(place, column, CellReader(column, own)) for place, column in columns.items()]
        essential = {column.header for column in list_of.columns if column.essential}
        self._readable = essential <= {column.header for column in columns.values()}

    def read(self, number: int, cells: Sequence[Cell]) -> Taken:
        """The record of the row, or none when what is essential is missing from it, and its faults."""
        if not self._readable:
            return Taken(refused=True)
        values, faults, unknown = self._cells(number, cells)
        if any(fault.row_refused for fault in faults):
            return Taken(faults=faults, refused=True)
        if values[self.list_of.event] > self.today:
            faults.append(self._fault(Fault.IN_FUTURE, number, self.list_of.event))
        faults += self._check_order(number, values) + self._check_contradictions(number, values)
        child = values["child"]
        told = [Unknown(each.code_set, header, each.written, child) for header, each in unknown]
        return Taken(self._record(number, values), faults, unknown=told)

    def _cells(
        self, number: int, cells: Sequence[Cell]
    ) -> tuple[dict[str, Any], list[FaultFound], list[tuple[str, codes.UnknownValue]]]:
        values: dict[str, Any] = {}
        faults, unknown = [], []
        width = len(cells)
        for place, column, reader in self._readers:
            cell = cells[place] if place < width else None
            read = reader.read(cell)
            if read.fault:
                about = cell_values.value_class(cell)
                faults.append(FaultFound(read.fault, self.sheet, number, column.header, about, column.essential))
            if read.unknown and column.field:
                unknown.append((column.header, read.unknown))
            if column.field:
                values[column.field] = read.value
        return values, faults, unknown

    def _fault(self, fault: Fault, number: int, field: str) -> FaultFound:
        about = "a date" if field != "closure_reason" else ""
        return FaultFound(fault, self.sheet, number, self.list_of.header_of(field), about)

    def _check_order(self, number: int, values: dict[str, Any]) -> list[FaultFound]:
        faults = []
        for first, second in self.list_of.order:
            if values.get(second) is not None and values[second] < values[first]:
                values[second] = None
                faults.append(self._fault(Fault.DATES_OUT_OF_ORDER, number, second))
        return faults

    def _check_contradictions(self, number: int, values: dict[str, Any]) -> list[FaultFound]:
        """A conference that was held yet not needed; a closure without reason, or a reason without closure."""
        faults = []
        if values.get("conference_not_needed") and values.get("conference_on"):
            values["conference_not_needed"] = None
            faults.append(self._fault(Fault.CONTRADICTION, number, "conference_on"))
        closing = {"closed_on", "closure_reason"} <= values.keys()
        if closing and bool(values["closed_on"]) != bool(values["closure_reason"]):
            faults.append(self._fault(Fault.CONTRADICTION, number, "closure_reason"))
        return faults

    def _record(self, number: int, values: dict[str, Any]) -> Record:
        child = values.pop("child")
        born_on, stated = values.pop("born_on", None), values.pop("age", None)
        values["age_band"] = age_band(born_on, values[self.list_of.event], stated=stated)
        if "source" in values:
            source = values.pop("source") or codes.Meaning("")
            values |= {"source_code": source.code, "source_group": source.group}
        known = {**values, "child": child, "source": values.get("source_code") or values.get("source_group")}
        key = tuple(cell_values.text(known[name]) for name in self.list_of.key)
        vague = tuple("" if name == "source" else cell_values.text(known[name]) for name in self.list_of.key)
        return Record(
            self.list_of.table, self.sheet, number, child, key, values, vague_key=vague if vague != key else ()
        )


def _way_of_reading(sort: str, own: Spellings) -> tuple[Callable[[Cell], Any], Fault, Any]:
    """How a column of a type is read, the fault when it cannot be, and what stands for nothing."""
    if sort in _PLAIN:
        return _PLAIN[sort]
    if sort.startswith("yes_no"):
        return (lambda cell: codes.yes_or_no(cell, code_set=sort, own=own)), Fault.UNKNOWN_VALUE, None
    if sort == "source":
        return (lambda cell: codes.meaning(cell, code_set=sort, own=own)), Fault.UNKNOWN_VALUE, None
    if sort == "ethnicity":
        return (lambda cell: codes.meaning(cell, code_set=sort, own=own).group), Fault.UNKNOWN_VALUE, ""
    return (lambda cell: codes.meaning(cell, code_set=sort, own=own).code), Fault.UNKNOWN_VALUE, ""


_PLAIN: dict[str, tuple[Callable[[Cell], Any], Fault, Any]] = {
    "id": (cell_values.reference, Fault.REFERENCE_TOO_LONG, ""),
    "text": (cell_values.text, Fault.UNKNOWN_VALUE, ""),
    "date": (cell_values.date, Fault.NOT_A_DATE, None),
    "integer": (cell_values.whole_number, Fault.NOT_A_NUMBER, None),
}
