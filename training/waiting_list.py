"""The waiting list: offer freed places, take or refuse an offer, let it lapse. An offer is a seat held for a time."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from office import rules
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import clock, confirming, hands, moving, news, places
from training.models import Booking, Event
from training.states import State


def offer_freed_places(event: Event, *, at: datetime, by_hand: bool = False) -> list[Booking]:
    """Offer what is free on a locked event to whoever is next; gives those to whom a place is offered.

    Near the event the portal does it no more by itself (nobody could come); the office may, by hand.
    """
    if event.state != Event.State.OPEN or event.has_begun(at):
        return []
    if not (by_hand or places.offers_by_itself(event, at=at)):
        return []
    waiting = places.waiting(event)
    if not waiting:
        return []
    chosen = places.next_in_line(waiting.values(), now=places.room(event, at=at))
    return [_offer(waiting[key], event, choice.reason, at=at) for choice in chosen for key in choice.keys]


def offer_by_hand(*, event: Event, by: Person, at: datetime) -> list[Booking]:
    """Offer what is free to whoever is next, near the date too; Refusal when there is nobody or nothing to offer."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        event = places.locked(event.pk)
        now = places.room(event, at=at)
        if event.state != Event.State.OPEN or event.has_begun(at):
            raise Refusal("This event is over or does not take place; nobody can be offered a place.")
        if not now.free or not now.waiting:
            raise Refusal("No place is free." if now.waiting else "Nobody waits for a place.")
        offered = offer_freed_places(event, at=at, by_hand=True)
        if not offered:
            raise Refusal("Nobody who waits fits: a group wants more places together, or its agency has its share.")
        trail.leave("places offered by hand", by=by, about=event, people=len(offered))
    return offered


def end_waiting(*, at: datetime) -> int:
    """Tell whoever still waits when an event begins that no place became free; says how many."""
    count = 0
    begun = Booking.objects.filter(state=State.WAITING, event__starts_at__lte=at).values_list("pk", flat=True)
    for pk in begun:
        with transaction.atomic():
            booking = places.locked_booking(pk)
            if booking.state != State.WAITING or not booking.event.has_begun(at):
                continue
            moving.go(booking, to=State.LAPSED, by=None, hand=hands.PORTAL, at=at, reason="No place became free.")
            news.to_learner(booking, "not_placed", at=at)
            count += 1
    return count


def accept(*, booking: Booking, by: Person | None, at: datetime) -> Booking:
    """Take the offered place; `by` is None for whoever came by the signed link in the letter."""
    hand = _hand(booking, by=by)
    with transaction.atomic():
        booking = _locked_offer(booking, at=at)
        moving.go(booking, to=State.BOOKED, by=by, hand=hand, at=at, reason="The offer was taken.")
        confirming.confirm(booking, at=at)
    return booking


def refuse(*, booking: Booking, by: Person | None, at: datetime) -> Booking:
    """Let the offered place go; it is offered to the next at once."""
    hand = _hand(booking, by=by)
    with transaction.atomic():
        booking = _locked_offer(booking, at=at)
        moving.go(booking, to=State.EARLY, by=by, hand=hand, at=at, reason="The offer was not taken.")
        offer_freed_places(booking.event, at=at)
    return booking


def lapse_offers(*, at: datetime) -> int:
    """Let run out what was not taken in time, and offer each place to the next; says how many ran out."""
    count = 0
    for pk in Booking.objects.filter(state=State.OFFERED, offer_until__lte=at).values_list("pk", flat=True):
        with transaction.atomic():
            booking = places.locked_booking(pk)
            if booking.state != State.OFFERED or booking.offer_until is None or booking.offer_until > at:
                continue
            moving.go(booking, to=State.LAPSED, by=None, hand=hands.PORTAL, at=at, reason="The offer ran out.")
            news.to_learner(booking, "offer_lapsed", at=at)
            offer_freed_places(booking.event, at=at)
            count += 1
    return count


def leftover_places(*, at: datetime) -> int:
    """Offer places that are free while somebody waits (a mix that has ended, a reservation released); says how many."""
    count = 0
    waited_for = Booking.objects.filter(state=State.WAITING, event__starts_at__gt=at).values("event").distinct()
    for pk in Event.objects.scheduled().filter(pk__in=waited_for).values_list("pk", flat=True):
        with transaction.atomic():
            count += len(offer_freed_places(places.locked(pk), at=at))
    return count


def _offer(booking: Booking, event: Event, reason: str, *, at: datetime) -> Booking:
    today = localdate(at)
    hours, near_days, near_hours = (
        rules.value(f"training.{name}", on=today) for name in ("offer_hours", "offer_near_days", "offer_near_hours")
    )
    booking.event = event
    booking.offer_until = clock.offer_ends(
        at, starts_at=event.starts_at, hours=hours, near_days=near_days, near_hours=near_hours
    )
    moving.go(booking, to=State.OFFERED, by=None, hand=hands.PORTAL, at=at, reason=reason)
    link = news.signed_link("answer_offer", booking, until=booking.offer_until)
    held = f"It is held for you until {clock.moment_words(booking.offer_until)}."
    news.to_learner(booking, "offered", at=at, lines=[held, *confirming.terms(booking)[:1]], link=link,
                    words="Take the place, or let it go", key=f"{booking.offer_until:%Y%m%d%H%M}")  # fmt: skip
    return booking


def _locked_offer(booking: Booking, *, at: datetime) -> Booking:
    booking = places.locked_booking(booking.pk)
    if booking.state == State.BOOKED:
        raise Refusal("You have this place already. Nothing more is to be done.")
    if booking.state != State.OFFERED or booking.offer_until is None:
        raise Refusal(f"There is no offer any more: the booking is “{booking.words}”.")
    if booking.offer_until <= at:
        raise Refusal("The offer has run out, and the place goes to the next on the list. Choose another date.")
    return booking


def _hand(booking: Booking, *, by: Person | None) -> str:
    if by is None:
        return f"{hands.LEARNER}, by the link in the letter"
    return hands.hand_of(by=by, person=booking.person, agency=booking.agency)
