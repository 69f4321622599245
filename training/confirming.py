"""What is written to whom when a booking comes to stand somewhere: learner, line manager, the agency's lead."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from partnership import working_days
from training import clock, hands, news
from training.models import Booking
from training.states import State


def tell(booking: Booking, *, at: datetime) -> None:
    """Write about a new booking, or one that has just got its place."""
    if booking.state == State.BOOKED:
        confirm(booking, at=at)
    elif booking.state == State.WAITING:
        news.to_learner(booking, "waiting", at=at)
    elif booking.state == State.AWAITING:
        news.to_learner(booking, "awaiting", at=at)
        ask(booking, "approve", at=at)


def confirm(booking: Booking, *, at: datetime) -> None:
    """The place is booked: the learner gets all that is needed to come, the manager a copy."""
    news.to_learner(booking, "booked", at=at, lines=terms(booking), key=str(booking.sequence))
    news.to_manager(booking, "manager_booked", at=at, lines=terms(booking)[:1], key=str(booking.sequence))


def ask(booking: Booking, kind: str, *, at: datetime, key: str = "") -> None:
    """Ask whoever approves: the manager by a signed page, the agency's leads on the page of the booking."""
    until = working_days.last_moment(booking.approve_by or clock.day_of(at))
    lines = [f"Please answer by {clock.day_words(clock.day_of(until))}; after that the request lapses."]
    if booking.approved_by == Booking.ApprovedBy.MANAGER:
        link = news.signed_link("approve_booking", booking, until=until)
        news.to_manager(booking, kind, at=at, lines=lines, link=link, words="Say yes or no", key=key)
        return
    page = settings.SITE_ADDRESS + reverse("booking", args=[booking.pk])
    why = f"{booking.manager_name} ({booking.manager_email}) is named as line manager, but we cannot tell whose address"
    for lead in hands.leads_of(booking.agency, on=clock.day_of(at)):
        if lead.pk != booking.person_id:
            news.to_manager(booking, kind, at=at, lines=[f"{why} that is, so we ask you.", *lines], link=page, to=lead,
                            words="Say yes or no", key=key)  # fmt: skip


def terms(booking: Booking) -> list[str]:
    """What the learner must know: until when cancelling is free, what it costs then, how to join."""
    late = f"After that a late cancellation costs your organisation £{booking.late_fee}." if booking.late_fee else ""
    lines = [f"Cancelling is free until {clock.moment_words(booking.free_until)}. {late}".strip()]
    if booking.fee:
        lines.append(f"The place costs £{booking.fee}.")
    return lines + joining(booking)


def joining(booking: Booking) -> list[str]:
    """How to join or get there."""
    event = booking.event
    lines = [f"Join here: {event.joining_link}"] if event.joining_link else []
    if event.joining_notes:
        lines.append(event.joining_notes)
    if event.venue and event.venue.access_notes:
        lines.append(event.venue.access_notes)
    return lines
