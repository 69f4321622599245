"""Spreadsheets out: a reader gets what stood there, and a spreadsheet program nothing to run."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as some
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from office.opendocument import as_opendocument
from office.spreadsheets import as_csv, as_xlsx, safe_text

COLUMNS = ["Name", "From"]


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1"])
def test_what_a_spreadsheet_program_would_run_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@for_any(some.text(max_size=40))
def test_no_text_at_all_begins_like_a_formula(text: str) -> None:
    assert not safe_text(text).lstrip(" ").startswith(tuple("=+-@\t\r\n"))


def test_a_csv_opens_in_excel_with_its_accents_and_dates() -> None:
    answer = as_csv(name="people", columns=COLUMNS, rows=[["Zoë", date(2026, 11, 23)], ["=cmd", None]])

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert csv_rows(answer.content) == [["Name", "From"], ["Zoë", "2026-11-23"], ["'=cmd", ""]]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="people.csv"'


def test_a_workbook_holds_numbers_dates_and_texts_as_such() -> None:
    moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    answer = as_xlsx(name="people", columns=COLUMNS, rows=[["=1+1", date(2026, 11, 23)], [3.5, moment]])

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["=1+1", datetime(2026, 11, 23)],  # noqa: DTZ001 - a workbook knows no zones
        [3.5, datetime(2026, 7, 1, 13)],  # noqa: DTZ001
    ]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].quotePrefix


def test_the_same_rows_give_the_same_bytes(time_machine: object) -> None:
    rows = [["Zoë", date(2026, 11, 23)]]

    time_machine.move_to(datetime(2026, 1, 1, tzinfo=UTC))  # type: ignore[attr-defined]
    first = as_xlsx(name="people", columns=COLUMNS, rows=rows).content
    time_machine.move_to(datetime(2026, 1, 2, tzinfo=UTC))  # type: ignore[attr-defined]

    assert as_xlsx(name="people", columns=COLUMNS, rows=rows).content == first


def test_the_open_format_holds_the_same_and_runs_nothing() -> None:
    rows = [["=1+1", date(2026, 11, 23), True], ["Zoë\x07", 3.5, None]]
    sheets = {"One: a": (["Name", "From", "Due"], rows), "Two": (["Alone"], [])}
    answer = as_opendocument(name="figures", title="Yearly figures", sheets=sheets)

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        content, about = parts.read("content.xml").decode(), parts.read("meta.xml").decode()
        first = parts.infolist()[0]
    assert book.sheet_names == ["One  a", "Two"]
    assert book.get_sheet_by_name("One  a").to_python() == [
        ["Name", "From", "Due"], ["=1+1", date(2026, 11, 23), "yes"], ["Zoë", 3.5, ""],
    ]  # fmt: skip
    assert "table:formula" not in content
    assert content.count("<table:table-header-rows>") == 2
    assert "<dc:title>Yearly figures</dc:title>" in about
    assert "<dc:language>en-GB</dc:language>" in about
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert as_opendocument(name="figures", title="Yearly figures", sheets=sheets).content == answer.content
