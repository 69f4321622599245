"""Changing an event people may hold places for: what calendars must hear of is told to everybody who has one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from office import drafts, findable
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import clock, confirming, moving, news, places, scheduling, search_rows, waiting_list
from training.models import Event
from training.scheduling import Span
from training.states import State


def change(
    *, by: Person, event: Event, words: Mapping[str, Any], sessions: Sequence[Span], mark: str, at: datetime
) -> int:
    """Change an event; says how many people are told.

    ChangedMeanwhile when it was saved since the form was opened; Refusal when fewer places would remain than are taken.
    """
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        event = places.locked(event.pk)
        drafts.refuse_stale(scheduling.values_of(event), mark=mark)
        if event.state == Event.State.CANCELLED:
            raise Refusal("This event is cancelled. Clone it, and change the new one.")
        if event.has_begun(at):
            raise Refusal("This event has begun; its dates and places stay as they are.")
        scheduling.refuse_unfit_dates(sessions, at=at)
        taken = places.taken(event)
        if words["max_places"] < taken:
            raise Refusal(f"{taken} places are taken; there cannot be fewer. Cancel or move somebody first.")
        changed = what_changes(event, words, sessions)
        scheduling.write(event, words, sessions)
        if changed:
            event.sequence += 1
            event.save(update_fields=["sequence"])
        told = _tell(event, changed, at=at) if changed else 0
        if event.state == Event.State.OPEN:
            waiting_list.offer_freed_places(event, at=at)
        trail.leave("event changed", by=by, about=event, told=told)
        findable.write([search_rows.of_event(event)])
        drafts.discard(by=by, form=scheduling.FORM, record=str(event.pk))
    return told


def call_off(*, by: Person, event: Event, at: datetime, why: str) -> int:
    """Cancel an event: everybody who had, waited for or was offered a place is told, nothing is charged.

    They are shown the other dates, and come first where one of those is full (booking.py). Says how many are told.
    """
    check(by, Permission.KEEP_CATALOGUE)
    if not why.strip():
        raise Refusal("Say why it is cancelled; everybody who has a place reads it.")
    with transaction.atomic():
        event = places.locked(event.pk)
        if event.state == Event.State.CANCELLED:
            raise Refusal("This event is cancelled already.")
        if event.has_begun(at):
            raise Refusal("This event has begun; it cannot be cancelled any more.")
        event.state, event.cancelled_why, event.cancelled_at = Event.State.CANCELLED, why, at
        event.sequence += 1
        event.save(update_fields=["state", "cancelled_why", "cancelled_at", "sequence"])
        event.reservations.standing().update(ended_at=at)
        told = list(event.bookings.living().select_related("person", "agency"))
        others = _other_dates(event, at=at)
        for booking in told:
            booking.event = event
            had_place = booking.state == State.BOOKED
            moving.go(booking, to=State.CALLED_OFF, by=by, hand="the office", at=at, reason=why)
            news.to_learner(booking, "called_off", at=at, lines=[f"Why: {why}", *others])
            if had_place:
                news.to_manager(booking, "manager_cancelled", at=at, lines=[f"The office cancelled it. Why: {why}"])
        trail.leave("event cancelled", by=by, about=event, told=len(told))
        findable.forget([f"training.event:{event.pk}"])
    return len(told)


def _tell(event: Event, changed: list[str], *, at: datetime) -> int:
    """Write what changed to everybody who has a place or waits for one; calendars hear of it through the letter."""
    told = list(event.bookings.living().select_related("person", "agency"))
    fresh = Event.objects.select_related("course", "venue").get(pk=event.pk)
    for booking in told:
        booking.event = fresh
        booked = booking.state == State.BOOKED
        kind = "changed" if booked else "changed_waiting"
        news.to_learner(booking, kind, at=at, key=str(event.sequence),
                        lines=[*changed, *(confirming.joining(booking) if booked else [])])  # fmt: skip
    return len(told)


def _other_dates(event: Event, *, at: datetime) -> list[str]:
    """Other dates of the course, one line each."""
    rows = Event.objects.scheduled().to_come(at).filter(course=event.course_id).select_related("course", "venue")[:5]
    return [f"Another date: {clock.day_words(each.day)}, {each.place}, "
            f"{settings.SITE_ADDRESS}{reverse('event', args=[each.pk])}" for each in rows]  # fmt: skip


def what_changes(event: Event, words: Mapping[str, Any], sessions: Sequence[Span]) -> list[str]:
    """What people who hold a place must hear of, a line each, in words."""
    lines = []
    before = [(each.starts_at, each.ends_at) for each in event.sessions.all()]
    after = sorted(sessions)
    if before != after:
        lines.append(f"When: {_spans(after)}. Before: {_spans(before)}.")
    old, new = event.place, words["venue"].name if words.get("venue") else "Online"
    if old != new:
        lines.append(f"Where: {new}. Before: {old}.")
    if event.room != words.get("room", event.room):
        lines.append(f"Room: {words['room'] or 'not said yet'}.")
    if event.joining_link != words.get("joining_link", event.joining_link):
        lines.append(
            "The joining link is another one; it stands below." if words["joining_link"] else "No link any more."
        )
    return lines


def _spans(spans: Sequence[Span]) -> str:
    return "; ".join(f"{clock.day_words(clock.day_of(begins))}, {clock.hours(begins, ends)}" for begins, ends in spans)


def told_words(told: int) -> str:
    """How many were told, in words."""
    if not told:
        return "Nobody had to be told."
    return f"{told} {'person is' if told == 1 else 'people are'} told what changed."
