"""Approval: by the line manager on a signed page, in the manager's stead by the agency's lead or the office."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from office import reminders, rules
from partnership import working_days
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import confirming, hands, moving, news, places
from training.booking import refuse_closed
from training.models import Booking
from training.states import State


def approve(*, booking: Booking, by: Person | None, at: datetime) -> Booking:
    """Say yes: the place is booked, or when meanwhile all are taken the learner waits. `by` is None for the manager."""
    return _answer(booking, by=by, at=at, reason="")


def decline(*, booking: Booking, by: Person | None, at: datetime, reason: str) -> Booking:
    """Say no, with a reason the learner reads."""
    if not reason.strip():
        raise Refusal("Say why, so that the two of you can talk about it.")
    return _answer(booking, by=by, at=at, reason=reason)


def remind_and_lapse(*, at: datetime) -> int:
    """Remind whoever has not answered, and let lapse what nobody approved in time; says how many lapsed."""
    today, lapsed = localdate(at), 0
    every = rules.value("training.approval_remind", on=today)
    for asked in Booking.objects.filter(state=State.AWAITING).values_list("pk", flat=True):
        with transaction.atomic():
            booking = places.locked_booking(asked)
            if booking.state != State.AWAITING or booking.approve_by is None:
                continue
            if booking.approve_by < today or booking.event.has_begun(at):
                moving.go(booking, to=State.LAPSED, by=None, hand=hands.PORTAL, at=at, reason="Nobody approved it.")
                news.to_learner(booking, "lapsed", at=at)
                lapsed += 1
            elif step := reminders.step_after(localdate(booking.booked_at), every=every, on=today):
                confirming.ask(booking, "approve_again", at=at, key=f"step {step}")
    return lapsed


def last_moment(booking: Booking) -> datetime:
    """Until when it can be approved."""
    return working_days.last_moment(booking.approve_by or booking.event.closes_on)


def _answer(booking: Booking, *, by: Person | None, at: datetime, reason: str) -> Booking:
    hand = _hand(booking, by=by)
    with transaction.atomic():
        booking = places.locked_booking(booking.pk)
        if booking.state != State.AWAITING:
            raise Refusal(f"This has been answered already: the booking is “{booking.words}”.")
        if reason:
            moving.go(booking, to=State.DECLINED, by=by, hand=hand, at=at, reason=reason)
            news.to_learner(booking, "declined", at=at, lines=[f"Reason: {reason}"])
            return booking
        refuse_closed(booking.event, at=at, office=True)
        booking.approved_at = at
        state, why = places.seat(booking.event, agency=booking.agency_id, at=at)
        # Who asked first waits first: approval takes its time through no fault of the learner's.
        booking.waits_since = booking.booked_at if state == State.WAITING else None
        moving.go(booking, to=state, by=by, hand=hand, at=at, reason=f"Approved. {why}")
        confirming.tell(booking, at=at)
    return booking


def _hand(booking: Booking, *, by: Person | None) -> str:
    if by is None:
        return f"{hands.MANAGER}, by a signed page"
    if by.email == booking.manager_email and by.pk != booking.person_id:
        return hands.MANAGER
    check(by, Permission.BOOK_FOR_OTHERS, agency=booking.agency)
    if by.pk == booking.person_id:
        raise Refusal("Nobody approves his or her own booking. Ask a colleague who answers for the agency.")
    return "the agency's lead, in the manager's stead"
