"""Writing nominations: who may, what is refused, what its writer is told."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, close_old_connections, connection, transaction

from commendations import nominating, screening
from commendations.models import Commendation, Step
from commendations.moves import ENDED, MOVES, OPEN, State
from commendations.tests import given
from commendations.tests.given import AT, refused
from office.models import Letter
from partnership.models import Person
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_a_nomination_waits_and_its_writer_is_told_what_comes_when(cast):
    made = given.a_nomination(cast)

    letter = Letter.objects.get()
    assert (made.state, made.steps.get().deed, letter.to) == ("waiting", "nominate", cast.practitioner)
    assert "tells you what becomes of it by Monday 14 December 2026." in letter.text


def test_nobody_nominates_themselves_in_whatever_spelling(cast):
    own = "Nobody nominates themselves. Ask a colleague who saw it, or thank somebody who helped you."

    with refused(own):
        given.a_nomination(cast, nominee_email="PRACTITIONER@oakshire.example ")
    with refused(own):
        given.a_nomination(cast, nominee_name="Thornwell, Príya", agencies=(cast.agencies.health_trust,))
    given.a_nomination(cast, nominee_name="Priya Thornwell", agencies=(cast.agencies.police,))

    assert Commendation.objects.count() == 1


def test_a_child_is_not_nominated(cast):
    with refused(nominating.CHILD):
        given.a_nomination(cast, nominee_role="Year 9 pupil")


def test_unkind_words_are_refused_with_their_line(cast):
    with refused("Line 2 has a word we cannot pass on. Say it in another way; nothing you wrote is lost."):
        given.a_nomination(cast, story="She is great.\nShe does not take shit from anybody.")


def test_an_nhs_number_is_refused_and_never_repeated(cast):
    with pytest.raises(Refusal) as no:
        given.a_nomination(cast, story="She helped 943 476 5919.")

    assert "943" not in no.value.sentence


def test_of_fifty_from_one_hand_as_many_come_in_as_the_rule_allows(cast):
    for day in range(10):
        given.a_nomination(cast, at=AT + timedelta(days=day))

    with refused(
        "You have sent 10 nominations in 30 days, which is the most from one person. "
        "Keep this one as a draft and send it from 24 December on."
    ):
        given.a_nomination(cast, at=AT + timedelta(days=10))
    given.a_nomination(cast, by=cast.lead, at=AT + timedelta(days=10))
    given.a_nomination(cast, at=AT + timedelta(days=31))


def send(cast, said):
    with suppress(Refusal):
        nominating.nominate(by=cast.practitioner, thanks=said, at=AT)
    connection.close()


def at_once(*deeds):
    threads = [Thread(target=deed) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("locked", "most"), [(True, 10), (False, 12)])
def test_of_three_sent_at_once_the_lock_lets_in_only_the_tenth(cast, locked, most, monkeypatch):
    """Without the lock each counts nine before any is written: the race is real."""
    for _ in range(9):
        given.a_nomination(cast)
    together, counted = Barrier(3, timeout=20), nominating._refuse_flood

    def refuse_flood(*, by, at):
        counted(by=by, at=at)
        together.wait()

    if not locked:
        monkeypatch.setattr(nominating, "_refuse_flood", refuse_flood)
        monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda rows, **_: rows)
    at_once(*(partial(send, cast, given.thanks(cast)) for _ in range(3)))

    assert Commendation.objects.count() == most


def test_who_sees_a_nomination(cast):
    made = given.a_nomination(cast, supporters=(cast.lead,))

    def sees(person):
        return made in Commendation.objects.visible_to(person)

    assert [sees(each) for each in (cast.administrator, cast.practitioner, cast.lead)] == [True] * 3
    others = (cast.stranger, cast.panel, cast.head, cast.scrutineer, AnonymousUser())
    assert [sees(each) for each in others] == [False] * 5


def test_whoever_belongs_to_nobody_writes_none(cast):
    nobody = Person.objects.create_user("nobody@oakshire.example", name="Nobody")

    with pytest.raises(PermissionDenied):
        given.a_nomination(cast, by=nobody)


def test_a_colleague_adds_a_word_until_it_is_decided(cast):
    made = given.a_nomination(cast, supporters=(cast.lead, cast.practitioner))
    support = made.supports.get()

    nominating.add_word(by=cast.lead, support=support, text="I saw it too.", at=AT)
    support.refresh_from_db()
    screening.decline(by=cast.administrator, commendation=made, reason="Not here.", pass_on=False, at=AT)

    assert support.text == "I saw it too."
    with refused("This nomination is decided. Thank you all the same."):
        nominating.add_word(by=cast.lead, support=support, text="Again.", at=AT)
    with refused("Only whoever was asked adds a word here."):
        nominating.add_word(by=cast.head, support=support, text="Me too.", at=AT)


def test_what_was_returned_is_sent_again_by_its_writer_alone(cast):
    made = given.a_returned_one(cast)
    more = given.thanks(cast, story="It was in March.")
    mark = nominating.drafts.mark_of(nominating.values_of(made))

    with refused("Only whoever wrote a nomination changes it or takes it back."):
        nominating.send_again(by=cast.lead, commendation=made, thanks=more, mark=mark, at=AT)
    again = nominating.send_again(by=cast.practitioner, commendation=made, thanks=more, mark=mark, at=AT)

    assert (again.state, again.story) == ("waiting", "It was in March.")


def test_the_history_cannot_be_changed(cast):
    given.a_nomination(cast)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Step.objects.update(deed="award")


def test_every_state_can_be_reached_and_what_has_ended_ends():
    reached = {move.ends for move in MOVES.values()} | {State.WAITING}

    assert reached == set(State)
    assert {state for move in MOVES.values() for state in move.begins} == OPEN
    assert not ENDED & OPEN
