"""The short way: award, letters, consent, announcement, wall, taking down."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from commendations import awarding, consenting, invariants, publishing, waiting
from commendations.models import Award, Consent
from commendations.tests import given
from commendations.tests.given import AT, refused
from office import findable
from office.models import Letter, SearchEntry

pytestmark = pytest.mark.django_db
NEEDS_BOTH = (
    "For the wall both the person and the manager are asked, so both addresses are needed. "
    "Or award it without the wall."
)
LATER = AT + timedelta(days=20)


def on_wall():
    return list(Award.objects.on_wall())


def letters_to(address):
    return list(Letter.objects.filter(to_address=address).order_by("pk").values_list("subject", flat=True))


def test_an_award_writes_to_nominee_manager_and_writer(cast):
    given.an_award(cast)

    assert letters_to("nora@council.example") == ["May we thank you in public?", "Thank you, from the partnership"]
    assert len(letters_to("manager@council.example")) == 1
    assert letters_to(cast.practitioner.email)[-1].endswith("is commended")
    assert not list(invariants.broken())


def test_the_wall_shows_what_both_have_agreed_to_and_nothing_else(cast):
    award = given.an_award(cast)
    nominee, manager = award.consents.get(who="nominee"), award.consents.get(who="manager")
    read = consenting.words_of(award)

    seen = [on_wall()]
    consenting.answer(consent=nominee, agreed=True, read=read, photo=False, at=AT)
    seen.append(on_wall())
    consenting.answer(consent=manager, agreed=True, read=read, photo=False, at=AT)
    seen.append(on_wall())

    assert seen == [[], [], [award]]
    assert SearchEntry.objects.get(key=f"commendations.award:{award.pk}").audiences == [findable.PUBLIC]


@pytest.mark.parametrize("who", ["nominee", "manager"])
def test_whoever_takes_consent_back_takes_it_down_everywhere_at_once(cast, client, who):
    award = given.one_on_the_wall(cast)
    consenting.answer(consent=award.consents.get(who=who), agreed=False, read="", photo=False, at=AT)

    assert on_wall() == []
    assert award.consents.get(who=who).answer == Consent.Answer.WITHDRAWN
    assert not SearchEntry.objects.filter(key__startswith="commendations.award").exists()
    assert client.get(f"/commendations/{award.pk}/").status_code == 404
    assert award.wall_words not in client.get("/commendations/feed.xml").content.decode()
    assert award.wall_words not in client.get("/commendations/").content.decode()
    assert award.wall_words not in client.get("/commendations/?format=csv").content.decode("utf-8-sig")


def test_other_words_are_agreed_to_anew(cast):
    award = given.one_on_the_wall(cast)
    old = consenting.words_of(award)

    award = awarding.reword(by=cast.administrator, award=award, wall_name="The hub", wall_words="Thank you.", at=AT)

    assert on_wall() == []
    with refused("The wording has changed since you opened this page. Read it again; nothing was decided."):
        consenting.answer(consent=award.consents.first(), agreed=True, read=old, photo=False, at=AT)


def test_nothing_is_told_before_its_hour(cast):
    award = given.agreed(given.an_award(cast, announce_at=LATER))

    early = (publishing.announce_due(at=LATER - timedelta(minutes=1)), on_wall(), letters_to("nora@council.example"))
    told = publishing.announce_due(at=LATER)

    assert early == (0, [], ["May we thank you in public?"])
    assert (told, on_wall()) == (1, [award])
    assert publishing.announce_due(at=LATER) == 0


def test_consent_refused_after_the_announcement_was_set_is_told_without_the_wall(cast):
    award = given.an_award(cast, announce_at=LATER)
    consenting.answer(consent=award.consents.get(who="nominee"), agreed=False, read="", photo=False, at=AT)
    lines = [wait.what for wait in waiting.waiting(cast.administrator, on=AT.date())]

    publishing.announce_due(at=LATER)

    assert lines == [f"Look again at the announcement of {award}"]
    assert on_wall() == []
    assert "Thank you, from the partnership" in letters_to("nora@council.example")


def test_nobody_awards_what_they_wrote_or_are_thanked_in(cast):
    own = given.a_nomination(cast, by=cast.administrator)
    about = given.a_nomination(cast, nominee_email=cast.administrator.email)

    for nomination in (own, about):
        with refused("You wrote this nomination, or it is about you. A colleague decides about it."):
            given.an_award(cast, of=nomination)
    assert Award.objects.count() == 0


def test_only_the_office_awards_and_takes_down(cast):
    award = given.one_on_the_wall(cast)

    for person in (cast.lead, cast.panel, cast.stranger, cast.board):
        with pytest.raises(PermissionDenied):
            awarding.award(by=person, commendation=given.a_nomination(cast), wording=given.wording(), at=AT)
        with pytest.raises(PermissionDenied):
            publishing.take_down(by=person, award=award, at=AT)


def test_an_award_is_given_once(cast):
    nomination = given.a_nomination(cast)
    given.an_award(cast, of=nomination)

    with refused("This nomination is “awarded” already. Nothing was changed."):
        given.an_award(cast, of=nomination)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"manager_email": ""}, NEEDS_BOTH),
        ({"manager_email": "nora@council.example"},
         "The person and the manager have the same address here. Each must be asked on their own."),
        ({"announce_at": AT}, "The hour of the announcement has passed. Choose a later one, or tell it at once."),
        ({"wall_name": "🎉"}, "Say how the wall names them, and in what words it thanks them."),
    ],
)  # fmt: skip
def test_what_the_second_screen_refuses(cast, words, sentence):
    nomination = given.a_nomination(cast)

    with refused(sentence):
        given.an_award(cast, of=nomination, **words)


def test_what_is_taken_down_can_be_put_back_while_both_agree(cast):
    award = given.one_on_the_wall(cast)
    publishing.take_down(by=cast.administrator, award=award, at=AT)
    down = on_wall()
    publishing.put_back(by=cast.administrator, award=award)
    consenting.record_refusal(by=cast.administrator, consent=award.consents.first(), at=AT)

    assert down == []
    with refused("It is not announced yet, or one of the two has not agreed. It cannot stand on the wall."):
        publishing.put_back(by=cast.administrator, award=award)


def test_an_invariant_sees_what_search_finds_without_consent(cast):
    award = given.an_award(cast)
    SearchEntry.objects.create(key=f"commendations.award:{award.pk}", room="commendations", kind="x", title="x",
                               address="/", audiences=["public"])  # fmt: skip

    assert list(invariants.broken()) == [f"Search finds commendations.award:{award.pk}, which nobody agreed to show."]
