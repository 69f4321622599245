"""Many people at once for a few places, on a real PostgreSQL: without the lock it oversells, with it never.

The first test proves that the second can fail: it takes the lock away and waits a moment between count and write.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from training import invariants, places
from training.models import Booking, Event, Step
from training.states import SEATED, State
from training.tests import given

ATTEMPTS, PLACES, AT_ONCE = 200, 30, 20


def compete(event, people, cast, *, at_once=AT_ONCE):
    """Everybody asks for a place, so many at once; what came of it, and which faults."""
    faults = []
    together = threading.Barrier(min(at_once, len(people)))

    def ask(person):
        try:
            together.wait(timeout=20)
            given.a_booking(cast, event, person)
        except threading.BrokenBarrierError:
            given.a_booking(cast, event, person)
        except Exception as fault:  # noqa: BLE001 - the test reports whatever went wrong in a thread
            faults.append(repr(fault))
        finally:
            connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(ask, people))
    return faults


def seated(event):
    return Booking.objects.filter(event=event, state__in=SEATED).count()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_oversells(cast, monkeypatch):
    event = given.an_event(cast, places=2)
    people = [given.a_colleague(cast.agencies.county_council) for _ in range(8)]
    decide = places.seat

    def slowly(*words, **named):
        found = decide(*words, **named)
        time.sleep(0.2)
        return found

    unlocked = Event.objects.select_related("course", "venue", "policy")
    monkeypatch.setattr(places, "locked", lambda pk: unlocked.get(pk=pk))
    monkeypatch.setattr(places, "seat", slowly)

    faults = compete(event, people, cast, at_once=8)

    assert faults == []
    assert seated(event) > 2
    assert any("in 2 places" in line for line in invariants.broken())


@pytest.mark.django_db(transaction=True)
def test_with_the_lock_200_attempts_fill_30_places_and_never_one_more(cast):
    event = given.an_event(cast, places=PLACES)
    people = [given.a_colleague(cast.agencies.county_council) for _ in range(ATTEMPTS)]

    faults = compete(event, people, cast)

    of_event = Booking.objects.filter(event=event)
    counts = {state: of_event.filter(state=state).count() for state in (State.BOOKED, State.WAITING)}
    assert faults == []
    assert counts == {State.BOOKED: PLACES, State.WAITING: ATTEMPTS - PLACES}
    assert Step.objects.filter(booking__event=event).count() == ATTEMPTS
    assert list(invariants.broken()) == []


@pytest.mark.django_db(transaction=True)
def test_a_request_sent_ten_times_at_once_books_once(cast):
    event = given.an_event(cast, places=5)

    faults = compete(event, [cast.practitioner] * 10, cast, at_once=10)

    assert faults == []
    assert Booking.objects.filter(event=event).count() == 1
    assert given.letters_to(cast.practitioner.email) == [f"Your place: {event.course}, Wednesday 23 December 2026"]


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_two_events_swapped_at_once_stays_one_each(cast):
    """Two who move to each other's date lock both rows in the same order and never wait for each other."""
    course = given.a_course(cast)
    first, second = (given.an_event(cast, course=course, in_days=days, places=2) for days in (30, 40))
    one, two = given.a_colleague(cast.agencies.police), given.a_colleague(cast.agencies.county_council)
    moves = [(given.a_booking(cast, first, one), second, one), (given.a_booking(cast, second, two), first, two)]
    faults = []

    def move(what):
        held, to, person = what
        try:
            given.a_move(held, to, person)
        except Exception as fault:  # noqa: BLE001 - the test reports whatever went wrong in a thread
            faults.append(repr(fault))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(move, moves))

    assert faults == []
    assert [seated(first), seated(second)] == [1, 1]
