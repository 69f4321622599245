"""Sheets and rows of Annex A with the dirt that real ones have."""

import datetime as dt

import pytest

from dashboard import annex_a
from dashboard.annex_a_rows import SheetReader
from dashboard.tests.given import CONTACT_HEADERS, a_contact

TODAY = dt.date(2026, 11, 23)
ASSESSMENT = [
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Does the Child have a Disability",
    "Continuous Assessment Start Date", "Child Seen During Continuous Assessment",
    "Continuous Assessment Date of Authorisation",
    "Was the child assessed as requiring LA children’s social care support?", "Allocated Team", "Allocated Worker",
]  # fmt: skip
SECTION_47 = [
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)",
    "Does the Child have a Disability", "Strategy discussion initiating Section 47 Enquiry Start Date",
    "Was an Initial Child Protection Conference deemed unnecessary?",
    "Date of Initial Child Protection Conference",
    "Did the Initial Child Protection Conference Result in a Child Protection Plan",
    "Number of Section 47 Enquiries in the last 12 months", "Number of ICPCs in the last 12 months",
    "Allocated Team", "Allocated Worker",
]  # fmt: skip


def read(sheet, *rows):
    reader = SheetReader(sheet, today=TODAY)
    taken = [reader.take(number, row) for number, row in enumerate(rows, start=1)]
    faults = [fault for each in taken for fault in each.faults] + reader.finish()
    return [each.record for each in taken if each.record], [(f.fault.value, f.row, f.column) for f in faults]


@pytest.mark.parametrize(
    ("name", "number"),
    [("List_1", 1), ("List 3", 3), ("list 07", 7), ("LIST_2 Early Help", 2), ("List_8", None), ("List_12", None),
     ("Guidance", None), ("Listing 1", None), ("List_10", None)],
)  # fmt: skip
def test_a_sheet_is_recognised_by_its_name(name, number):
    found = annex_a.list_of_sheet(name)

    assert (found.number if found else None) == number


@pytest.mark.parametrize("above", [[], [["List 1: Contacts"]], [["Made by", "the case system"], [], ["List 1"]]])
def test_headers_may_stand_below_a_title_or_on_the_first_row(above):
    records, faults = read("List_1", *above, CONTACT_HEADERS, a_contact())

    assert (len(records), faults) == (1, [])


def test_a_sheet_that_names_no_list_is_recognised_by_its_headers():
    records, _ = read("Export 2026-11", CONTACT_HEADERS, a_contact())

    assert [record.table for record in records] == ["contact"]


def test_a_list_that_is_not_read_is_passed_over_whatever_its_headers():
    records, faults = read("List_8", CONTACT_HEADERS, a_contact())

    assert (records, faults) == ([], [])


def test_columns_may_be_reordered_and_joined_by_others():
    headers = ["Local note", *reversed(CONTACT_HEADERS)]

    records, faults = read("List_1", headers, ["x", *reversed(a_contact("7", source="6"))])

    assert (records[0].child, records[0].values["source_group"], faults) == ("7", "police", [])


def test_header_variants_ages_with_decimals_and_curly_apostrophes_are_understood():
    headers = [header.replace("Date of Contact", " date  of CONTACT ") for header in CONTACT_HEADERS]
    contact = read("List_1", headers, [1001.0, "F", "WBRI", "", 6.75, "04/05/2026", "6"])[0][0]
    row = ["1", "F", "WBRI", "", "6", "No", dt.date(2026, 5, 4), "Y", "", "b) No", "Team\u00a0A", "Worker"]
    assessment = read("List_4", ASSESSMENT, row)[0][0]

    assert (contact.child, contact.values["age_band"]) == ("1001", "5-9")
    assert (assessment.values["needs_support"], assessment.values["disability"]) == (False, False)


@pytest.mark.parametrize(
    ("born", "age", "meant"),
    [
        (dt.date(2016, 5, 4), 3, "10-15"),
        (dt.date(2016, 5, 5), 3, "5-9"),
        (dt.date(2026, 6, 1), "", "unborn"),
        (dt.date(2026, 5, 4), "", "0"),
        (dt.date(2008, 5, 4), "", "18+"),
        (dt.date(2008, 5, 5), "", "16-17"),
        ("", -1, "unborn"),
        ("", 11, "10-15"),
        ("", "", ""),
        ("", 999, ""),
    ],
)
def test_the_age_band_is_that_at_the_event_or_else_of_the_age_stated(born, age, meant):
    row = a_contact(on=dt.date(2026, 5, 4))
    row[3:5] = [born, age]

    records, _ = read("List_1", CONTACT_HEADERS, row)

    assert records[0].values["age_band"] == meant


