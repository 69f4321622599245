"""Every address, asked for by everybody of the cast: what opens, what sends to sign-in, what refuses."""

from uuid import UUID

import pytest
from django.core.cache import cache
from django.urls import reverse

from oscb_portal.oakshire.cast import Cast
from oscb_portal.tests.test_house import OUR_DOORS
from partnership.permissions import Permission
from partnership.roles import allows

pytestmark = pytest.mark.django_db
PLAIN_DOORS = [(name, pattern.callback) for name, pattern in OUR_DOORS if not pattern.pattern.converters]
# Doors that answer a form only: a GET is turned away with 405, whoever asks.
POST_ONLY = {"choose_hat"}
# Steps in the midst of a journey send whoever has not begun it to its beginning (or, signed in, past it).
MIDWAY = {"join", "thank_code", "join_code", "join_about_you", "second_factor", "check_agencies"}
# Signed links that are not ours say so on a page of their own.
SIGNED = {"stop_reminders", "give_consent", "consent_photo", "certificate", "answer_invitation"}
PEOPLE = [
    "administrator", "board", "scrutineer", "lead", "practitioner", "trainer", "auditor", "analyst",
    "panel", "stranger", "council", "police", "health", "head", "governor", "coordinator",
]  # fmt: skip


def expected(view, person, name):
    """What the label on the door promises."""
    door = view.door
    if door != "public" and person is None:
        return 302
    if isinstance(door, Permission) and person is not None:
        held = person.memberships.values_list("role", flat=True)
        if not any(allows(role, door, at_own_agency=True) for role in held):
            return 403
    return 405 if name in POST_ONLY else 200


def test_every_plain_address_answers_everybody_as_its_label_says(client, cast: Cast):
    wrong = []
    for who in [None, *PEOPLE]:
        person = getattr(cast, who) if who else None
        client.logout()
        if person:
            client.force_login(person)
        for name, view in PLAIN_DOORS:
            answer = client.get(reverse(name))
            want = expected(view, person, name)
            if name == "ready":
                want = answer.status_code  # 200 or 503, see test_health.py
            if name in MIDWAY and answer.status_code == 302 and want == 200:
                continue
            if answer.status_code != want:
                wrong.append(f"{name} answers {who or 'anybody'} with {answer.status_code}, not {want}")
            if want == 302 and not answer.url.startswith("/accounts/login/"):
                wrong.append(f"{name} sends {who or 'anybody'} to {answer.url}")

    assert wrong == []


RECORD_DOORS = [(name, pattern) for name, pattern in OUR_DOORS if pattern.pattern.converters]
SIGNED |= {"confirm_newsletter", "leave_newsletter", "answer_offer", "approve_booking", "dispute_charge"}
SIGNED |= {"agree_joining", "answer_evaluation"}
POST_ONLY |= {"invoice_charges"}
MIDWAY |= {"check_many"}
NOWHERE = {"IntConverter": 999_999_999, "SlugConverter": "nothing-of-this-name", "StringConverter": "nothing",
           "UUIDConverter": UUID(int=0)}  # fmt: skip


def nowhere(name, pattern):
    """The address of a record that does not exist."""
    kinds = pattern.pattern.converters.items()
    return reverse(name, kwargs={word: NOWHERE[type(kind).__name__] for word, kind in kinds})


def test_the_door_comes_before_the_look_up(client, cast: Cast):
    """What is not there is 404 only for those whom the door lets in; all others learn nothing."""
    cache.clear()  # codes of certificates are few in an hour, whatever other tests have guessed
    wrong = []
    for who in [None, *PEOPLE]:
        person = getattr(cast, who) if who else None
        client.logout()
        if person:
            client.force_login(person)
        for name, pattern in RECORD_DOORS:
            answer = client.get(nowhere(name, pattern))
            want = {302} if expected(pattern.callback, person, name) == 302 else {404, 405}
            if expected(pattern.callback, person, name) == 403:
                want = {403}
            if name in SIGNED:
                want = {200, 404, 410}
            if answer.status_code not in want:
                wrong.append(f"{name} answers {who or 'anybody'} with {answer.status_code}, not {sorted(want)}")

    assert wrong == []
