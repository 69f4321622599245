"""Every kind of bad file, sent as a person sends it: a clear report, nothing half-loaded, and the next file is read."""

import datetime as dt
import io
import struct
import zipfile

import pytest

from dashboard import annex_a, loads, workbooks
from dashboard.file_reasons import SENTENCES, Reason
from dashboard.models import EVENT_TABLES, Contact, LoadFault
from dashboard.tests import given
from dashboard.tests.test_workbooks import a_password_protected_one, changed, flagged_as_encrypted

pytestmark = pytest.mark.django_db
HEADERS = ",".join(given.CONTACT_HEADERS)
ROW = "{},F,WBRI,03/02/2015,11,{},6: Police"


def a_csv(*rows, headers=HEADERS, end="\n"):
    return ("\n".join([headers, *rows]) + end).encode()


def a_sheet(cells, *, rows=1):
    """A workbook whose first sheet has these cells in raw XML."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return changed(
        given.contacts(given.a_contact()),
        {"xl/worksheets/sheet1.xml": head + cells * rows + b"</sheetData></worksheet>"},
    )


def a_formula_without_a_value():
    row = given.a_contact("2")
    row[0] = "=1+1"
    return given.contacts(given.a_contact("1"), row)


def an_old_locked_workbook():
    """An .xls whose stream is encrypted, as old Excel locked it: its names say so."""
    return workbooks.OLE + struct.pack("<H", 0x2F) * 300 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 900


def whole_rows():
    return [sum(table.objects.count() for table in EVENT_TABLES), LoadFault.objects.count()]


TURNED_AWAY = {
    "cut in half": ("w.xlsx", lambda: given.contacts(given.a_contact())[:3000], Reason.DAMAGED),
    "with macros": (
        "w.xlsm", lambda: changed(given.contacts(given.a_contact()), {"xl/vbaProject.bin": b"x"}), Reason.MACROS
    ),
    "with a password": ("w.xlsx", a_password_protected_one, Reason.PASSWORD),
    "with an old password": ("w.xls", an_old_locked_workbook, Reason.PASSWORD),
    "with a password on the zip": (
        "w.xlsx", lambda: flagged_as_encrypted(given.contacts(given.a_contact())), Reason.PASSWORD
    ),
    "a zip bomb": ("w.xlsx", lambda: a_sheet(b" " * 1000, rows=30_000), Reason.TOO_LARGE),
    "too many rows": (
        "w.xlsx",
        lambda: a_sheet(b'<row r="300000"><c r="A300000" t="n"><v>1</v></c></row>'),
        Reason.TOO_MANY_ROWS,
    ),
    "of something else": ("w.xlsx", lambda: given.a_workbook(Budget=[["Team", "Pounds"], ["A", 1]]), Reason.NO_LISTS),
    "a table of something else": ("t.csv", lambda: b"Team,Pounds\nA,1\n", Reason.NO_LIST_IN_CSV),
    "in another script": ("t.csv", lambda: (HEADERS + "\n").encode("utf-16"), Reason.NOT_UTF8),
    "in an old code page": ("t.csv", lambda: a_csv(ROW.format("\u00e9", "04/05/2026")).decode().encode("cp1252"),
                            Reason.NOT_UTF8),
    "another zip": ("w.xlsx", lambda: a_zip_of_words(), Reason.WRONG_TYPE),
    "another council's": (
        "t.csv", lambda: a_csv("Elmshire," + ROW.format("1", "04/05/2026"), headers="LA," + HEADERS),
        Reason.ANOTHER_AUTHORITY,
    ),
}  # fmt: skip


def a_zip_of_words():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("read me.txt", "words")
    return stream.getvalue()


@pytest.mark.parametrize("name", TURNED_AWAY)
def test_a_bad_file_is_turned_away_with_a_sentence_and_the_next_one_is_read(name):
    given.an_area("976", code="E99999976", name="Elmshire")
    filename, make, reason = TURNED_AWAY[name]

    try:
        load = given.a_load_that_was_read(filename, make())
        found = (load.state, load.error, load.raw_name)
    except loads.NotToBeLoaded as refused:
        found = ("failed", refused.sentence, "")
    left = whole_rows()
    after = given.a_load_that_was_read("sound.csv", a_csv(ROW.format("1", "04/05/2026")))

    assert found == ("failed", SENTENCES[reason], "")
    assert left[0] == 0
    assert (after.state, Contact.objects.living().count()) == ("done", 1)


@pytest.mark.parametrize(
    ("content", "kept", "faults"),
    [
        pytest.param(a_csv(), 0, [], id="headers and no rows"),
        pytest.param(
            a_csv(ROW.format("1", "04/05/2026"), "2,F,WBRI,03/02/2015,11,04/05", end=""),
            1, [(3, "", "cut_off", True)], id="cut off midway",
        ),
        pytest.param(
            a_csv(ROW.format("1", "04.05.2026"), ROW.format("2", "2026-05-04"), ROW.format("3", "4 May 2026")),
            3, [], id="dates as text",
        ),
        pytest.param(
            a_csv(ROW.format("1", "04/05/1826"), ROW.format("2", "31/02/2026"), ROW.format("3", "04/05/2026")),
            1, [(2, "Date of Contact", "not_a_date", True), (3, "Date of Contact", "not_a_date", True)],
            id="dates that cannot be",
        ),
        pytest.param(
            a_csv(ROW.format("1", "04/05/2031")), 1, [(2, "Date of Contact", "in_future", False)], id="to come"
        ),
        pytest.param(
            a_csv(ROW.format("1", "04/05/2026"), ROW.format("1", "04/05/2026")), 1,
            [(3, "", "duplicate_row", True)], id="the same row twice",
        ),
        pytest.param(
            a_csv(ROW.format("1", "04/05/2026"), headers=HEADERS.replace("Gender", "Geschlecht")), 1,
            [(1, "Gender", "missing_column", False)], id="a renamed header",
        ),
        pytest.param(
            a_csv(ROW.format("x" * 65, "04/05/2026")), 0, [(2, "Child Unique ID", "reference_too_long", True)],
            id="a reference that is none",
        ),
    ],
)  # fmt: skip
def test_what_is_sound_of_a_dirty_file_is_kept_and_each_fault_has_its_place(content, kept, faults):
    load = given.a_load_that_was_read("contacts.csv", content)

    assert (load.state, Contact.objects.living().count()) == ("done", kept)
    assert list(load.faults.values_list("row", "column", "kind", "row_refused")) == faults


def test_the_event_date_under_another_name_means_that_no_row_can_be_read():
    headers = HEADERS.replace("Date of Contact", "When")

    load = given.a_load_that_was_read("List_1.csv", a_csv(ROW.format("1", "04/05/2026"), headers=headers))

    assert (load.state, load.error) == ("failed", SENTENCES[Reason.NO_LIST_IN_CSV])


def test_a_formula_that_was_never_worked_out_counts_as_blank():
    load = given.a_load_that_was_read("formulas.xlsx", a_formula_without_a_value())

    told = load.faults.exclude(kind="missing_list").values_list("sheet", "row", "column", "kind", "value_class")
    assert Contact.objects.living().count() == 1
    assert list(told) == [("List_1", 4, "Child Unique ID", "blank", "blank")]


def test_an_end_before_its_beginning_is_left_out_and_told():
    headers = [column.header for column in given_list(7).columns]
    row = [
        "1",
        "F",
        "WBRI",
        "",
        7,
        "No",
        dt.date(2026, 5, 4),
        "NEG",
        "NEG",
        "",
        "",
        "",
        dt.date(2026, 5, 1),
        "No",
        0,
        "T",
        "W",
    ]

    load = given.a_load_that_was_read("plans.xlsx", given.a_workbook(List_7=[headers, row]))

    told = load.faults.exclude(kind="missing_list").values_list("row", "column", "kind")
    assert list(told) == [(2, "Child Protection Plan End Date", "dates_out_of_order")]
    assert load.counts["protectionplan"]["kept"] == 1


def given_list(number):
    return next(each for each in annex_a.lists() if each.number == number)


def test_a_workbook_that_lacks_a_sheet_says_which_and_reads_the_others():
    load = given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact()))

    missing = load.faults.filter(kind="missing_list").values_list("sheet", flat=True)
    assert sorted(missing) == [f"List_{number}" for number in range(2, 8)]
    assert Contact.objects.living().count() == 1


def test_a_list_file_of_the_own_council_is_read_whatever_it_calls_itself():
    own = a_csv("Oakshire," + ROW.format("1", "04/05/2026"), headers="LA," + HEADERS)
    local = a_csv("North team," + ROW.format("2", "04/05/2026"), headers="LA," + HEADERS)

    states = [given.a_load_that_was_read("t.csv", content).state for content in (own, local)]

    assert states == ["done", "done"]