def test_a_missing_column_is_told_once_and_an_essential_one_refuses_every_row():
    without_source, told = read("List_1", CONTACT_HEADERS[:-1], a_contact()[:-1], a_contact("2")[:-1])
    without_child, told_too = read("List_1", CONTACT_HEADERS[1:], a_contact()[1:])

    assert (len(without_source), told) == (2, [("missing_column", 1, "Contact Source")])
    assert (without_child, told_too) == ([], [("missing_column", 1, "Child Unique ID")])


def test_a_sheet_of_a_list_without_its_headers_is_told():
    _, faults = read("List_1", ["nothing", "here"], ["at", "all"])

    assert faults == [("missing_column", None, "Child Unique ID"), ("missing_column", None, "Date of Contact")]


def test_a_short_row_counts_as_blank_where_it_ends():
    records, faults = read("List_1", CONTACT_HEADERS, a_contact()[:6])

    assert (len(records), faults) == (1, [("blank", 2, "Contact Source")])


@pytest.mark.parametrize(
    ("place", "cell", "fault", "kept"),
    [
        (0, "", "blank", 0),
        (0, "x" * 65, "reference_too_long", 0),
        (1, "?", "unknown_value", 1),
        (2, "", "blank", 1),
        (3, "nope", "not_a_date", 1),
        (4, "seven", "not_a_number", 1),
        (5, "nope", "not_a_date", 0),
        (5, dt.date(2027, 1, 1), "in_future", 1),
        (6, "Aunt Emma", "unknown_value", 1),
    ],
)
def test_each_fault_names_its_place_and_only_what_is_essential_refuses_the_row(place, cell, fault, kept):
    row = a_contact()
    row[place] = cell

    records, faults = read("List_1", CONTACT_HEADERS, row)

    assert (len(records), faults) == (kept, [(fault, 2, CONTACT_HEADERS[place])])


def section_47(unnecessary, conference):
    start = dt.date(2026, 5, 4)
    return ["1", "F", "WBRI", "", 6, "No", start, unnecessary, conference, "", 0, 0, "Team", "Worker"]


@pytest.mark.parametrize(
    ("unnecessary", "conference", "fault", "kept"),
    [
        ("a) Yes", "", None, (True, None)),
        ("b) No", dt.date(2026, 5, 20), None, (False, dt.date(2026, 5, 20))),
        ("a) Yes", dt.date(2026, 5, 20), "contradiction", (None, dt.date(2026, 5, 20))),
        ("b) No", dt.date(2026, 5, 3), "dates_out_of_order", (False, None)),
    ],
)
def test_a_conference_and_whether_it_was_needed_may_not_contradict_each_other(unnecessary, conference, fault, kept):
    records, faults = read("List_5", SECTION_47, section_47(unnecessary, conference))

    values = records[0].values
    assert (values["conference_not_needed"], values["conference_on"]) == kept
    assert faults == ([(fault, 2, "Date of Initial Child Protection Conference")] if fault else [])


@pytest.mark.parametrize(
    ("closed", "reason", "told"),
    [("", "", 0), (dt.date(2026, 6, 1), "RC8", 0), (dt.date(2026, 6, 1), "", 1), ("", "RC8", 1)],
)
def test_a_closure_has_a_date_and_a_reason_or_neither(closed, reason, told):
    headers = ["Child Unique ID", "Gender", "Ethnicity", "Age", "Does the Child have a Disability", "CIN Start Date",
               "Primary Need Code", "CIN Closure Date", "Reason for Closure", "Case Status"]  # fmt: skip
    row = ["1", "F", "WBRI", 6, "No", dt.date(2026, 5, 4), "N1", closed, reason, "e) Closed episode"]

    _, faults = read("List_6", headers, row)

    assert [fault for fault in faults if fault[0] == "contradiction"] == [
        ("contradiction", 2, "Reason for Closure")
    ] * told


def test_every_list_names_fields_its_table_has_and_headers_once():
    for each in annex_a.lists():
        headers = [column.header for column in each.columns]
        fields = {column.field for column in each.columns}

        assert len(headers) == len(set(headers))
        assert {each.event, *each.key} <= fields
        assert {name for pair in each.order for name in pair} <= fields


def test_missing_lists_are_named():
    assert [fault.sheet for fault in annex_a.missing_lists([1, 2, 4, 5, 6])] == ["List_3", "List_7"]
