"""A signed link opens a page with a button; opening it changes nothing."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.utils import timezone

from office import signed_pages
from office.models import LetterChoice
from office.tests.given import AT
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db
UNTIL = AT + timedelta(days=14)


def test_a_link_says_what_for_about_what_for_whom_and_until_when(practitioner, agencies):
    token = signed_pages.token_for("approve", agencies.police, person=practitioner, until=UNTIL)

    signed = signed_pages.read(token, purpose="approve", at=AT)

    assert (signed.purpose, signed.thing, signed.person, signed.until) == (
        "approve",
        agencies.police.pk,
        practitioner.pk,
        UNTIL,
    )


@pytest.mark.parametrize(
    ("token", "purpose", "at", "sentence"),
    [
        (lambda made: made[:-1], "approve", AT, "not whole"),
        (lambda made: "nonsense", "approve", AT, "not whole"),
        (lambda made: made, "another_page", AT, "not whole"),
        (lambda made: made, "approve", UNTIL, "has run out"),
    ],
)
def test_a_link_that_does_not_hold_is_refused(token, purpose, at, sentence):
    made = signed_pages.token_for("approve", until=UNTIL)

    with pytest.raises(Refusal, match=sentence):
        signed_pages.read(token(made), purpose=purpose, at=at)


def test_a_link_that_works_once_works_once():
    token = signed_pages.token_for("approve", until=UNTIL)
    signed = signed_pages.read(token, purpose="approve", at=AT)
    with transaction.atomic():
        signed_pages.use(signed, at=AT)

    with pytest.raises(Refusal, match="used already"):
        signed_pages.use(signed, at=AT)
    with pytest.raises(Refusal, match="used already"):
        signed_pages.read(token, purpose="approve", at=AT)


def stop_link(person):
    return urlsplit(
        signed_pages.link_for("stop_reminders", person=person, until=timezone.now() + timedelta(days=1))
    ).path


def test_opening_the_page_changes_nothing_and_the_button_acts(client, practitioner):
    address = stop_link(practitioner)

    page = client.get(address)
    after_opening = LetterChoice.objects.count()
    client.post(address)

    assert "Stop reminders by e-mail?" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert after_opening == 0
    assert LetterChoice.objects.get().person == practitioner


def test_a_broken_link_gets_a_page_that_says_why(client, practitioner):
    response = client.get(stop_link(practitioner)[:-2] + "/")

    assert response.status_code == 410
    assert "This link is not whole." in response.content.decode()
