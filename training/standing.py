"""How an event stands for whoever looks: places left, one's own booking, the words and terms beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from office import rules
from partnership.models import Person
from training import clock
from training.models import Booking, Event
from training.states import LIVING, State


@dataclass(frozen=True)
class Line:
    """One event as a list shows it."""

    event: Event
    booking: Booking | None
    left: int
    hours: str
    words: str
    note: str
    month: str = ""

    @property
    def taken(self) -> int:
        """Places that are not free."""
        return self.event.max_places - self.left


def left(event: Event) -> int:
    """Places nobody has, nobody is offered and nobody has reserved; needs `counted`."""
    return max(0, event.max_places - event.seated - event.held)


def own(person: Person | AnonymousUser, events: Sequence[int]) -> dict[int, Booking]:
    """The living bookings of a person for some events, by event; one query, none for strangers."""
    if not isinstance(person, Person) or not events:
        return {}
    mine = Booking.objects.filter(person=person, event__in=events, state__in=LIVING)
    return {each.event_id: each for each in mine}


def rows(events: Sequence[Event], own: Mapping[int, Booking], *, at: datetime) -> list[Line]:
    """Lines of a list, the first of each month with the month's name."""
    lines, last = [], ""
    for event in events:
        day = event.day
        month = f"{day:%B}" if day.year == clock.day_of(at).year else f"{day:%B %Y}"
        lines.append(row(event, own.get(event.pk), at=at, month=month if month != last else ""))
        last = month
    return lines


def row(event: Event, booking: Booking | None, *, at: datetime, month: str = "") -> Line:
    """One line."""
    free = left(event)
    return Line(
        event, booking, free, _hours(event), _words(event, booking, free, at), _note(event, booking, free, at), month
    )


def position(booking: Booking) -> tuple[int, int]:
    """Which place somebody has on the waiting list of an event, and how many wait there."""
    queue = list(Booking.objects.filter(event=booking.event_id).waiting().values_list("pk", flat=True))
    return queue.index(booking.pk) + 1 if booking.pk in queue else 0, len(queue)


def terms(event: Event, booking: Booking | None, *, person: Any, at: datetime) -> dict[str, Any]:
    """What the box of booking says: until when cancelling is free, what it costs then, one's place in the queue."""
    today = clock.day_of(at)
    found: dict[str, Any] = {
        "free_until": booking.free_until
        if booking
        else clock.free_until(event.starts_at, rules.value("training.free_until", on=today)),
        "late_fee": booking.late_fee if booking else rules.value("training.late_fee", on=today),
    }
    if booking and booking.state == State.WAITING:
        found["position"], found["in_queue"] = position(booking)
    return found


def _hours(event: Event) -> str:
    if clock.day_of(event.starts_at) == clock.day_of(event.ends_at):
        return clock.hours(event.starts_at, event.ends_at)
    return f"{clock.hour(event.starts_at)}, until {clock.day_of(event.ends_at):%-d %B}"


def _words(event: Event, booking: Booking | None, free: int, at: datetime) -> str:
    if booking:
        return {
            State.BOOKED: "You have a place",
            State.OFFERED: "A place is offered to you",
            State.WAITING: "You are on the waiting list",
            State.AWAITING: "Your place waits for approval",
        }[State(booking.state)]
    if event.state == Event.State.CANCELLED:
        return "Cancelled"
    if event.has_begun(at):
        return "Over" if event.ends_at <= at else "Running now"
    today = clock.day_of(at)
    if today > event.closes_on:
        return "Booking has closed"
    if today < event.opens_on:
        return f"Booking opens {event.opens_on:%-d %B}"
    return f"{free} place{'' if free == 1 else 's'} left" if free else "Full"


def _note(event: Event, booking: Booking | None, free: int, at: datetime) -> str:
    if booking and booking.state == State.OFFERED and booking.offer_until:
        return f"Take it by {clock.moment_words(booking.offer_until)}"
    if booking and booking.state == State.BOOKED and booking.free_until > at:
        return f"Free to cancel until {clock.day_of(booking.free_until):%-d %B}, {clock.hour(booking.free_until)}"
    if not event.books_on(clock.day_of(at)) or event.has_begun(at):
        return ""
    if free and not event.waiting:
        return f"of {event.max_places}"
    return f"{event.waiting} waiting" if event.waiting else "Nobody waits yet"
