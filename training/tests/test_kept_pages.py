"""The public pages kept for strangers: made once while nothing changes, and never older than the last booking."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from training.tests import given

pytestmark = pytest.mark.django_db(transaction=True)


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address)
    return page, len(queries)


def asked_until_kept(client, address):
    """A snapshot tells of all databases of a server: what another test commits there makes the page anew, too."""
    for _ in range(200):
        page, count = queries_of(client, address)
        if count == 1:
            break
    return page, count


def test_the_dates_are_made_once_for_strangers_and_anew_after_a_booking(cast, client):
    cache.clear()
    event = given.an_event(cast, places=2, at=timezone.now())
    address = reverse("training")

    first, made = queries_of(client, address)
    second, kept = asked_until_kept(client, address)
    given.a_booking(cast, event, at=timezone.now())
    third, anew = queries_of(client, address)

    assert (made > 5, kept, anew > 5) == (True, 1, True)
    assert first.content == second.content
    assert b"2 places left" in second.content
    assert b"1 place left" in third.content


def test_whoever_is_signed_in_gets_a_page_of_his_or_her_own(cast, client):
    event = given.an_event(cast, at=timezone.now())
    address = reverse("event", args=[event.pk])
    client.get(address)
    client.force_login(cast.practitioner)
    given.a_booking(cast, event, at=timezone.now())

    page = client.get(address)

    assert b"You have a place" in page.content
    client.logout()
    assert b"You have a place" not in client.get(address).content
