"""Groups of an agency, places offered by hand, the end of waiting, rates, and how often one may ask for approval."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from training import agency_desk, cancelling, charging, waiting_list
from training.models import Booking
from training.states import State
from training.tests import given
from training.tests.given import AT, refused

pytestmark = pytest.mark.django_db


def a_group(cast, event, people, *, whole, by=None, at=AT):
    staff = [given.a_colleague(cast.agencies.health_trust) for _ in range(people)]
    return agency_desk.book_group(event=event, people=staff, agency=cast.agencies.health_trust, whole=whole,
                                  asked=given.asked(cast), by=by or cast.lead, at=at)  # fmt: skip


def states(made):
    return [Booking.objects.get(pk=each.pk).state for each in made]


def test_of_a_group_as_many_as_fit_get_places_and_the_others_wait(cast):
    made = a_group(cast, given.an_event(cast, places=2), 3, whole=False)

    assert states(made) == [State.BOOKED, State.BOOKED, State.WAITING]


def test_a_group_that_comes_together_waits_whole_and_is_offered_its_places_once_all_of_it_fits(cast):
    event = given.a_full_event(cast, places=2)
    alone = list(Booking.objects.filter(event=event, state=State.BOOKED))
    made = a_group(cast, event, 2, whole=True)

    before = []
    for held in alone:
        before.append(states(made))
        cancelling.cancel(booking=held, by=held.person, at=AT + timedelta(hours=1))

    assert before == [[State.WAITING, State.WAITING]] * 2
    assert states(made) == [State.OFFERED, State.OFFERED]


def test_a_group_is_refused_that_could_never_go_or_of_which_one_cannot_be_booked(cast):
    event = given.an_event(cast, places=2)

    with refused(
        "At most 2 people of one agency fit here; 3 can never go together. Choose “as many as fit”, or another date."
    ):
        a_group(cast, event, 3, whole=True)
    with pytest.raises(PermissionDenied):
        a_group(cast, event, 1, whole=True, by=cast.stranger)
    police = given.a_colleague(cast.agencies.police)
    with refused(
        f"{police}: {police} does not belong to {cast.agencies.health_trust} here. Choose an agency he or she works "
        "in. Nobody of the group was booked."
    ):
        agency_desk.book_group(event=event, people=[cast.practitioner, police], agency=cast.agencies.health_trust,
                               whole=False, asked=given.asked(cast), by=cast.lead, at=AT)  # fmt: skip
    assert not Booking.objects.exists()


def test_the_page_of_a_group_books_it_and_names_an_address_nobody_has(cast, client):
    event = given.an_event(cast, places=4, at=timezone.now())
    client.force_login(cast.lead)
    page = reverse("book_group", args=[event.pk])
    words = {"agency": cast.agencies.health_trust.pk, "whole": "part", "manager_name": cast.health.name,
             "manager_email": cast.health.email, "accepts_policy": "on"}  # fmt: skip

    wrong = client.post(page, words | {"emails": "nobody@oakshire.example"})
    done = client.post(page, words | {"emails": f"{cast.practitioner.email}\n\n{cast.practitioner.email}"})

    sentence = "Nobody with an account here has the address nobody@oakshire.example. They have to join first."
    assert wrong.context["form"].non_field_errors() == [sentence]
    assert (done.status_code, done.headers["Location"]) == (302, reverse("event", args=[event.pk]))
    assert Booking.objects.get().state == State.BOOKED
    client.force_login(cast.stranger)
    assert client.get(page).status_code == 403


def test_near_the_date_the_office_offers_a_freed_place_by_hand(cast, client):
    event = given.a_full_event(cast, waiting=1)
    held = Booking.objects.get(event=event, state=State.BOOKED)
    near = event.starts_at - timedelta(hours=30)
    cancelling.cancel(booking=held, by=held.person, at=near)
    by_itself = Booking.objects.filter(event=event, state=State.OFFERED).count()

    offered = waiting_list.offer_by_hand(event=event, by=cast.administrator, at=near)

    assert (by_itself, [each.state for each in offered]) == (0, [State.OFFERED])
    with refused("Nobody waits for a place."):
        waiting_list.offer_by_hand(event=event, by=cast.administrator, at=near)
    with pytest.raises(PermissionDenied):
        waiting_list.offer_by_hand(event=event, by=cast.lead, at=near)
    client.force_login(cast.lead)
    assert client.post(reverse("offer_places", args=[event.pk])).status_code == 403


def test_whoever_still_waits_when_an_event_begins_is_told_once(cast):
    event = given.a_full_event(cast, waiting=1)
    waiter = Booking.objects.get(event=event, state=State.WAITING)

    ended = [waiting_list.end_waiting(at=event.starts_at + timedelta(minutes=minutes)) for minutes in (-1, 1, 2)]

    waiter.refresh_from_db()
    assert (ended, waiter.state) == ([0, 1, 0], State.LAPSED)
    assert given.letters_to(waiter.person.email)[-1].startswith("No place became free")


def test_the_office_sets_another_rate_until_the_place_is_charged(cast, client):
    course = given.a_course(cast, fee_out_of_county=Decimal(150))
    held = given.a_booking(cast, given.an_event(cast, course=course))
    client.force_login(cast.administrator)

    client.post(reverse("set_rate", args=[held.pk]), {"rate": "out_of_county"})

    held.refresh_from_db()
    assert (held.rate, held.fee) == ("out_of_county", Decimal(150))
    with pytest.raises(PermissionDenied):
        charging.set_rate(booking=held, rate="partner", by=cast.lead, at=AT)
    charging.propose(held, kind="place", amount=held.fee, at=AT)
    with refused("This place is charged already. Waive that charge if it is wrong."):
        charging.set_rate(booking=held, rate="partner", by=cast.administrator, at=AT)


def test_a_learner_asks_for_approval_so_many_times_a_day_and_no_more(cast):
    course = given.a_course(cast, needs_approval=True)
    events = [given.an_event(cast, course=course, in_days=30 + day) for day in range(7)]
    for event in events[:6]:
        given.a_booking(cast, event)

    with refused("You have asked for approval 6 times today. Wait for an answer, or go on tomorrow."):
        given.a_booking(cast, events[6])

    assert given.a_booking(cast, events[6], at=AT + timedelta(days=1)).state == State.AWAITING
