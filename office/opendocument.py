"""Workbooks in the open format public bodies are asked to publish figures in (ODS): the same sheets as in Excel."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from odfdo import Cell, Document, Element, Row, Style, Table

from office.spreadsheets import ODS_TYPE, as_file, plain, settled, sheet_name

HEAD = "head"


def as_opendocument(
    *, name: str, title: str, sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]
) -> HttpResponse:
    """An ODS file named `name` with several sheets by name, each of columns and rows; text stays text, nothing is run.

    The first row of each sheet is marked as its head, so that it is repeated in print and read aloud as one.
    """
    book = Document("spreadsheet")
    book.body.clear()
    book.meta.title, book.language = title, "en-GB"
    bold = Style("table-cell", name=HEAD)
    bold.set_properties({"fo:font-weight": "bold"}, area="text")
    book.insert_style(bold, automatic=True)
    for sheet, (columns, rows) in sheets.items():
        table = Table(sheet_name(sheet))
        head = Element.from_tag("table:table-header-rows")
        head.append(_row(columns, style=HEAD))
        table.append(head)
        for row in rows:
            table.append(_row(row))
        book.body.append(table)
    data = io.BytesIO()
    book.save(data)
    return as_file(settled(data.getvalue()), f"{name}.ods", ODS_TYPE)


def _row(values: Iterable[Any], *, style: str | None = None) -> Row:
    row = Row()
    for value in values:
        row.append_cell(_cell(plain(value), style), _repeated=False)
    return row


def _cell(value: Any, style: str | None) -> Cell:
    """Text is typed as text: a program that reads it takes no "=1+1" for a formula."""
    if isinstance(value, str):
        return Cell(value, text=value, cell_type="string", style=style)
    return Cell(value, style=style)
