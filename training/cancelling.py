"""Cancel a booking, give the place to a colleague, move to another date: each under the lock of the event."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from partnership.models import Person
from partnership.refusals import Refusal
from training import booking as bookings
from training import charging, confirming, eligibility, hands, moving, news, places, waiting_list
from training.booking import Asked
from training.line_managers import Manager
from training.models import Booking, Charge, Event
from training.states import State


def cancel(*, booking: Booking, by: Person, at: datetime, reason: str = "") -> Booking:
    """Cancel: free until the booking's own deadline; later it is late, and the fee it was made under is proposed."""
    hand = hands.hand_of(by=by, person=booking.person, agency=booking.agency)
    with transaction.atomic():
        booking = _living(booking, at=at)
        had_place = booking.state == State.BOOKED
        late = had_place and at > booking.free_until
        booking.sequence += 1
        moving.go(booking, to=State.LATE if late else State.EARLY, by=by, hand=hand, at=at, reason=reason)
        if had_place:
            news.to_learner(booking, "cancelled", at=at, lines=[_what_it_costs(booking, late)])
            news.to_manager(booking, "manager_cancelled", at=at, lines=[f"Reason: {reason}"] if reason else [])
        if late:
            charging.propose(booking, kind=Charge.Kind.LATE, amount=booking.late_fee, at=at)
        waiting_list.offer_freed_places(booking.event, at=at)
    return booking


def give_to(*, booking: Booking, colleague: Person, by: Person, at: datetime) -> Booking:
    """Let a colleague of the same agency, who meets the same conditions, take the place, free of charge."""
    hand = hands.hand_of(by=by, person=booking.person, agency=booking.agency)
    today = localdate(at)
    bookings.refuse_person(colleague, booking.agency, on=today)
    with transaction.atomic():
        booking = _living(booking, at=at)
        if booking.state != State.BOOKED:
            raise Refusal(f"Only a booked place can be given to a colleague; this one is “{booking.words}”.")
        event = booking.event
        if Booking.objects.living().filter(event=event, person=colleague).exists():
            raise Refusal(f"{colleague} has a booking there already.")
        standing = eligibility.refuse(event.course, person=colleague, prior_learning="", on=today)
        if not standing.prepared:
            raise Refusal(f"{colleague} has not taken what comes before this course.")
        eligibility.refuse_clash(event, person=colleague)
        booking.sequence += 1
        moving.go(booking, to=State.GIVEN, by=by, hand=hand, at=at, reason=f"Given to {colleague}.")
        taken = bookings.draft(
            event, person=colleague, by=by, agency=booking.agency, at=at,
            asked=Asked(instead=booking.instead, accepts_policy=True, rate=booking.rate),
            manager=Manager(booking.manager_name, booking.manager_email, trusted=True),
        )  # fmt: skip
        taken.follows, taken.approved_by, taken.approved_at = booking, booking.approved_by, booking.approved_at
        moving.go(taken, to=State.BOOKED, by=by, hand=hand, at=at, reason=f"Takes the place of {booking.person}.")
        news.to_learner(booking, "given", at=at, lines=[f"{colleague} comes instead of you."])
        confirming.confirm(taken, at=at)
    return taken


def move_to(*, booking: Booking, event: Event, by: Person, at: datetime) -> Booking:
    """Move to another date of the same course, in one transaction: the old place is only given up for a new one.

    Free until the booking's deadline; after it one cancels late, or gives the place to a colleague.
    """
    hand = hands.hand_of(by=by, person=booking.person, agency=booking.agency)
    with transaction.atomic():
        # Both rows in the order of their keys, so that two who swap dates cannot wait for each other.
        for pk in sorted((booking.event_id, event.pk)):
            places.locked(pk)
        booking = _living(booking, at=at)
        event = places.locked(event.pk)
        _refuse_move(booking, event, at=at)
        bookings.refuse_closed(event, at=at)
        eligibility.refuse_clash(event, person=booking.person, but=booking)
        state, why = places.seat(event, agency=booking.agency_id, at=at)
        if state != State.BOOKED:
            raise Refusal(f"There is no place on that date. {why} Your place here stays yours.")
        booking.sequence += 1
        moving.go(booking, to=State.MOVED, by=by, hand=hand, at=at, reason=f"Moved to {event.day:%-d %B %Y}.")
        new = _copy(booking, event=event, by=by, at=at)
        moving.go(new, to=State.BOOKED, by=by, hand=hand, at=at, reason=f"Moved from {booking.event.day:%-d %B %Y}.")
        news.to_learner(booking, "moved", at=at)
        confirming.confirm(new, at=at)
        waiting_list.offer_freed_places(booking.event, at=at)
    return new


def change_needs(*, booking: Booking, by: Person, access_needs: str, at: datetime) -> Booking:
    """Change what somebody needs in order to take part; nothing else moves, approval stays."""
    hands.hand_of(by=by, person=booking.person, agency=booking.agency)
    with transaction.atomic():
        booking = _living(booking, at=at)
        booking.access_needs = access_needs
        booking.save(update_fields=["access_needs"])
    return booking


def _living(booking: Booking, *, at: datetime) -> Booking:
    booking = places.locked_booking(booking.pk)
    if not booking.living:
        raise Refusal(f"Nothing is left to do: this booking is “{booking.words}”.")
    if booking.event.has_begun(at):
        raise Refusal("This event has begun; the register says who came.")
    return booking


def _refuse_move(booking: Booking, event: Event, *, at: datetime) -> None:
    if booking.state != State.BOOKED:
        raise Refusal(f"Only a booked place can be moved; this one is “{booking.words}”.")
    if event.course_id != booking.event.course_id or event.pk == booking.event_id:
        raise Refusal("Choose another date of the same course.")
    if at > booking.free_until:
        raise Refusal("It is too late to move free of charge. Let a colleague take your place, or cancel.")
    if Booking.objects.living().filter(event=event, person=booking.person).exists():
        raise Refusal("You have a booking on that date already.")


def _copy(booking: Booking, *, event: Event, by: Person, at: datetime) -> Booking:
    """The same wish for another date, under the terms of today."""
    asked = Asked(instead=booking.instead, access_needs=booking.access_needs, prior_learning=booking.prior_learning,
                  accepts_policy=True, rate=booking.rate)  # fmt: skip
    manager = Manager(booking.manager_name, booking.manager_email, trusted=True)
    new = bookings.draft(event, person=booking.person, by=by, agency=booking.agency, asked=replace(asked), at=at,
                         manager=manager)  # fmt: skip
    new.follows, new.approved_by, new.approved_at = booking, booking.approved_by, booking.approved_at
    return new


def _what_it_costs(booking: Booking, late: bool) -> str:
    if not late or not booking.late_fee:
        return "Nothing is charged."
    return (
        f"This is a late cancellation: £{booking.late_fee} is proposed as a charge. Your line manager is told, and can "
        "say if there was a good reason."
    )
