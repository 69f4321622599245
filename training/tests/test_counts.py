"""The raw counts behind the measures of training."""

from datetime import timedelta

import pytest
from django.db import transaction

from partnership import periods
from training import attendance, cancelling, counts, waiting_list
from training.models import Booking
from training.tests import given
from training.tests.given import AT

pytestmark = pytest.mark.django_db


def test_bookings_places_who_came_and_who_did_not_are_counted_of_events_that_are_over(cast):
    event = given.a_past_event(cast, people=3, places=5)
    given.an_event(cast)
    late = given.a_booking(cast, event)
    cancelling.cancel(booking=late, by=cast.practitioner, at=event.starts_at - timedelta(hours=3))
    first, second, _ = Booking.objects.filter(event=event, state="booked").order_by("pk")
    session = event.sessions.get()
    attendance.mark(event=event, marks={(row.pk, session.pk): "present" for row in (first, second)}, by=cast.trainer,
                    at=event.starts_at)  # fmt: skip
    attendance.close(event=event, by=cast.trainer, at=given.over(event))
    month = periods.containing("month", event.day)

    def told(on):
        names = ("booked", "places", "came", "absent", "cancelled_late", "had_a_place")
        return [getattr(counts, name)(month, on=on) for name in names]

    assert told(event.day) == [3, 5, 2, 1, 1, 4]
    assert told(event.day - timedelta(days=1)) == [0] * 6


def test_days_waited_are_counted_to_the_offer(cast):
    event = given.a_full_event(cast, waiting=1)
    event.max_places = 2
    event.save()
    with transaction.atomic():
        waiting_list.offer_freed_places(event, at=AT + timedelta(days=5))

    assert counts.waited(periods.containing("month", AT.date()), on=AT.date() + timedelta(days=6)) == (4, 1)
