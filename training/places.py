"""Takes and frees places under the lock of the event's row; the only module that decides whether there is one.

Lock, count, decide, write: in that order. The count is a statement of its own after the lock. PostgreSQL counts as of
the start of a statement, so a count within the locking statement would not see what the previous holder has written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from office import rules
from training import allocation, clock
from training.allocation import Choice, Mix, Waiter, share_used_up
from training.models import Booking, Event, Reservation
from training.states import SEATED, State


@dataclass(frozen=True)
class Room:
    """How a locked event stands: places free, people waiting, and places of each agency while the mix is kept."""

    free: int
    waiting: int
    mix: Mix


def locked(event: int) -> Event:
    """The event, its row locked until the transaction ends: whoever else wants a place waits here."""
    rows = Event.objects.select_for_update(of=("self",)).select_related("course", "venue", "policy")
    return rows.prefetch_related("sessions").get(pk=event)


def locked_booking(booking: int) -> Booking:
    """A booking as it is now, with the row of its event locked: every act on a booking takes this lock first."""
    event = locked(Booking.objects.values_list("event", flat=True).get(pk=booking))
    fresh = Booking.objects.select_related("person", "agency__parent__parent").get(pk=booking)
    fresh.event = event
    return fresh


def taken(event: Event) -> int:
    """Places that somebody has, is offered, or has reserved; of a locked event, to decide upon."""
    seats = Booking.objects.filter(event=event).seated().count()
    return seats + _reserved(event)


def room(event: Event, *, at: datetime) -> Room:
    """How a locked event stands."""
    counts = Booking.objects.filter(event=event).aggregate(
        seats=Count("pk", filter=Q(state__in=SEATED)), waiting=Count("pk", filter=Q(state=State.WAITING))
    )
    free = event.max_places - counts["seats"] - _reserved(event)
    return Room(max(0, free), counts["waiting"], mix(event, at=at))


def mix(event: Event, *, at: datetime) -> Mix:
    """The mix of agencies of an event as it stands; without a limit once its day has passed."""
    if event.most_of_one is None or event.mix_until is None or clock.day_of(at) > event.mix_until:
        return Mix(None, None, {})
    seats = Booking.objects.filter(event=event).seated().values("agency").annotate(n=Count("pk"))
    return Mix(event.most_of_one, event.mix_until, {row["agency"]: row["n"] for row in seats.order_by()})


def seat(event: Event, *, agency: int, at: datetime) -> tuple[State, str]:
    """Whether somebody of an agency who asks now gets a place (BOOKED) or waits (WAITING), and why, in words."""
    now = room(event, at=at)
    if not now.free:
        return State.WAITING, "Every place is taken."
    if share_used_up(agency, mix=now.mix):
        until = f"{now.mix.until:%-d %B}" if now.mix.until else ""
        return State.WAITING, (
            f"This event is for a mix of agencies: until {until} no agency gets more than {now.mix.most} places, "
            "and this one has them."
        )
    if now.waiting and _others_get_them(event, now, at=at):
        return State.WAITING, "Others have waited before."
    return State.BOOKED, "There was a free place."


def fits(event: Event, *, agency: int, people: int, at: datetime) -> bool:
    """Whether so many people of an agency who come together get their places now."""
    now = room(event, at=at)
    within = now.mix.most is None or now.mix.taken.get(agency, 0) + people <= now.mix.most
    return people <= now.free and within and not (now.waiting and _others_get_them(event, now, at=at))


def waiting(event: Event) -> dict[int, Booking]:
    """The waiting list of an event, longest waiting first."""
    rows = Booking.objects.filter(event=event).waiting().select_related("person", "agency")
    return {each.pk: each for each in rows}


def next_in_line(waiting: Iterable[Booking], *, now: Room) -> list[Choice]:
    """Who gets what is free, by the rule of fair places."""
    queue = [
        Waiter(
            key=each.pk, agency=each.agency_id, since=each.waits_since or each.booked_at,
            needs_it_first=each.needs_it_first, expired=each.expired, group=each.group, whole=each.group_whole,
        )
        for each in waiting
    ]  # fmt: skip
    return allocation.next_in_line(queue, free=now.free, mix=now.mix)


def offers_by_itself(event: Event, *, at: datetime) -> bool:
    """Whether freed places still go to the waiting list without anybody's doing."""
    stop = rules.value("training.offer_until", on=clock.day_of(at))
    return clock.offers_by_itself(at, starts_at=event.starts_at, stop=stop)


def _others_get_them(event: Event, now: Room, *, at: datetime) -> bool:
    """Whether those who wait get all that is free; near the event nobody is moved up, so whoever asks first has it."""
    if not offers_by_itself(event, at=at):
        return False
    chosen = next_in_line(waiting(event).values(), now=now)
    return sum(len(choice.keys) for choice in chosen) >= now.free


def _reserved(event: Event) -> int:
    held = Reservation.objects.standing().filter(event=event).aggregate(n=Sum("left"))["n"]
    return int(held or 0)
