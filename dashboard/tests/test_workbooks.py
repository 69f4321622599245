"""Workbooks that must not be opened, each made here by hand."""

import io
import struct
import time
import zipfile

import openpyxl
import pytest

from dashboard import read_child, safe_reading, workbooks
from dashboard.file_reasons import CannotRead, Reason
from dashboard.tests import given


def sound() -> bytes:
    return given.contacts(given.a_contact())


def changed(content: bytes, changes: dict[str, bytes | None], *, level: int = 6) -> bytes:
    """The workbook with members changed, added, or (None) left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for name in [*old.namelist(), *changes]:
            if name in new.namelist() or changes.get(name, b"") is None:
                continue
            new.writestr(name, changes.get(name) or old.read(name))
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = b"</sheetData></worksheet>"


def with_cell(place: bytes) -> bytes:
    return changed(sound(), {SHEET: HEAD + b'<row r="1"><c r="' + place + b'" t="n"><v>1</v></c></row>' + FOOT})


def a_password_protected_one() -> bytes:
    """As Excel writes it: an OLE file whose directory names an EncryptedPackage."""
    return workbooks.OLE + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 2000


def flagged_as_encrypted(content: bytes) -> bytes:
    """Every member of the zip marked as encrypted."""
    found = bytearray(content)
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = found.find(signature)
        while at >= 0:
            flags = struct.unpack_from("<H", found, at + offset)[0]
            struct.pack_into("<H", found, at + offset, flags | 1)
            at = found.find(signature, at + 4)
    return bytes(found)


BAD = {
    "empty": (lambda: b"", Reason.EMPTY),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, Reason.WRONG_TYPE),
    "a document of another program": (lambda: changed(sound(), {"xl/workbook.xml": None}), Reason.WRONG_TYPE),
    "cut in half": (lambda: sound()[: len(sound()) // 2], Reason.DAMAGED),
    "a sheet of garbage": (lambda: changed(sound(), {SHEET: b"<worksheet><oops"}), Reason.DAMAGED),
    "macros": (lambda: changed(sound(), {"xl/vbaProject.bin": b"x"}), Reason.MACROS),
    "macros by its type alone": (
        lambda: changed(
            sound(), {"[Content_Types].xml": b"<Types>application/vnd.ms-excel.sheet.macroEnabled</Types>"}
        ),
        Reason.MACROS,
    ),
    "macros in an old workbook": (
        lambda: workbooks.OLE + b"\x00" * 500 + "_VBA_PROJECT_CUR".encode("utf-16-le"),
        Reason.MACROS,
    ),
    "links to another workbook": (
        lambda: changed(sound(), {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
        Reason.EXTERNAL_LINKS,
    ),
    "a password": (a_password_protected_one, Reason.PASSWORD),
    "a password on the zip": (lambda: flagged_as_encrypted(sound()), Reason.PASSWORD),
    "a zip bomb": (
        lambda: changed(sound(), {SHEET: HEAD + b" " * 30_000_000 + FOOT}, level=9),
        Reason.TOO_LARGE,
    ),
    "thousands of members": (
        lambda: changed(sound(), {f"xl/media/{n}.txt": b"x" for n in range(2001)}),
        Reason.TOO_LARGE,
    ),
    "a cell far outside": (lambda: with_cell(b"A99999999"), Reason.DAMAGED),
    "a column far outside": (lambda: with_cell(b"ZZZZ1"), Reason.DAMAGED),
    "a cell in the farthest corner": (lambda: with_cell(b"XFD1048576"), Reason.TOO_LARGE),
    "a false count of strings": (
        lambda: changed(sound(), {"xl/sharedStrings.xml": b'<sst count="9" uniqueCount="4000000000"><si/></sst>'}),
        Reason.LIES_ABOUT_SIZE,
    ),
    "a document type of its own": (
        lambda: changed(sound(), {SHEET: b'<!DOCTYPE x [<!ENTITY a "b">]>' + HEAD + FOOT}),
        Reason.ENTITIES,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_workbook_is_turned_away_for_its_reason(name):
    make, reason = BAD[name]

    with pytest.raises(CannotRead) as refused:
        list(safe_reading.messages("annex_a", iter([make()])))

    assert refused.value.reason == reason


@pytest.mark.parametrize("name", [name for name in BAD if name not in ("a sheet of garbage",)])
def test_the_look_into_a_workbook_finds_the_reason_before_anything_is_opened(name):
    make, reason = BAD[name]

    with pytest.raises(CannotRead) as refused:
        workbooks.look_into(make())

    assert refused.value.reason == reason


@pytest.mark.parametrize("name", sorted(path.name for path in given.DATA.glob("*.xls*")))
def test_sound_workbooks_pass(name):
    content = (given.DATA / name).read_bytes()

    workbooks.look_into(content)

    assert [sheet for sheet, _, _ in workbooks.sheets(content)][-1] == "List_11"


def test_rows_keep_their_numbers_when_the_sheet_begins_with_blank_ones():
    book = openpyxl.Workbook()
    book.active["C5"] = "here"
    stream = io.BytesIO()
    book.save(stream)

    [(name, height, rows)] = workbooks.sheets(stream.getvalue())

    assert (name, height) == ("Sheet", 5)
    assert [number for number, row in enumerate(rows, start=1) if "here" in row] == [5]


@pytest.mark.parametrize(("letters", "number"), [(b"A", 1), (b"Z", 26), (b"AA", 27), (b"XFD", 16384), (b"AAAA", 16385)])
def test_columns_are_counted_by_their_letters(letters, number):
    assert workbooks.column_number(letters) == number


def test_a_process_that_takes_too_long_is_ended_and_says_so():
    def slow():
        yield sound()[:100]
        time.sleep(3)
        yield sound()[100:]

    with pytest.raises(CannotRead) as refused:
        list(safe_reading.messages("annex_a", slow(), seconds=1))

    assert refused.value.reason == Reason.TOO_SLOW


def test_a_process_that_dies_of_a_file_counts_as_a_damaged_file(monkeypatch):
    monkeypatch.setattr(safe_reading.sys, "executable", "/bin/false")

    with pytest.raises(CannotRead) as refused:
        list(safe_reading.messages("annex_a", iter([sound()])))

    assert refused.value.reason == Reason.DAMAGED


def test_the_reading_process_limits_itself(monkeypatch):
    limits = {}
    monkeypatch.setattr(read_child.resource, "setrlimit", lambda what, limit: limits.update({what: limit[0]}))

    read_child.limit_itself()

    assert limits == {
        read_child.resource.RLIMIT_AS: read_child.MEMORY,
        read_child.resource.RLIMIT_CPU: read_child.CPU_SECONDS,
        read_child.resource.RLIMIT_FSIZE: 0,
        read_child.resource.RLIMIT_CORE: 0,
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"   \n  ", Reason.EMPTY),
        (b"a,b\n\xff\xfe,c\n", Reason.NOT_UTF8),
        (b"a,b\x00c", Reason.WRONG_TYPE),
        (b'a,b\n"' + b"x" * 140_000 + b'",c\n', Reason.DAMAGED),
    ],
)
def test_a_bad_csv_is_turned_away_for_its_reason(content, reason):
    with pytest.raises(CannotRead) as refused:
        list(safe_reading.messages("mash_events", iter([content])))

    assert refused.value.reason == reason


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_with_its_separator_and_byte_order_mark(separator):
    content = b"\xef\xbb\xbf" + separator.join(["one", "two"]).encode() + b"\r\n" + separator.join("12").encode()

    rows = [message["rows"] for message in safe_reading.messages("mash_events", iter([content])) if "rows" in message]

    assert rows == [[["one", "two"], ["1", "2"]]]
