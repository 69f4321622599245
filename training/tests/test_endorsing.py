"""Training of a single agency is endorsed against criteria, by somebody else; joint courses say with whom."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from training import endorsing
from training.models import Endorsement
from training.tests import given
from training.tests.given import AT, ON, refused

pytestmark = pytest.mark.django_db
WORDS = {"title": "Safeguarding at the front desk", "summary": "For receptionists.", "audience": "Reception staff.",
         "minutes": 60}  # fmt: skip
UNTIL = ON + timedelta(days=900)
ALL = [each.key for each in endorsing.criteria()]
ANSWERS = dict.fromkeys(ALL, "By a named nurse, every year.")


def asked(cast):
    return endorsing.ask(by=cast.lead, agency=cast.agencies.health_trust, words=WORDS, answers=ANSWERS, at=AT)


def test_a_lead_asks_the_office_endorses_and_everybody_sees_it(cast, client):
    client.force_login(cast.lead)
    form = {**WORDS, "agency": cast.agencies.health_trust.pk} | {f"met_{key}": words for key, words in ANSWERS.items()}
    client.post(reverse("ask_endorsement"), form)
    thing = Endorsement.objects.get()
    page = reverse("endorsement", args=[thing.pk])
    client.force_login(cast.administrator)

    day = {"until_day": UNTIL.day, "until_month": UNTIL.month, "until_year": UNTIL.year}
    client.post(page, {"met": ALL, **day})

    client.logout()
    assert "Safeguarding at the front desk" in client.get(reverse("endorsed_training")).content.decode()
    assert given.letters_to(cast.lead.email) == ["Safeguarding at the front desk: endorsed"]
    client.force_login(cast.head)
    assert client.get(page).status_code == 404


def test_without_every_criterion_it_is_declined_with_a_reason(cast):
    thing = asked(cast)

    with refused("Say what is missing; the agency reads it."):
        endorsing.decide(by=cast.administrator, endorsement=thing, met=ALL[1:], until=UNTIL, why="", at=AT)
    with refused("Give a last day to come: an endorsement is looked at anew after some years."):
        endorsing.decide(by=cast.administrator, endorsement=thing, met=ALL, until=ON, why="", at=AT)
    done = endorsing.decide(by=cast.administrator, endorsement=thing, met=ALL[1:], until=None, why="Old.", at=AT)

    assert (done.state, done.not_met, done.until) == ("declined", [ALL[0]], None)
    with refused("This was decided already: not endorsed."):
        endorsing.decide(by=cast.administrator, endorsement=thing, met=ALL, until=UNTIL, why="", at=AT)


def test_who_may_ask_and_decide(cast):
    thing = asked(cast)

    with refused("“Safeguarding at the front desk” waits for a decision already."):
        asked(cast)
    with refused("Say how it is met: It says what local procedures, thresholds and contacts say now."):
        endorsing.ask(by=cast.lead, agency=cast.agencies.health_trust, words=WORDS, answers={}, at=AT)
    for person in (cast.head, cast.stranger):
        with pytest.raises(PermissionDenied):
            endorsing.ask(by=person, agency=cast.agencies.health_trust, words=WORDS, answers=ANSWERS, at=AT)
    for person in (cast.lead, cast.board):
        with pytest.raises(PermissionDenied):
            endorsing.decide(by=person, endorsement=thing, met=ALL, until=UNTIL, why="", at=AT)
    own = endorsing.ask(by=cast.administrator, agency=cast.agencies.school, words=WORDS, answers=ANSWERS, at=AT)
    with refused("Somebody else decides on what you asked for."):
        endorsing.decide(by=cast.administrator, endorsement=own, met=ALL, until=UNTIL, why="", at=AT)


def test_a_joint_course_of_a_partner_says_so_in_the_catalogue(cast, client):
    course = given.a_course(cast, joint_with="Safeguarding Adults Board", given_by=cast.agencies.health_trust)
    event = given.an_event(cast, course=course)

    for address in (reverse("training"), reverse("course", args=[course.slug]), reverse("event", args=[event.pk])):
        assert "Joint with the Safeguarding Adults Board" in client.get(address).content.decode()
    assert "Given by Oakshire Health" in client.get(reverse("course", args=[course.slug])).content.decode()
