"""Reminders before an event: first what one should know, then how to join; each once, and only while still right."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from office import rules
from office.reminders import step_before
from training import confirming, news, places
from training.models import Booking, Reservation
from training.states import State


def remind(*, at: datetime) -> int:
    """Write the reminders of a day to whoever has a place; run twice it writes nothing new. Says how many are due."""
    today = localdate(at)
    first, again = (rules.value(f"training.{name}", on=today) for name in ("remind_first", "remind_again"))
    until = at + timedelta(days=max(first, again) + 1)
    booked = Booking.objects.filter(state=State.BOOKED, event__starts_at__gt=at, event__starts_at__lt=until)
    count = 0
    for booking in booked.for_list().prefetch_related("event__sessions"):
        step = step_before(booking.event.day, steps=(first, again), on=today)
        # Whoever booked after that step has just had the letter that says the same.
        if step is None or localdate(booking.booked_at) >= booking.event.day - timedelta(days=step):
            continue
        kind = "remind_again" if step == again else "remind_first"
        lines = confirming.joining(booking) if kind == "remind_again" else confirming.terms(booking)[:1]
        with transaction.atomic():
            news.to_learner(booking, kind, at=at, lines=lines, key=booking.event.day.isoformat())
        count += 1
    return count


def release_reservations(*, at: datetime) -> int:
    """Free seats held without names whose day has come, and tell whoever held them; says how many reservations."""
    today, count = localdate(at), 0
    for pk, event in Reservation.objects.due(today).values_list("pk", "event"):
        with transaction.atomic():
            locked = places.locked(event)
            held = Reservation.objects.due(today).select_related("made_by", "agency").filter(pk=pk).first()
            if held is None:
                continue
            held.ended_at = at
            held.save(update_fields=["ended_at"])
            line = f"{held.left} of {held.seats} seats of {held.agency} had no name by {held.release_on:%-d %B}."
            news.of_event(locked, "released", to=held.made_by, at=at, key=f"training released {pk}", lines=[line])
            count += 1
    return count
