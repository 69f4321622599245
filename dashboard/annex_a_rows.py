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
from dashboard.faults import Fault, FaultFound
from dashboard.records import Record, Taken, age_at

# The official workbook has a title above the headers; exports have up to a few lines of their own.
HEADER_WITHIN = 10


class SheetReader:
    """Takes the rows of one sheet in order; knows its list from the name or, failing that, from the headers."""

    def __init__(self, sheet: str, *, today: dt.date) -> None:
        self.sheet = sheet
        self.today = today
        self.list_of = annex_a.list_of_sheet(sheet)
        self.rows = 0
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
        missing = [column for column in list_of.columns if column not in found.values()]
        self.list_of = list_of
        self._table = RowReader(self.sheet, list_of, found, self.today)
        return [FaultFound(Fault.MISSING_COLUMN, self.sheet, number, column.header) for column in missing]


@dataclass(frozen=True)
class RowReader:
    """Reads rows whose columns are known."""

    sheet: str
    list_of: ListOf
    columns: dict[int, Column]
    today: dt.date

    @property
    def _readable(self) -> bool:
        essential = {column.header for column in self.list_of.columns if column.essential}
        return essential <= {column.header for column in self.columns.values()}

    def read(self, number: int, cells: Sequence[Cell]) -> Taken:
        """The record of the row, or none when what is essential is missing from it, and its faults."""
        if not self._readable:
            return Taken(refused=True)
        values, faults = self._cells(number, cells)
        if any(fault.row_refused for fault in faults):
            return Taken(faults=faults, refused=True)
        if values[self.list_of.event] > self.today:
            faults.append(self._fault(Fault.IN_FUTURE, number, self.list_of.event))
        faults += self._check_order(number, values) + self._check_contradictions(number, values)
        return Taken(self._record(number, values), faults)

    def _cells(self, number: int, cells: Sequence[Cell]) -> tuple[dict[str, Any], list[FaultFound]]:
        values: dict[str, Any] = {}
        faults = []
        for place, column in self.columns.items():
            cell = cells[place] if place < len(cells) else None
            value, fault = read_cell(column, cell)
            if fault:
                about = cell_values.value_class(cell)
                faults.append(FaultFound(fault, self.sheet, number, column.header, about, column.essential))
            if column.field:
                values[column.field] = value
        return values, faults

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
        born_on = values.pop("born_on", None)
        values["age"] = age_at(born_on, values[self.list_of.event], otherwise=values.get("age"))
        if "source" in values:
            source = values.pop("source") or codes.Meaning("")
            values |= {"source_code": source.code, "source_group": source.group}
        known = {**values, "child": child, "source": values.get("source_code") or values.get("source_group")}
        key = tuple(cell_values.text(known[name]) for name in self.list_of.key)
        return Record(self.list_of.table, self.sheet, number, child, key, values)


def read_cell(column: Column, cell: Cell) -> tuple[Any, Fault | None]:
    """The value of a cell by the type of its column, and the fault if it has one."""
    reader, fault, nothing = _READERS.get(column.type, (None, Fault.UNKNOWN_VALUE, ""))
    if cell_values.is_blank(cell):
        return nothing, Fault.BLANK if column.required else None
    try:
        return (reader(cell) if reader else codes.meaning(cell, code_set=column.type).code), None
    except ValueError:
        return nothing, fault


# Type of a column: how it is read, the fault when it cannot be, and what stands for nothing. All else is a code.
_READERS: dict[str, tuple[Callable[[Cell], Any], Fault, Any]] = {
    "id": (cell_values.reference, Fault.REFERENCE_TOO_LONG, ""),
    "text": (cell_values.text, Fault.UNKNOWN_VALUE, ""),
    "date": (cell_values.date, Fault.NOT_A_DATE, None),
    "integer": (cell_values.whole_number, Fault.NOT_A_NUMBER, None),
    "yes_no": (lambda cell: codes.yes_or_no(cell, code_set="yes_no"), Fault.UNKNOWN_VALUE, None),
    "yes_no_unknown": (codes.yes_or_no, Fault.UNKNOWN_VALUE, None),
    "source": (lambda cell: codes.meaning(cell, code_set="source"), Fault.UNKNOWN_VALUE, None),
    "ethnicity": (lambda cell: codes.meaning(cell, code_set="ethnicity").group, Fault.UNKNOWN_VALUE, ""),
}
