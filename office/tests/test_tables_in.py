"""Rows in: what a file holds, where it is wrong, and what no file may do to us."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as some
from openpyxl import Workbook

from office.tables_in import Fault, Unfit, Wanted, read
from partnership.refusals import Refusal


def number(text: str) -> int:
    if not text.isdecimal():
        raise Unfit(f"“{text}” is no number.", "Write figures only.")
    return int(text)


COLUMNS = (Wanted("name", "Name", also=("Establishment name",)), Wanted("urn", "URN", needed=False, read=number))


def workbook(*rows: Sequence[Any], title: str = "Schools", first: Sequence[Any] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    if first is not None:
        sheet.append(first)
        sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_rows_keep_the_number_the_spreadsheet_program_shows() -> None:
    data = workbook(["Schools of Oakshire"], [], ["URN", "Establishment name"], [123456, "Elm School"], [], [7, "Ash"])

    result = read(data, columns=COLUMNS)

    assert result.rows == {4: {"name": "Elm School", "urn": 123456}, 6: {"name": "Ash", "urn": 7}}
    assert result.faults == []


def test_a_fault_names_row_column_and_remedy_and_the_good_rows_stay() -> None:
    data = b"Name,URN\nElm School,12a\n,5\nAsh,9\n"

    result = read(data, columns=COLUMNS)

    assert result.faults == [
        Fault(2, "URN", "“12a” is no number.", "Write figures only."),
        Fault(3, "Name", "The cell is empty.", "Fill in “Name”."),
    ]
    assert result.rows == {4: {"name": "Ash", "urn": 9}}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("Name;URN\nÉcole;1\n".encode(), "École"),
        ("\ufeffName,URN\nÉcole,1\n".encode(), "École"),
        ("Name\tURN\nÉcole\t1\n".encode("cp1252"), "École"),
        (b'Name,URN\n"A, B",1\n', "A, B"),
    ],
)
def test_a_csv_may_come_as_any_office_program_writes_it(data: bytes, name: str) -> None:
    result = read(data, columns=COLUMNS)

    assert result.rows == {2: {"name": name, "urn": 1}}


def test_headings_nobody_asked_for_are_named_and_the_second_sheet_is_found() -> None:
    data = workbook(["Name", "Colour"], ["Elm", "red"], first=["nothing here"])

    result = read(data, columns=COLUMNS)

    assert result.passed_over == ["Colour"]
    assert result.rows == {2: {"name": "Elm", "urn": ""}}


def test_dates_are_read_as_dates() -> None:
    data = workbook(["Name"], [date(2026, 11, 23)])

    assert read(data, columns=COLUMNS).rows[2]["name"] == "2026-11-23"


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 70_000_000)
    return data.getvalue()


def far_cell() -> bytes:
    book = Workbook()
    book.active["A1"] = "Name"
    book.active["XFD1048576"] = "far"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def far_row_in_a_part_of_another_name() -> bytes:
    """As a hand-made workbook may have it: the sheet is no “sheet1.xml”, its far cell does not say where it stands."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(far_cell())) as source, zipfile.ZipFile(data, "w") as target:
        for name in source.namelist():
            part = source.read(name).replace(b"worksheets/sheet1.xml", b"worksheets/rows.xml")
            part = part.replace(b'<c r="XFD1048576"', b"<c")
            target.writestr(name.replace("worksheets/sheet1.xml", "worksheets/rows.xml"), part)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (b"x" * (6 * 1024 * 1024), "The file has 6.0 MB"),
        (b"PK\x03\x04 broken", "The workbook is damaged."),
        (b"\xd0\xcf\x11\xe0 broken", "The workbook cannot be opened"),
        (b"\x89PNG\x00\x00", "This is no spreadsheet"),
        (b"%PDF-1.7 words", "This is no spreadsheet"),
        (b'Name,URN\n"Elm,1\n', "The CSV file is broken"),
        (b"Colour\nred\n", "No sheet has the headings “Name”"),
        (b"Name\n" + b"a\n" * 5011, "The file has 5,012 rows"),
        (bomb(), "The workbook is far bigger than it looks."),
        (far_cell(), "A sheet has something in row 1048576"),
        (far_row_in_a_part_of_another_name(), "A sheet has something in row 1048576"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(data, columns=COLUMNS)

    assert refusal.value.sentence.startswith(sentence)


@for_any(some.binary(max_size=300))
def test_no_bytes_at_all_bring_anything_but_rows_or_a_refusal(data: bytes) -> None:
    try:
        result = read(data, columns=COLUMNS)
    except Refusal:
        return

    assert set(result.rows).isdisjoint(fault.row for fault in result.faults)
