"""The first look: two spellings of one name, past awards, joining, returning, declining; thanks from outside."""

from datetime import timedelta

import pytest

from commendations import forgetting, invariants, screening
from commendations.models import Commendation
from commendations.tests import given
from commendations.tests.given import AT, refused
from office import letters, posting
from office.models import Letter

pytestmark = pytest.mark.django_db


def test_one_nominee_with_two_spellings_is_shown_side_by_side(cast):
    one = given.a_nomination(cast, nominee_name="Catherine Mc Allister")
    other = given.a_nomination(cast, nominee_name="Katherine McAllister", by=cast.lead)
    given.a_nomination(cast, nominee_name="Bartholomew Quigg")

    assert screening.look(one).others == [other]
    assert screening.look(other).others == [one]


def test_past_awards_are_shown_before_deciding(cast):
    past = given.an_award(cast, of=given.a_nomination(cast, nominee_name="Nora Ashdown", at=AT - timedelta(days=400)))
    again = given.a_nomination(cast, nominee_name="Nora Ashdowne")

    assert screening.look(again).past == [past]


def test_joined_nominations_are_read_as_one_and_both_writers_hear_of_it(cast):
    one = given.a_nomination(cast, nominee_name="Nora Ashdown", supporters=(cast.head,))
    other = given.a_nomination(cast, nominee_name="Nora Ashdown", by=cast.lead)

    screening.join(by=cast.administrator, commendation=one, into=other, at=AT)
    given.an_award(cast, of=other)

    one.refresh_from_db()
    assert (one.state, one.joined_into, other.supports.get().by) == ("joined", other, cast.head)
    subjects = list(Letter.objects.filter(to=cast.practitioner).order_by("pk").values_list("subject", flat=True))
    assert subjects[1:] == ["You are not alone in thanking Nora Ashdown", "Nora Ashdown is commended"]
    with refused("The other nomination is decided already, or waits for its writer. Nothing was joined."):
        screening.join(by=cast.administrator, commendation=given.a_nomination(cast), into=other, at=AT)
    assert not list(invariants.broken())


def test_whoever_is_declined_hears_why_and_the_kind_words_still_arrive(cast):
    made = given.a_nomination(cast, nominee_email="nora@council.example")

    screening.decline(
        by=cast.administrator, commendation=made, reason="The school thanks its own.", pass_on=True, at=AT
    )

    kind = Letter.objects.get(to_address="nora@council.example")
    told = Letter.objects.get(key=f"commendation {made.pk} declined")
    assert (kind.subject, given.WORDS in kind.text) == ("Somebody wrote kind words about you", True)
    assert "The school thanks its own." in told.text


def test_thanks_from_outside_cannot_be_returned(cast):
    made = given.one_from_outside(cast)

    with refused("Whoever wrote this has no account and cannot add to it. Award it, join it or decline it."):
        screening.send_back(by=cast.administrator, commendation=made, asked_for="When?", at=AT)


def test_the_address_from_outside_is_deleted_when_it_is_decided_and_its_letters_forget_it_once_sent(cast):
    made = given.one_from_outside(cast)
    given.an_award(cast, of=made)
    waiting = set(Letter.objects.filter(to_address="parent@home.example").values_list("subject", flat=True))
    forgetting.forget(at=AT)
    still = Letter.objects.filter(to_address="parent@home.example").count()
    posting.post_due(at=AT + timedelta(minutes=1))
    forgetting.forget(at=AT)

    made.refresh_from_db()
    assert (made.outside_email, made.outside_name) == ("", "")
    assert (len(waiting), still) == (2, 2)
    assert not Letter.objects.filter(to_address="parent@home.example").exists()
    assert Letter.objects.filter(to_address=letters.FORGOTTEN).count() == 2


def test_stories_never_awarded_are_forgotten_after_the_months_of_the_rule(cast):
    made = given.a_nomination(cast)
    awarded = given.an_award(cast).commendation
    screening.decline(by=cast.administrator, commendation=made, reason="Not here.", pass_on=False, at=AT)

    early = forgetting.forget_stories(at=AT + timedelta(days=700))
    late = forgetting.forget_stories(at=AT + timedelta(days=800))

    made.refresh_from_db()
    awarded.refresh_from_db()
    assert (early, late, made.story, made.nominee_name) == (0, 1, "", "Forgotten")
    assert awarded.story != ""
    assert Commendation.objects.count() == 2
