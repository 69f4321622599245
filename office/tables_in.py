"""Rows in: small CSV and XLSX files of the office become rows and a list of faults, each with place and remedy."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from partnership.refusals import Refusal

LARGEST = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_COLUMNS = 200
HEADINGS_WITHIN = 10  # rows of title, logo and date that people put above their headings
ZIP_SIGN, OLD_EXCEL_SIGN, PDF_SIGN = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
# The number of a row, or the place of a cell.
PLACE = re.compile(
    rb"""<(?:\w+:)?row\s(?:[^>]*?\s)?r\s*=\s*["'](\d{1,20})["']|\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,20})["']"""
)


class Unfit(ValueError):  # noqa: N818 - a reader's word for a value, not a failure
    """A value that cannot be what its column wants; `what` says why, `remedy` what to write instead."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True)
class Wanted:
    """A column: its heading, other headings people use, whether it must be there, and how a cell is read."""

    key: str
    heading: str
    also: tuple[str, ...] = ()
    needed: bool = True
    read: Callable[[str], Any] = str


@dataclass(frozen=True)
class Fault:
    """What is wrong, where (row as the spreadsheet program numbers it) and what to do."""

    row: int
    column: str
    what: str
    remedy: str


@dataclass
class RowsIn:
    """What a file held: rows without fault by their number, the faults, and the headings that were passed over."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def unread(faults: Sequence[Fault]) -> str:
    """What the form says of a file with faults."""
    cells = "One cell" if len(faults) == 1 else f"{len(faults)} cells"
    return f"{cells} cannot be read. Nothing was changed."


def read(data: bytes, *, columns: Sequence[Wanted], most_rows: int = 5000) -> RowsIn:
    """The rows of the first sheet (or the CSV) that has the headings.

    Raises Refusal, with a sentence that says what to do, when the file as a whole cannot be used.
    """
    if not data.strip():
        raise Refusal("The file is empty. Save the sheet again with its rows and choose it once more.")
    if len(data) > LARGEST:
        raise Refusal(f"The file has {len(data) / 1048576:.1f} MB; 5 MB is the most. Remove pictures and other sheets.")
    for sheet in _sheets(data, most_rows):
        found = _headings(sheet, columns)
        if found is not None:
            return _rows(sheet, *found, columns=columns, most_rows=most_rows)
    wanted = ", ".join(f"“{column.heading}”" for column in columns if column.needed)
    raise Refusal(f"No sheet has the headings {wanted} in its first {HEADINGS_WITHIN} rows. Add them and try again.")


def _sheets(data: bytes, most_rows: int) -> Iterable[list[list[Any]]]:
    if data.startswith((ZIP_SIGN, OLD_EXCEL_SIGN)):
        if data.startswith(ZIP_SIGN):
            _refuse_bombs(data, most_rows)
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
        except CalamineError as problem:
            raise Refusal(
                "The workbook cannot be opened: it is damaged, or has a password. Open it in your spreadsheet "
                "program, save it again without a password as .xlsx or .csv, and choose that file."
            ) from problem
    return [_csv_rows(data, most_rows)]


def _refuse_bombs(data: bytes, most_rows: int) -> None:
    """A small file may unpack to gigabytes, or hold one cell so far out that the empty ones before it fill memory."""
    too_much = Refusal("The workbook is far bigger than it looks. Copy the rows into a new workbook and send that.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
                raise too_much
            for name in packed.namelist():
                # Whatever its name: the workbook itself says which of its parts are sheets.
                if name.lower().endswith((".xml", ".bin")):
                    _refuse_far_cells(packed.read(name), most_rows)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
        raise Refusal(
            "The workbook is damaged. Open it in your spreadsheet program, save it again and choose that file."
        ) from problem


def _refuse_far_cells(sheet: bytes, most_rows: int) -> None:
    for row, letters, in_row in PLACE.findall(sheet):
        number = row or in_row
        if int(number) > most_rows + HEADINGS_WITHIN or _column_number(letters) > MOST_COLUMNS:
            place = f"{'cell' if letters else 'row'} {(letters + number).decode()}"
            raise Refusal(
                f"A sheet has something in {place}; {most_rows:,} rows and {MOST_COLUMNS} columns are the most. "
                "Delete what stands far out, or split the list."
            )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _csv_rows(data: bytes, most_rows: int) -> list[list[Any]]:
    if b"\x00" in data[:4096] or data.startswith(PDF_SIGN):
        raise Refusal("This is no spreadsheet the portal can read. Save it as .xlsx or .csv and choose that file.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as problem:
        raise Refusal("The CSV file is broken: a quotation mark is opened and not closed. Save it again.") from problem
    if len(rows) > most_rows + HEADINGS_WITHIN:
        raise Refusal(f"The file has {len(rows):,} rows; {most_rows:,} are the most. Split it and send the parts.")
    return rows


def _plain_heading(text: Any) -> str:
    return re.sub(r"[^a-z0-9]+", " ", str(text).lower()).strip()


def _headings(sheet: list[list[Any]], columns: Sequence[Wanted]) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and where each column stands; None when a needed one is missing."""
    names = {_plain_heading(name): each.key for each in columns for name in (each.heading, *each.also)}
    needed = {each.key for each in columns if each.needed}
    for at, row in enumerate(sheet[:HEADINGS_WITHIN]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = names.get(_plain_heading(cell))
            if key:
                places.setdefault(key, place)
        if needed <= places.keys():
            return at, places
    return None


def _rows(
    sheet: list[list[Any]], at: int, places: dict[str, int], *, columns: Sequence[Wanted], most_rows: int
) -> RowsIn:
    result = RowsIn(
        passed_over=[str(cell) for place, cell in enumerate(sheet[at]) if cell and place not in places.values()]
    )
    for number, row in enumerate(sheet[at + 1 : at + 1 + most_rows], start=at + 2):
        cells = {key: cell_text(row[place]) if place < len(row) else "" for key, place in places.items()}
        if any(cells.values()):
            _take(number, cells, columns, result)
    return result


def _take(number: int, cells: dict[str, str], columns: Sequence[Wanted], result: RowsIn) -> None:
    values: dict[str, Any] = {}
    faults = []
    for column in columns:
        text = cells.get(column.key, "")
        if not text and column.needed:
            faults.append(Fault(number, column.heading, "The cell is empty.", f"Fill in “{column.heading}”."))
            continue
        try:
            values[column.key] = column.read(text) if text else ""
        except Unfit as unfit:
            faults.append(Fault(number, column.heading, unfit.what, unfit.remedy))
    if faults:
        result.faults.extend(faults)
    else:
        result.rows[number] = values


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without a point, dates as 2026-11-23, spaces tidied."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split()) if value is not None else ""
