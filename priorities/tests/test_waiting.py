"""What waits for whom, and what must never be in the data."""

from datetime import timedelta

import pytest
from django.db import connection

from partnership.models import Membership
from priorities import due_dates, invariants, responding, waiting
from priorities.models import Response
from priorities.tests import given
from priorities.tests.given import AT, ON


def waits(person, on=ON):
    person.hats = None
    return [wait.what.partition(" “")[0] for wait in waiting.waiting(person, on=on)]


def test_an_owner_works_on_what_is_due_within_four_weeks_or_late(cast):
    given.an_agreed_action(cast, due_on=ON + timedelta(days=28))
    given.an_agreed_action(cast, due_on=ON + timedelta(days=59))

    assert waits(cast.practitioner) == ["Work on"]
    assert waits(cast.practitioner, ON + timedelta(days=40)) == ["Work on", "Work on"]


def test_a_lead_answers_what_the_agency_was_asked_and_the_business_unit_only_chases(cast):
    given.a_recommendation(cast)

    assert waits(cast.lead) == ["Answer"]
    assert waits(cast.administrator) == []
    assert waits(cast.police) == []


def test_what_was_answered_waits_no_more(cast):
    asked = given.a_recommendation(cast)
    responding.answer(response=asked.responses.get(), by=cast.lead, at=AT, answer="not_accepted", reason="No.")

    assert waits(cast.lead) == []


def test_the_business_unit_agrees_looks_at_evidence_and_closes(cast):
    given.a_proposed_action(cast)
    given.a_done_action(cast)
    given.a_tested_action(cast)

    assert sorted(waits(cast.administrator)) == ["Agree", "Close", "Look at the evidence for"]


def test_another_date_waits_for_everybody_who_decides_but_whoever_asked(cast):
    action = given.an_agreed_action(cast)
    due_dates.request(action=action, by=cast.administrator, at=AT, new_due_on=ON + timedelta(days=99), reason="So.")

    assert waits(cast.council) == ["Decide on another date for"]
    assert waits(cast.administrator) == []


def test_a_lead_names_an_owner_for_an_action_whose_owner_has_left(cast):
    given.an_agreed_action(cast)
    Membership.objects.filter(person=cast.practitioner).update(ends_on=ON - timedelta(days=1))

    assert waits(cast.lead) == ["Name an owner for"]


def test_an_impact_test_waits_for_its_tester_and_without_one_for_the_business_unit(cast):
    given.an_evidenced_action(cast)
    later = ON + timedelta(days=170)

    assert waits(cast.administrator) == []
    assert waits(cast.administrator, later) == ["Find somebody to test the impact of"]
    assert waits(cast.scrutineer, later) == []


def test_nothing_is_broken_by_the_verbs(cast):
    asked = given.a_recommendation(cast)
    for build in (given.a_proposed_action, given.a_closed_action, given.a_dropped_action):
        build(cast)
    action = given.an_agreed_action(cast, answers=asked)
    responding.answer(response=asked.responses.get(), by=cast.lead, at=AT, answer="accepted", actions=[action])

    assert list(invariants.broken()) == []


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("delete from priorities_proof", "Action {pk} counts as evidenced without any evidence."),
        ("delete from priorities_impacttest", "Action {pk} counts as impact tested without any test."),
        (
            "update priorities_action set state = 'impact_tested', closed_on = null",
            "Action {pk} is impact_tested, but its history ends elsewhere.",
        ),
    ],
)
def test_what_came_past_the_verbs_is_named(cast, sql, sentence):
    action = given.a_closed_action(cast)
    with connection.cursor() as cursor:
        cursor.execute(sql)

    assert list(invariants.broken()) == [sentence.format(pk=action.pk)]


def test_an_acceptance_without_any_action_is_named(cast):
    asked = given.a_recommendation(cast)
    Response.objects.update(answer="accepted", answered_by=cast.lead, answered_at=AT)

    agency = cast.agencies.health_trust.pk
    assert list(invariants.broken()) == [
        f"Recommendation {asked.pk} was accepted by agency {agency} without any action."
    ]
