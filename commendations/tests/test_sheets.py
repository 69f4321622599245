"""Criteria in versions: written in the browser, kept by the rounds that began with them, changed by nobody."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from commendations import sheets
from commendations.models import Criterion, Sheet
from commendations.sheets import Line
from commendations.tests import given
from commendations.tests.given import AT, refused
from office.drafts import ChangedMeanwhile, mark_of

pytestmark = pytest.mark.django_db
WORDS = ("None", "A little", "Some", "Much", "All")


def mark():
    return mark_of(sheets.values_of(sheets.in_force()))


def write(cast, *lines, seen=None):
    return sheets.write(by=cast.administrator, lines=lines, why="Simpler", mark=seen or mark(), at=AT)


def test_the_office_writes_a_version_and_an_open_round_keeps_its_own(cast, sign_in):
    before = given.a_round(cast)
    client = sign_in(cast.administrator)

    client.post(reverse("change_criteria"), {
        "name_1": "Kindness", "weight_1": 3, "words_1": "\n".join(WORDS), "name_3": "Courage", "weight_3": 1,
        "words_3": "No\nHardly\nIn part\nYes\nMore than anybody", "why": "Two are enough.", "mark": mark(),
    })  # fmt: skip
    after = given.a_round(cast)
    page = client.get(reverse("criteria")).content.decode()

    assert [(each.name, each.weight) for each in after.criteria] == [("Kindness", 3), ("Courage", 1)]
    assert before.criteria.count() == 4
    assert "Version 2, in force" in page
    assert "Two are enough." in page
    assert sign_in(cast.panel).get(reverse("criteria")).status_code == 403


def test_words_that_are_missing_are_asked_for_where_they_are_missing(cast, sign_in):
    page = sign_in(cast.administrator).post(reverse("change_criteria"), {
        "name_1": "Kindness", "words_1": "None\nA little", "words_2": "Lost", "why": "x", "mark": mark(),
    }).content.decode()  # fmt: skip

    assert "Five lines are needed; there are 2." in page
    assert "Say what these words are about, or take them out." in page
    assert Sheet.objects.count() == 1


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "A panel scores by one criterion at least. Write its name and five words."),
        ([Line("Kindness", 1, WORDS[:4])], "“Kindness” needs five words, one a line: for 1 first, for 5 last."),
        ([Line("Kindness", 1, ("a", "a", "b", "c", "d"))],
         "“Kindness” has the same word for two numbers. Judges could not tell them apart."),
        ([Line("Kindness", 1, WORDS), Line("kindness", 2, WORDS)],
         "“kindness” is there twice. Once is enough: give it more weight."),
        ([Line("Kindness", 6, WORDS)], "“Kindness” counts from 1 to 5 times."),
        ([Line(f"No {n}", 1, WORDS) for n in range(9)], "8 criteria are the most: judges read many nominations."),
    ],
)  # fmt: skip
def test_a_sheet_nobody_could_score_by_is_refused(cast, lines, sentence):
    with refused(sentence):
        write(cast, *lines)


def test_nothing_different_and_a_colleagues_version_are_noticed(cast):
    seen = mark()
    with refused("Nothing is different from the version in force. Nothing was changed."):
        write(cast, *sheets.lines_of(sheets.in_force()))
    write(cast, Line("Kindness", 1, WORDS))

    with pytest.raises(ChangedMeanwhile):
        write(cast, Line("Courage", 1, WORDS), seen=seen)


def test_the_database_lets_nobody_change_a_version(cast):
    sheets.in_force()

    for deed in (lambda: Criterion.objects.update(weight=5), lambda: Sheet.objects.update(why="x"),
                 lambda: Criterion.objects.all().delete()):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
