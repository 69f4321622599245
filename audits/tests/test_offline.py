"""The workbook out and back in: what belongs elsewhere is refused, conflicts are shown, all is saved or nothing."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from audits import answering, cycles, offline
from audits.tests import given
from audits.tests.given import refused


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def assessment(cast, now):
    return given.an_assessment(cast, at=now, due_on=timezone.localdate(now) + timedelta(days=30))


def changed(data, change):
    """A workbook after somebody has worked on it."""
    book = load_workbook(BytesIO(data))
    change(book.active)
    after = BytesIO()
    book.save(after)
    return after.getvalue()


def write(row, **cells):
    """Fill cells of a row by the keys of the columns."""
    places = {key: place for place, (key, _, _) in enumerate(offline.HEADINGS, start=1)}

    def change(page):
        for key, value in cells.items():
            page.cell(row, places[key]).value = value

    return change


FILLED = {"grade": "Green", "narrative": "Ten files.", "difference": "Less waiting."}


def test_what_is_filled_in_offline_comes_back(cast, assessment, now):
    data = changed(offline.workbook(assessment), write(5, **FILLED))
    found, faults = offline.read(assessment, data)
    rows = offline.compare(assessment, found)

    assert (faults, [row.criterion.code for row in rows], rows[0].conflict) == ([], ["supervision"], False)
    assert offline.take_in(by=cast.lead, assessment=assessment, rows=rows, keep_theirs=set(), at=now) == 1
    answer = assessment.answers.get()
    assert (answer.level, answer.narrative) == ("green", "Ten files.")


def test_days_grades_and_parts_come_back_through_the_page_in_words(cast, assessment, now, sign_in):
    filled = FILLED | {"grade": "Amber", "action_text": "Train them.", "action_due": "27/03/2099"}
    data = changed(offline.workbook(assessment), write(5, **filled))
    client = sign_in(cast.lead)

    check = client.post(
        reverse("upload_offline", args=[assessment.pk]), {"upload": SimpleUploadedFile("a.xlsx", data)}
    ).url
    [(row, _)] = client.get(check).context["rows"]
    client.post(check)

    assert ("By when?", "nothing", "27 March 2099") in row.changed
    assert ("Grade", "nothing", "Amber") in row.changed
    assert f"{assessment.answers.get().action_due}" == "2099-03-27"


def test_a_workbook_nobody_touched_changes_nothing(cast, assessment, now):
    given.an_answer(assessment, cast.lead, at=now, narrative="=1+1 is no formula here.")
    found, faults = offline.read(assessment, offline.workbook(assessment))

    assert (offline.compare(assessment, found), faults) == ([], [])


def test_what_somebody_saved_meanwhile_is_a_conflict_with_both_texts(cast, assessment, now, sign_in):
    data = changed(offline.workbook(assessment), write(5, **FILLED))
    given.an_answer(assessment, cast.lead, at=now, narrative="Saved here meanwhile.")
    client = sign_in(cast.lead)
    upload = {"upload": SimpleUploadedFile("answers.xlsx", data)}
    check = client.post(reverse("upload_offline", args=[assessment.pk]), upload).url
    page = client.get(check).content.decode()
    undecided = client.post(check).content.decode()
    kept = client.post(check, {"take-supervision": "theirs"}, follow=True).content.decode()

    assert all(text in page for text in ("Saved here meanwhile.", "Ten files.", "Whose words stay?"))
    assert "Say whose words stay: 3.1." in undecided
    assert "0 answers are saved from your workbook." in kept
    assert assessment.answers.get().narrative == "Saved here meanwhile."


def test_a_workbook_of_another_agency_is_refused(cast, assessment, now):
    cycles.add_agencies(by=cast.administrator, cycle=assessment.cycle, agencies=[cast.agencies.police], at=now)
    theirs = given.of(assessment.cycle, cast.agencies.police)

    with refused("This file belongs to another agency or another cycle. Nothing was changed."):
        offline.read(assessment, offline.workbook(theirs))


def test_a_workbook_of_another_version_is_refused(assessment):
    data = changed(offline.workbook(assessment), write(5, key=f"{assessment.pk}/99999/supervision/x"))

    with refused("This file belongs to another version of the questionnaire. Download the workbook again."):
        offline.read(assessment, data)


def test_merged_cells_are_refused(assessment):
    data = changed(offline.workbook(assessment), lambda page: page.merge_cells("H3:H4"))

    with refused("The file has merged cells (H3:H4). Unmerge them, check the rows, and send it again."):
        offline.read(assessment, data)


@pytest.mark.parametrize(("cells", "what"), [
    ({"grade": "Purple"}, "There is no grade “Purple”."), ({"action_due": "soon"}, "“soon” is no date."),
    ({"not_applicable": "maybe"}, "“maybe” is neither yes nor no."), ({"number": "many"}, "“many” is no number."),
    ({"narrative": "Of 943 476 5919."}, "This looks like an NHS number."),
])  # fmt: skip
def test_each_fault_is_named_with_its_row(assessment, cells, what):
    _, faults = offline.read(assessment, changed(offline.workbook(assessment), write(5, **cells)))

    assert [(fault.row, fault.what) for fault in faults] == [(5, what)]


def test_the_top_grade_without_an_example_is_left_out_and_says_so(assessment):
    data = changed(offline.workbook(assessment), write(5, **FILLED | {"grade": "Blue"}))
    [row] = offline.compare(assessment, offline.read(assessment, data)[0])

    assert row.problem == "Blue needs an example: write one, or attach evidence first."


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"\x00\x01\x02"])
def test_what_is_no_workbook_is_refused_with_a_sentence(assessment, data):
    with pytest.raises(answering.Refusal) as no:
        offline.read(assessment, data)
    assert no.value.sentence.endswith(".")
