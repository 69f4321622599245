"""Spreadsheets out: rows as CSV or XLSX whose cells a spreadsheet program can never run."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import get_valid_filename
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
# Signs with which a spreadsheet program takes a text for a formula (OWASP, CSV injection), their full-width twins too.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
HOUR = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")
NOT_ALLOWED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def as_csv(*, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The rows as a CSV file named `name`, with a byte-order mark, so that Excel reads accents."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_csv_cell(column) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return as_file(text.getvalue().encode("utf-8-sig"), f"{name}.csv", "text/csv; charset=utf-8")


def as_xlsx(*, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The rows as an XLSX file named `name`: numbers and dates as such, every text as text."""
    return as_workbook(name=name, sheets={name: (columns, rows)})


def as_workbook(*, name: str, sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]) -> HttpResponse:
    """An XLSX file named `name` with several sheets by name, each of columns and rows."""
    book = Workbook(write_only=True)
    for title, (columns, rows) in sheets.items():
        sheet = book.create_sheet(sheet_name(title))
        sheet.freeze_panes = "A2"
        sheet.append([_xlsx_cell(sheet, column, bold=True) for column in columns])
        for row in rows:
            sheet.append([_xlsx_cell(sheet, value) for value in row])
    data = io.BytesIO()
    book.save(data)
    return as_file(settled(data.getvalue()), f"{name}.xlsx", XLSX_TYPE)


def safe_text(text: str) -> str:
    """A text no spreadsheet program takes for a formula: the dangerous ones get an apostrophe in front."""
    text = NOT_ALLOWED.sub("", text)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def sheet_name(title: str) -> str:
    """What a sheet may be called: 31 characters, without those no program allows."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Rows"


def plain(value: Any) -> Any:
    """Numbers and dates as they are; yes or no in words; aware moments in local time; the rest as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    return value if isinstance(value, (int, float, date)) else NOT_ALLOWED.sub("", str(value))


def _csv_cell(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat(sep=" ", timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    return safe_text(value) if isinstance(value, str) else value


def _xlsx_cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    value = plain(value)
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=value)
        # Text stays text, also when somebody edits the cell: the file's own way of the leading apostrophe.
        cell.data_type = "s"
        cell.quotePrefix = value.lstrip(" ").startswith(FORMULA)
    else:
        cell = WriteOnlyCell(sheet, value=value)
    if bold:
        cell.font = Font(bold=True)
    return cell


def settled(data: bytes) -> bytes:
    """The same workbook without the hour of its making, so that the same rows give the same bytes."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.infolist():
            part = source.read(each)
            if each.filename == "docProps/core.xml":
                part = HOUR.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part)
            # The first part of an OpenDocument names its kind and must not be compressed.
            target.writestr(zipfile.ZipInfo(each.filename, date_time=(2000, 1, 1, 0, 0, 0)), part, each.compress_type)
    return settled.getvalue()


def as_file(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file to download."""
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{get_valid_filename(name)}"'
    return response
