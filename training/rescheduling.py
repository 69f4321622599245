"""Changing an event people may hold places for: what calendars must hear of is told to everybody who has one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from office import drafts, findable
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import clock, places, scheduling, search_rows
from training.models import Event
from training.scheduling import Span


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
        trail.leave("event changed", by=by, about=event, told=bool(changed))
        findable.write([search_rows.of_event(event)])
        drafts.discard(by=by, form=scheduling.FORM, record=str(event.pk))
    return 0


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
