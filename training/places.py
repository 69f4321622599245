"""Takes and frees places, one at a time, under the lock of the event's row; the only module that does.

Lock, count, decide, write: in that order. The count is a statement of its own after the lock. PostgreSQL counts as of
the start of a statement, so a count within the locking statement would not see what the previous holder has written.
"""

from django.db.models import Sum

from training.models import Booking, Event, Reservation


def locked(event: int) -> Event:
    """The event, its row locked until the transaction ends: whoever else wants a place waits here."""
    return (
        Event.objects.select_for_update(of=("self",))
        .select_related("course", "venue", "policy")
        .get(pk=event)
    )  # fmt: skip


def taken(event: Event) -> int:
    """Places that somebody has, is offered, or has reserved; of a locked event, to decide upon."""
    seats = Booking.objects.filter(event=event).seated().count()
    return seats + (Reservation.objects.standing().filter(event=event).aggregate(n=Sum("left"))["n"] or 0)


def free(event: Event) -> int:
    """Places left of a locked event."""
    return event.max_places - taken(event)
