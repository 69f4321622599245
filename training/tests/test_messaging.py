"""What the office writes: to those who stand in some states, and the first words of letters."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from office.models import Letter
from training import messaging
from training.models import Wording
from training.tests import given
from training.tests.given import AT, refused

pytestmark = pytest.mark.django_db


def test_a_message_reaches_those_in_the_states_chosen_and_nobody_else(cast):
    event = given.a_full_event(cast, waiting=1)

    sent = messaging.send(event=event, states=["waiting"], subject="About {course}", text="Hello {name}.",
                          by=cast.administrator, at=AT)  # fmt: skip

    letter = Letter.objects.get(key__startswith="training message")
    assert (sent.people, letter.subject) == (1, f"About {event.course}")
    assert letter.text.startswith("Hello Colleague ")


def test_a_message_to_nobody_and_an_unknown_word_are_refused_and_only_the_office_writes(cast):
    event = given.an_event(cast)

    with refused("Nobody of this event stands in one of these states. Choose others."):
        messaging.send(event=event, states=["absent"], subject="x", text="y", by=cast.administrator, at=AT)
    with refused("No letter knows “{salary}”. In braces may stand: {name}, {course}, {day}, {hours}, {place}."):
        messaging.word(letter="booked", text="{salary}", by=cast.administrator, at=AT)
    for by in (cast.lead, cast.trainer, cast.practitioner):
        with pytest.raises(PermissionDenied):
            messaging.send(event=event, states=["booked"], subject="x", text="y", by=by, at=AT)


def test_words_are_looked_at_first_and_then_kept_and_a_message_sent_in_the_browser(sign_in, cast):
    now = timezone.now()
    event = given.an_event(cast, at=now)
    given.a_booking(cast, event, at=now)
    client, address = sign_in(cast.administrator), reverse("word_letter", args=["booked"])

    seen = client.post(address, {"text": "Dear {name}", "look": "1"}).content.decode()
    kept_early = Wording.objects.exists()
    client.post(address, {"text": "Dear {name}"})
    client.post(reverse("message_people", args=[event.pk]), {"states": "booked", "subject": "Hello", "text": "Words"})

    assert ("Dear Priya Thornwell" in seen, kept_early, Wording.objects.get().text) == (True, False, "Dear {name}")
    assert Letter.objects.filter(to=cast.practitioner, subject="Hello").count() == 1
