"""Before the panel and back: the text of a blind panel names nobody, and nothing is taken away from marks."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commendations import admitting, nominating, panel, transparency
from commendations.models import Opinion
from commendations.tests import given
from commendations.tests.given import AT, SCORING, refused

pytestmark = pytest.mark.django_db


def admit(cast, about, to, story, difference="They ring earlier.", **words):
    return admitting.admit(
        by=cast.administrator, commendation=about, to=to, redacted_story=story, redacted_difference=difference, at=AT,
        **words,
    )  # fmt: skip


def test_a_blind_text_that_is_empty_or_still_names_the_nominee_is_refused(cast):
    of = given.a_round(cast, blind=True)
    about = given.a_nomination(cast, nominee_name="Siân Ashdown")

    with refused("A blind panel reads only what you write here. Write both texts, without names."):
        admit(cast, about, of, "")
    with refused("The text still says “sian”. Take it out, so that the panel does not know whom it reads about."):
        admit(cast, about, of, "Sian's desk is always open.", ordinary=True)
    with refused(
        "The text still says “Oakshire County Council”. Take it out, so that the panel does not know whom it reads "
        "about."
    ):
        admit(cast, about, of, "Of Oakshire County Council.")


def test_a_blind_text_may_hold_an_everyday_word_of_a_teams_name_but_never_the_name(cast):
    of = given.a_round(cast, blind=True)
    about = given.a_nomination(cast, kind="team", nominee_name="The Lanternlight Desk")

    with refused(
        "The text still says “desk”, as the name of the team does. Take it out, or tick that the word gives nobody "
        "away."
    ):
        admit(cast, about, of, "They kept one desk free.")
    with refused(
        "The text still says “lanternlight”. Take it out, so that the panel does not know whom it reads about."
    ):
        admit(cast, about, of, "Lanternlight desk kept a place free.", ordinary=True)

    assert admit(cast, about, of, "They kept one desk free.", ordinary=True).state == "ready"


def test_the_office_takes_a_nomination_back_from_the_panel_and_may_give_it_again(cast, sign_in):
    of = given.a_round(cast)
    about = given.admitted(cast, of)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    office, page = sign_in(cast.administrator), reverse("take_out_nomination", args=[about.pk])

    without = office.post(page, {"reason": ""})
    offered = page in office.get(reverse("nomination", args=[about.pk])).content.decode()
    office.post(page, {"reason": "The text says too much."})

    about.refresh_from_db()
    assert without.context["form"].errors["reason"] == ["Write something here."]
    assert offered
    assert (about.state, about.round, Opinion.objects.count()) == ("waiting", None, 0)
    assert about.steps.last().in_words == "Taken back from the panel: The text says too much."
    assert admit(cast, about, of, "Whoever rings gets an answer.").state == "ready"
    assert sign_in(cast.panel).get(page).status_code == 403
    with pytest.raises(PermissionDenied):
        admitting.take_out(by=cast.panel, commendation=about, reason="x", at=AT)


def test_a_nomination_with_marks_is_not_taken_away_from_the_panel(cast):
    of = given.a_round(cast)
    about = given.admitted(cast, of)
    given.scored(cast, of)

    with refused("Marks are given already. Let the panel finish, and decide then."):
        admitting.take_out(by=cast.administrator, commendation=about, reason="Too good.", at=SCORING)


def test_what_its_writer_takes_back_is_read_by_no_judge_and_counted_in_no_record(cast):
    of = given.a_round(cast)
    about = given.admitted(cast, of)
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)

    nominating.withdraw(by=cast.practitioner, commendation=about, at=SCORING)

    assert not Opinion.objects.exists()
    assert transparency.note_of(of)["nominations"] == 0


def test_a_nomination_is_offered_only_the_rounds_that_take_its_kind(cast, sign_in):
    about = given.a_nomination(cast, category=given.a_category("extra-mile"))
    given.a_round(cast)

    page = sign_in(cast.administrator).get(reverse("admit_nomination", args=[about.pk])).content.decode()

    assert "No round takes nominations of this kind now" in page


def test_a_returned_nomination_may_be_declined_by_the_office(cast, sign_in):
    about = given.a_returned_one(cast)

    page = sign_in(cast.administrator).get(reverse("nomination", args=[about.pk])).content.decode()

    assert reverse("decline_nomination", args=[about.pk]) in page
