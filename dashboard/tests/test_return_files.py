import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from dashboard import return_files, returns
from dashboard.tests import given
from dashboard.tests.given import AT
from dashboard.tests.test_returns import a_line
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db
LINE = {"agency": "Oakvale Police", "team": "MASH", "role": "Detective", "week_commencing": "2026-10-26",
        "established_fte": "8", "in_post_fte": "6.5", "agency_fte": "", "absent_fte": "1", "vacancies_fte": "1.5",
        "available_hours": "240", "note": "", "colour": "blue"}  # fmt: skip


def a_csv(*lines):
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def a_workbook(sent, answers=None, **staffing):
    """The template filled in as an agency would: answers by name of the question."""
    book = load_workbook(io.BytesIO(return_files.template(sent).content))
    for row in book["Figures"].iter_rows(min_row=2):
        name = str(row[5].value).partition("/")[2]
        if answers and name in answers:
            row[4].value = answers[name]
    for row in staffing.get("lines", ()):
        book["Staffing"].append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def by_name(answers):
    return {returns.name_of(*key): int(value) for key, value in answers.items()}


def faults(found):
    return [(fault.row, fault.column, fault.what) for fault in found.faults]


def test_the_template_asks_every_question_beside_what_was_said_last_time(cast):
    given.a_sent_return(cast, start=date(2026, 9, 1))
    sent = given.a_return(cast)

    book = load_workbook(io.BytesIO(return_files.template(sent).content))

    rows = [[cell.value for cell in row] for row in book["Figures"].iter_rows()]
    assert rows[0] == ["Figures", "Question", "Of", "Last time", "Answer", "Key"]
    assert rows[1] == [
        "Children missing",
        "Missing episodes",
        "From home",
        20,
        None,
        f"{sent.pk}/missing-home-episodes",
    ]
    assert len(rows) == 13


def test_a_filled_in_template_becomes_the_draft(cast):
    sent = given.a_return(cast)

    found = return_files.read(a_workbook(sent, by_name(given.missing_children())), sent=sent)

    assert (found.filled.answers, found.faults) == (given.missing_children(), [])


def test_an_empty_answer_is_missing_and_not_nought(cast):
    sent = given.a_return(cast)

    found = return_files.read(a_workbook(sent), sent=sent)

    assert set(found.filled.answers.values()) == {None}


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ("many", "This is not a number."),
        (-3, "The number is below 0 or far too large."),
        (2.5, "This is not a whole number."),
        ("NaN", "The number is below 0 or far too large."),
    ],
)
def test_a_faulty_answer_is_named_with_its_row(cast, answer, what):
    sent = given.a_return(cast)

    found = return_files.read(a_workbook(sent, {"missing-home-episodes": answer}), sent=sent)

    assert faults(found) == [(2, "Answer", what)]


def test_the_spreadsheet_of_another_return_is_not_taken(cast):
    september, october = given.a_return(cast, start=date(2026, 9, 1)), given.a_return(cast)

    found = return_files.read(a_workbook(september, {"missing-home-episodes": 3}), sent=october)

    assert faults(found)[0] == (2, "Key", "This row belongs to another return.")


def test_staffing_comes_in_by_csv_and_unknown_columns_are_named(cast):
    sent = given.a_return(cast, "staffing")

    found = return_files.read(a_csv(LINE), sent=sent)

    assert (found.faults, found.passed_over) == ([], ["colour"])
    assert [(line["team"], line["in_post_fte"], line["agency_fte"]) for line in found.filled.staffing] == [
        ("MASH", Decimal("6.5"), 0)
    ]


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("week_commencing", "2026-10-27", "27 October 2026 is no Monday."),
        ("week_commencing", "soon", "This is no date."),
        ("in_post_fte", "six", "This is not a number."),
        ("team", "", "The cell is empty."),
    ],
)
def test_a_faulty_line_of_staffing_is_named(cast, column, value, what):
    sent = given.a_return(cast, "staffing")

    found = return_files.read(a_csv(LINE, LINE | {"role": "Nurse", column: value}), sent=sent)

    assert faults(found) == [(3, column, what)]


def test_of_an_export_of_all_agencies_and_weeks_only_the_lines_of_this_return_are_taken(cast):
    sent = given.a_return(cast, "staffing")
    other = {"agency": "Oakshire Health", "in_post_fte": "not our fault"}

    found = return_files.read(a_csv(LINE, LINE | other, LINE | {"week_commencing": "2026-11-02"}), sent=sent)

    assert (found.faults, len(found.filled.staffing)) == ([], 1)
    assert found.said.endswith("1 line of other agencies left out. 1 line of other weeks left out.")


def test_a_file_without_a_line_of_this_return_is_refused(cast):
    sent = given.a_return(cast, "staffing")

    with pytest.raises(Refusal, match="No line of this file is of Oakvale Police in October 2026"):
        return_files.read(a_csv(LINE | {"agency": "Oakshire Health"}), sent=sent)


def test_a_line_that_stands_there_twice_is_named(cast):
    sent = given.a_return(cast, "staffing")

    assert faults(return_files.read(a_csv(LINE, LINE), sent=sent)) == [
        (3, "team", "The team, role and week stand in an earlier row already.")
    ]


@pytest.mark.parametrize("data", [b"hello,world\n1,2\n", b"%PDF-1.7", b"PK\x03\x04broken", b"   "])
def test_a_file_that_is_no_return_is_refused_with_a_sentence(cast, data):
    sent = given.a_return(cast)

    with pytest.raises(Refusal):
        return_files.read(data, sent=sent)


def test_the_template_goes_on_with_the_teams_of_the_month_before(cast):
    september = given.a_return(cast, "staffing", start=date(2026, 9, 1))
    given.a_sent_return(cast, sent=september, answers={}, staffing=[a_line("2026-09-28")])
    sent = given.a_return(cast, "staffing")

    book = load_workbook(io.BytesIO(return_files.template(sent).content))

    line = [cell.value for cell in book["Staffing"][2]]
    assert (line[0], line[1], line[2].date(), line[3], line[4]) == ("MASH", "Detective", date(2026, 10, 26), 8, None)


@time_machine.travel(AT, tick=False)
def test_the_spreadsheet_is_downloaded_and_sent_in(cast, sign_in):
    sent = given.a_return(cast)
    client = sign_in(cast.police)
    data = client.get(reverse("return_template", args=[sent.pk])).content
    assert load_workbook(io.BytesIO(data)).sheetnames == ["Read me", "Figures"]
    upload = SimpleUploadedFile("return.xlsx", a_workbook(sent, by_name(given.missing_children())))

    answer = client.post(reverse("upload_return", args=[sent.pk]), {"upload": upload})

    sent.refresh_from_db()
    assert (answer.url, sent.state, sent.answers.count()) == (reverse("fill_return", args=[sent.pk]), "draft", 12)


@time_machine.travel(AT, tick=False)
def test_nothing_of_a_faulty_spreadsheet_is_taken_in(cast, sign_in):
    sent = given.a_return(cast)
    answers = {"missing-home-episodes": "x", "missing-care-episodes": 4}
    upload = SimpleUploadedFile("return.xlsx", a_workbook(sent, answers))

    page = sign_in(cast.police).post(reverse("upload_return", args=[sent.pk]), {"upload": upload}).content.decode()

    assert "1 cell has a fault, named below. Nothing was taken in." in page
    assert sent.answers.count() == 0
