"""Actions begin, change and end; what is refused is said in a sentence and changes nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from office.drafts import ChangedMeanwhile, mark_of
from office.models import Letter
from partnership.models import Membership, TrailEntry
from partnership.refusals import Refusal
from priorities import actions, findable, hands, proving
from priorities.models import Action, Move
from priorities.progress import State
from priorities.tests import given
from priorities.tests.given import AT, ON

NOT_THERE = "{} does not work for Oakshire Health any more. Name somebody who does, or a post."


def told(person):
    return [letter.subject.partition(":")[0] for letter in Letter.objects.filter(to=person).order_by("pk")]


def leave(person, *, on=ON):
    Membership.objects.filter(person=person).update(ends_on=on - timedelta(days=1))
    person.hats = None


def test_a_proposed_action_leaves_a_trail_and_its_first_line_of_history(cast):
    action = given.a_proposed_action(cast)

    assert action.state == State.PROPOSED
    assert list(action.moves.values_list("key", "from_state", "to_state")) == [("propose", "", "proposed")]
    assert TrailEntry.objects.about(action).get().deed == "action proposed"


def test_an_action_that_answers_a_recommendation_is_called_for_by_it(cast):
    asked = given.a_recommendation(cast)

    action = given.a_proposed_action(cast, answers=asked)

    assert list(asked.calls_for.all()) == [action]


def test_a_due_date_in_the_past_is_refused(cast):
    with given.refused("The due date has passed. Choose 23 November 2026 or later."):
        given.a_proposed_action(cast, due_on=ON - timedelta(days=1))

    assert not Action.objects.exists()


def test_an_owner_of_another_agency_is_refused(cast):
    with given.refused(NOT_THERE.format("Silas Harrowgate")):
        given.a_proposed_action(cast, owner_person=cast.stranger)


def test_an_action_without_person_or_post_is_refused(cast):
    with given.refused("Name a person or a post that answers for this action."):
        given.a_proposed_action(cast, owner_person=None, owner_role=" ")


def test_an_nhs_number_in_the_words_is_refused_and_never_repeated(cast):
    with pytest.raises(Refusal) as refused:
        given.a_proposed_action(cast, text="See 943 476 5919")

    assert "943" not in refused.value.sentence


def test_a_lead_proposes_for_no_agency_but_the_own(cast):
    with pytest.raises(PermissionDenied):
        given.a_proposed_action(cast, owner_agency=cast.agencies.police, owner_person=None, owner_role="Inspector")


def test_an_agreed_action_tells_its_owner(cast):
    action = given.an_agreed_action(cast)

    assert (action.state, action.agreed_on) == (State.AGREED, ON)
    assert told(cast.practitioner) == ["Agreed"]


@pytest.mark.parametrize("who", ["lead", "practitioner", "board", "scrutineer", "stranger"])
def test_only_whoever_agrees_actions_does(cast, who):
    action = given.a_proposed_action(cast)

    with pytest.raises(PermissionDenied):
        actions.agree(action=action, by=getattr(cast, who), at=AT)


def test_an_action_is_not_agreed_when_its_date_has_passed_meanwhile(cast):
    action = given.a_proposed_action(cast, due_on=ON + timedelta(days=1))

    with given.refused("Its date, 24 November 2026, has passed. Change the date first, then agree it."):
        actions.agree(action=action, by=cast.administrator, at=AT + timedelta(days=2))


def test_an_action_is_not_agreed_when_its_owner_has_left(cast):
    action = given.a_proposed_action(cast)
    leave(cast.practitioner)

    with given.refused(NOT_THERE.format("Priya Thornwell")):
        actions.agree(action=action, by=cast.administrator, at=AT)


def test_of_two_who_change_one_action_the_second_is_told_and_nothing_of_the_first_is_lost(cast):
    action = given.a_proposed_action(cast)
    mark = mark_of(actions.values_of(action))
    actions.change(action=action, promise=given.a_promise(cast, text="First"), mark=mark, by=cast.lead, at=AT)

    with pytest.raises(ChangedMeanwhile) as changed:
        actions.change(action=action, promise=given.a_promise(cast, text="Second"), mark=mark, by=cast.lead, at=AT)

    action.refresh_from_db()
    assert action.text == "First"
    assert changed.value.theirs["text"] == "First"
    assert changed.value.sentence == (
        "Somebody else has changed this while you were writing. Nothing of yours is lost."
    )


def test_the_date_of_an_agreed_action_is_not_simply_changed(cast):
    action = given.an_agreed_action(cast)
    later = given.a_promise(cast, due_on=action.due_on + timedelta(days=9))

    with given.refused("The date of an agreed action is moved by a request with a reason, which somebody decides."):
        actions.change(action=action, promise=later, mark=mark_of(actions.values_of(action)), by=cast.lead, at=AT)


def test_an_overdue_action_may_still_be_reworded(cast):
    action = given.an_agreed_action(cast)
    later = AT + timedelta(days=120)
    promise = given.a_promise(cast, text="Plainer", due_on=action.due_on)

    actions.change(action=action, promise=promise, mark=mark_of(actions.values_of(action)), by=cast.lead, at=later)

    action.refresh_from_db()
    assert action.text == "Plainer"


def test_an_ended_action_keeps_its_words(cast):
    action = given.a_closed_action(cast)

    with given.refused("This action is “Closed”; its words stay as they are."):
        actions.change(action=action, promise=given.a_promise(cast), mark=mark_of(actions.values_of(action)),
                       by=cast.lead, at=AT)  # fmt: skip


def test_when_the_owner_has_left_the_action_shows_it_and_the_lead_names_another(cast):
    action = given.an_agreed_action(cast)
    leave(cast.practitioner)
    assert list(Action.objects.ownerless(ON)) == [action]

    actions.name_owner(action=action, by=cast.lead, at=AT, person=cast.lead)

    assert list(Action.objects.ownerless(ON)) == []


def test_the_owner_is_somebody_of_the_agency(cast):
    action = given.an_agreed_action(cast)

    with given.refused(NOT_THERE.format("Silas Harrowgate")):
        actions.name_owner(action=action, by=cast.lead, at=AT, person=cast.stranger)


def test_nobody_is_made_an_owner_by_leaving_the_form_empty(cast):
    action = given.an_agreed_action(cast)

    with given.refused("Name a person or a post that answers for this action."):
        actions.name_owner(action=action, by=cast.lead, at=AT, person=None)


def test_what_called_for_a_superseded_action_calls_for_its_successor_too(cast):
    asked = given.a_recommendation(cast)
    old, new = given.an_agreed_action(cast, answers=asked), given.an_agreed_action(cast)

    actions.supersede(action=old, successor=new, by=cast.administrator, at=AT, reason="One letter for all.")

    old.refresh_from_db()
    assert (old.state, old.superseded_by) == (State.SUPERSEDED, new)
    assert set(asked.calls_for.all()) == {old, new}


def test_an_action_does_not_take_its_own_place(cast):
    action = given.an_agreed_action(cast)

    with given.refused("Choose another action, one that is not ended, to take the place of this one."):
        actions.supersede(action=action, successor=action, by=cast.administrator, at=AT, reason="So.")


def test_what_is_not_pursued_says_who_why_and_until_when(cast):
    action = given.a_dropped_action(cast, until=ON + timedelta(days=30))

    assert (action.dropped_by, action.dropped_why, action.dropped_until) == (
        cast.administrator,
        "No money this year.",
        ON + timedelta(days=30),
    )


@pytest.mark.parametrize(
    ("reason", "until", "sentence"),
    [
        ("", ON + timedelta(days=9), "Say why: whoever reads the history later needs the reason."),
        ("No money.", ON, "Say until which day to come it is not pursued; on that day it comes back."),
    ],
)
def test_not_pursuing_needs_a_reason_and_a_day_to_come(cast, reason, until, sentence):
    action = given.an_agreed_action(cast)

    with given.refused(sentence):
        actions.not_pursue(action=action, by=cast.administrator, at=AT, reason=reason, until=until)


def test_what_was_not_pursued_comes_back_on_its_day_and_the_business_unit_is_told(cast):
    action = given.a_dropped_action(cast, until=ON + timedelta(days=30))

    early = actions.come_back(at=AT + timedelta(days=29))
    back = actions.come_back(at=AT + timedelta(days=30))

    action.refresh_from_db()
    assert (early, back) == (0, 1)
    assert (action.state, action.dropped_by, action.dropped_until, action.dropped_why) == ("proposed", None, None, "")
    assert told(cast.administrator) == ["Comes back to be agreed"]


def test_an_action_may_be_taken_up_again_before_its_day(cast):
    action = given.a_dropped_action(cast)

    actions.take_up_again(action=action, by=cast.administrator, at=AT, reason="The money is there.")

    action.refresh_from_db()
    assert action.state == State.PROPOSED


def test_closing_without_evidence_is_refused(cast):
    action = given.an_agreed_action(cast)

    with given.refused(
        "An action is closed after evidence and an impact test; this one still lacks evidence and an impact test."
    ):
        actions.close(action=action, by=cast.administrator, at=AT)


def test_a_tested_action_is_closed_on_a_day(cast):
    action = given.a_closed_action(cast)

    assert (action.state, action.closed_on) == (State.CLOSED, ON)


def test_nobody_rewrites_the_history_of_an_action(cast):
    action = given.an_agreed_action(cast)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Move.objects.filter(action=action).update(reason="Another")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Move.objects.filter(action=action).delete()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "overdue"},
        {"state": "closed"},
        {"state": "not_pursued"},
        {"state": "superseded"},
        {"owner_person": None},
        {"text": ""},
        {"joint": True},
    ],
)
def test_the_database_itself_refuses_what_must_never_be(cast, change):
    action = given.an_agreed_action(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(**change)


@pytest.mark.parametrize(
    ("who", "audience", "seen"),
    [
        ("stranger", "members", True),
        ("stranger", "agency", False),
        ("lead", "agency", True),
        ("practitioner", "agency", True),
        ("board", "agency", True),
        ("scrutineer", "agency", True),
        ("administrator", "agency", True),
    ],
)
def test_an_action_is_seen_by_its_audience(cast, who, audience, seen):
    action = given.a_proposed_action(cast, audience=audience)

    assert (action in Action.objects.visible_to(getattr(cast, who))) is seen


def test_search_finds_what_a_person_may_read(cast):
    action = given.an_agreed_action(cast)

    with connection.cursor() as cursor:
        cursor.execute("select title from office_searchentry where key = %s", [f"priorities.action:{action.pk}"])
        found = cursor.fetchall()

    assert found == [(action.text,)]


def test_an_ended_action_needs_no_owner_any_more(cast):
    action = given.a_closed_action(cast)

    with given.refused("This action is “Closed”; it needs no owner any more."):
        actions.name_owner(action=action, by=cast.lead, at=AT, person=cast.lead)


def test_whoever_is_asked_to_test_an_action_does_not_become_its_owner(cast):
    action = given.a_done_action(cast, owner_agency=cast.agencies.county_council, owner_person=cast.council,
                                 by=cast.council)  # fmt: skip
    proving.accept_evidence(action=action, by=cast.administrator, at=AT, tester=cast.auditor)

    with given.refused("Aurelia Blackmere is asked to test the impact of this action and so cannot own it."):
        actions.name_owner(action=action, by=cast.council, at=AT, person=cast.auditor)


def test_the_night_answers_for_what_comes_back_in_the_history(cast):
    given.a_dropped_action(cast, until=ON + timedelta(days=1))

    tasks_at = AT + timedelta(days=1)
    actions.come_back(at=tasks_at)

    last = Move.objects.order_by("at").last()
    assert (last.key, last.by) == ("come_back", None)


def test_who_answers_for_a_school_without_anybody_is_the_trust_above(cast):
    Membership.objects.filter(agency=cast.agencies.school).delete()
    Membership.objects.create(person=cast.lead, agency=cast.agencies.academy_trust, role="agency_lead",
                              starts_on=ON - timedelta(days=9))  # fmt: skip

    assert list(hands.answering_for(cast.agencies.school, on=ON)) == [cast.lead]
    assert list(hands.answering_for(cast.agencies.voluntary, on=ON)) == []


def test_every_row_of_the_search_is_written_anew_with_its_audiences(cast):
    given.a_priority()
    finding = given.a_finding(cast, agency=cast.agencies.school, audience="agency")
    asked = given.a_recommendation(cast, follows_from=[finding])
    action = given.a_proposed_action(cast, audience="agency")

    rows = {entry.key: entry.audiences for entry in findable.entries()}

    school, trust = cast.agencies.school.pk, cast.agencies.academy_trust.pk
    trees = tuple(f"agency:{pk}" for pk in sorted((school, trust)))
    everywhere = ("role:board_member", "role:safeguarding_partner", "role:scrutineer", "role:business_unit")
    own = (f"agency:{cast.agencies.health_trust.pk}", f"person:{cast.practitioner.pk}")
    assert rows[f"priorities.finding:{finding.pk}"] == (*everywhere, *trees)
    assert rows[f"priorities.action:{action.pk}"] == (*everywhere, *own)
    assert "role:practitioner" in rows[f"priorities.recommendation:{asked.pk}"]
