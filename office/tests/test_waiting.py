"""What waits at the desk stands on the front page of whoever can do something about it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from office import letters, rules, waiting
from office.tests import given
from office.tests.given import AT

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def what_waits(person, on=TODAY):
    return [wait.what for wait in waiting.waiting(person, on=on)]


def test_a_letter_that_did_not_arrive_waits_for_the_office_for_a_week(administrator, lead, sign_in):
    letter = given.a_letter(at=AT)
    letters.note_bounce(message_id=letter.message_id, why="no such mailbox")
    given.a_letter(to="other@oakshire.example")

    waits = [what_waits(administrator, TODAY + timedelta(days=days))[0] for days in (0, 6, 8)]
    (wait,) = [wait for wait in waiting.waiting(administrator, on=TODAY) if "arrive" in wait.what]
    listed = sign_in(administrator).get(wait.address).content.decode()

    assert waits == ["See why 1 letter did not arrive"] * 2 + ["Set 4 rules before the portal opens"]
    assert what_waits(lead) == []
    assert (letter.to_address in listed, "other@oakshire.example" in listed) == (True, False)


def test_rules_that_are_not_set_yet_wait_until_they_are(administrator):
    before = what_waits(administrator)

    for key, value in {
        "partnership.data_controller": "The county council",
        "contact.hub_phone": "01632 960150",
        "contact.night_phone": "01632 960151",
        "contact.email": "office@oakshire.example",
    }.items():
        rules.set_rule(by=administrator, key=key, value=value, valid_from=TODAY, at=AT)

    assert (before, what_waits(administrator)) == (["Set 4 rules before the portal opens"], [])


def test_whoever_asks_to_join_waits_for_the_lead_until_the_rule_is_due(agencies, lead):
    asked = given.a_request(agency=agencies.health_trust)

    (wait,) = waiting.waiting(lead, on=TODAY)

    assert wait.what == f"Decide whether Ines Alderbrook joins {agencies.health_trust}"
    assert wait.due == TODAY + timedelta(days=3)
    assert wait.address == reverse("join_request", args=[asked.pk])
