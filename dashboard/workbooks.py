"""Looks into a workbook before it is opened, then reads it row by row.

Pure. The look comes first because the reader ends its whole process on some broken files, takes gigabytes on
others, and reads macro files and links to other workbooks without a word.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from dashboard.cell_values import Cell
from dashboard.file_reasons import CannotRead, Reason

MOST_MEMBERS = 2_000
MOST_BYTES = 400 * 1024 * 1024
# Sheets of real authorities shrink ten- to thirtyfold; a file made to burst shrinks a thousandfold.
HIGHEST_RATIO = 200
RATIO_COUNTS_FROM = 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
# As much as is read of a workbook: it has to be opened whole, a CSV is read line by line.
MOST_ROWS_READ = 250_000
# The reader lays a sheet out as a full rectangle, however few cells are filled.
LARGEST_RECTANGLE = 30_000_000
_PIECE = 1024 * 1024
_OVERLAP = 64

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb'<c [^>]{0,40}?\br="([A-Z]+)([0-9]+)"')
_COUNT = re.compile(rb'<sst[^>]*?\buniqueCount="(\d+)"')


def look_into(content: bytes) -> None:
    """Raise CannotRead when the workbook is of a wrong type, damaged, dangerous, locked or too large."""
    if not content:
        raise CannotRead(Reason.EMPTY)
    if content.startswith(OLE):
        _look_into_ole(content)
    elif content.startswith(ZIP):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                _look_into_zip(archive)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as broken:
            raise CannotRead(Reason.DAMAGED) from broken
    else:
        raise CannotRead(Reason.WRONG_TYPE)


def _look_into_ole(content: bytes) -> None:
    """Names in such a file are UTF-16: a locked workbook holds an EncryptedPackage, one with macros a VBA project."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise CannotRead(Reason.PASSWORD)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise CannotRead(Reason.MACROS)


def _look_into_zip(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    _look_at_names({member.filename for member in members})
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise CannotRead(Reason.TOO_LARGE)
    for member in members:
        _look_at_size(member)
    for member in members:
        look = next((look for start, look in _LOOKS.items() if member.filename.startswith(start)), None)
        if look:
            look(archive, member)


def _look_at_names(names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise CannotRead(Reason.MACROS)
    if "xl/workbook.xml" not in names:
        raise CannotRead(Reason.WRONG_TYPE)
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise CannotRead(Reason.EXTERNAL_LINKS)


def _look_at_size(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 0x1:
        raise CannotRead(Reason.PASSWORD)
    if member.file_size > RATIO_COUNTS_FROM and member.file_size > HIGHEST_RATIO * max(1, member.compress_size):
        raise CannotRead(Reason.TOO_LARGE)


def _look_at_types(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if any(b"macroEnabled" in piece for piece in _pieces(archive, member)):
        raise CannotRead(Reason.MACROS)


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member in overlapping pieces, so that nothing sought is cut in two; more bytes than declared is a lie."""
    read, tail = 0, b""
    with archive.open(member) as opened:
        while piece := opened.read(_PIECE):
            read += len(piece)
            if read > member.file_size:
                raise CannotRead(Reason.LIES_ABOUT_SIZE)
            if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                raise CannotRead(Reason.ENTITIES)
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _look_at_cells(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    last_row = last_column = 0
    for piece in _pieces(archive, member):
        places = _CELL.findall(piece)
        last_row = max([last_row, *map(int, {row for _, row in places})])
        last_column = max([last_column, *(column_number(name) for name in {column for column, _ in places})])
        if last_row > MOST_ROWS or last_column > MOST_COLUMNS:
            raise CannotRead(Reason.DAMAGED)
        if last_row * last_column > LARGEST_RECTANGLE:
            raise CannotRead(Reason.TOO_LARGE)
        if last_row > MOST_ROWS_READ:
            raise CannotRead(Reason.TOO_MANY_ROWS)


def _look_at_strings(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    for number, piece in enumerate(_pieces(archive, member)):
        claimed = _COUNT.search(piece) if number == 0 else None
        if claimed and int(claimed.group(1)) * len(b"<si/>") > member.file_size:
            raise CannotRead(Reason.LIES_ABOUT_SIZE)


_LOOKS: dict[str, Callable[[zipfile.ZipFile, zipfile.ZipInfo], None]] = {
    "[Content_Types].xml": _look_at_types,
    "xl/worksheets/sheet": _look_at_cells,
    "xl/sharedStrings.xml": _look_at_strings,
}


def column_number(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, XFD is 16,384; anything longer counts as far outside."""
    if len(letters) > 3:
        return MOST_COLUMNS + 1
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def sheets(content: bytes) -> Iterator[tuple[str, int, Iterator[list[Cell]]]]:
    """Name, number of rows and the rows of each visible or hidden sheet; the first row given is row 1.

    Call look_into first. Raises CannotRead when the file cannot be opened after all.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in book.sheets_metadata:
            if about.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(about.name)
                yield about.name, sheet.end[0] + 1 if sheet.end else 0, _rows(sheet)
    except PasswordError as locked:
        raise CannotRead(Reason.PASSWORD) from locked
    except CalamineError as broken:
        raise CannotRead(Reason.DAMAGED) from broken


def _rows(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    for row in sheet.iter_rows():
        yield [cell if isinstance(cell, Cell) else str(cell) for cell in row]
