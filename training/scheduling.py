"""Events: schedule, change, open, clone. Cancelling and moving what people hold places for: calling_off.py."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from office import findable, rules
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import clock, news, search_rows
from training.models import Course, Event, Policy, Session

FORM = "event"
PLAIN = ("venue", "room", "joining_link", "joining_notes", "min_places", "max_places", "opens_on", "closes_on",
         "most_percent", "mix_until")  # fmt: skip
# What calendars and people must hear of when it changes, in words.
TOLD = {"venue": "the venue", "room": "the room", "joining_link": "the joining link", "joining_notes": "the notes"}
Words = Mapping[str, Any]
Span = tuple[datetime, datetime]


def schedule(*, by: Person, course: Course, words: Words, sessions: Sequence[Span], at: datetime) -> Event:
    """A draft of an event, with the thresholds and the policy of the day; Refusal when its dates make no sense."""
    check(by, Permission.KEEP_CATALOGUE)
    refuse_unfit_dates(sessions, at=at)
    today = localdate(at)
    with transaction.atomic():
        event = Event(
            course=course,
            online_threshold=rules.value("training.online_threshold", on=today),
            full_threshold=rules.value("training.full_threshold", on=today),
            policy=Policy.objects.in_force(today),
            secret=secrets.token_hex(24),
        )
        write(event, words, sessions)
        trail.leave("event scheduled", by=by, about=event, course=course.pk)
    return event


def open_event(*, by: Person, event: Event, at: datetime) -> Event:
    """Let people book; Refusal when it has begun, has no place and no link, or its course is not published."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        event = Event.objects.select_for_update(of=("self",)).select_related("course", "venue").get(pk=event.pk)
        if event.state != Event.State.DRAFT:
            raise Refusal(f"This event is {event.get_state_display().lower()} already.")
        if event.has_begun(at):
            raise Refusal("This event lies in the past. Give it another date first.")
        if event.venue is None and not event.joining_link:
            raise Refusal("Say where it takes place: choose a venue, or write the joining link.")
        if event.course.published_at is None:
            raise Refusal("Publish the course first; nobody can see an event of a course that is not published.")
        event.state = Event.State.OPEN
        event.save(update_fields=["state"])
        trail.leave("event opened", by=by, about=event)
        findable.write([search_rows.of_event(event)])
        for interest in event.course.interests.select_related("person"):
            news.of_event(event, "new_date", to=interest.person, at=at,
                          key=f"training new date {event.pk} {interest.person_id}")  # fmt: skip
    return event


def clone(*, by: Person, events: Sequence[Event], days: int, at: datetime) -> list[Event]:
    """Each event once more, so many days later, as drafts: places, trainers, window and mix move along."""
    check(by, Permission.KEEP_CATALOGUE)
    if days < 1:
        raise Refusal("Say by how many days the new dates lie later; 1 or more.")
    made = []
    with transaction.atomic():
        for event in events:
            words = {name: getattr(event, name) for name in PLAIN} | {"trainers": list(event.trainers.all())}
            for name in ("closes_on", "mix_until"):
                words[name] = words[name] + timedelta(days=days) if words[name] else None
            words["opens_on"] = min(localdate(at), words["closes_on"])
            spans = [(_later(each.starts_at, days), _later(each.ends_at, days)) for each in event.sessions.all()]
            made.append(schedule(by=by, course=event.course, words=words, sessions=spans, at=at))
    return made


def values_of(event: Event) -> dict[str, Any]:
    """What the form of change begins with and what its mark is made of."""
    plain = {name: getattr(event, name) for name in PLAIN if name != "venue"} | {"venue": event.venue_id}
    sessions: dict[str, Any] = {}
    for each in event.sessions.all():
        begins, ends = each.starts_at.astimezone(clock.LONDON), each.ends_at.astimezone(clock.LONDON)
        sessions |= {
            f"day_{each.number}": begins.date(), f"from_{each.number}": f"{begins:%H:%M}",
            f"to_{each.number}": f"{ends:%H:%M}",
        }  # fmt: skip
    trainers = sorted(str(pk) for pk in event.trainers.values_list("pk", flat=True))
    return plain | sessions | {"trainers": trainers}


def refuse_unfit_dates(sessions: Sequence[Span], *, at: datetime) -> None:
    """Refusal unless there is a session, all begin later than now, and none overlaps another."""
    if not sessions:
        raise Refusal("Give at least one date with its hours.")
    if min(begins for begins, _ in sessions) <= at:
        raise Refusal("The event lies in the past. Give a date to come.")
    ordered = sorted(sessions)
    for begins, ends in ordered:
        if ends <= begins:
            raise Refusal(f"The session of {begins:%-d %B} ends before it begins. Check its hours.")
    for (_, ends), (begins, _) in pairwise(ordered):
        if begins < ends:
            raise Refusal(f"Two sessions overlap on {begins:%-d %B}. Check their hours.")


def write(event: Event, words: Words, sessions: Sequence[Span]) -> None:
    """Put words and sessions on an event, inside a transaction."""
    for name in PLAIN:
        if name in words:
            setattr(event, name, words[name])
    _refuse_unfit_places(event)
    ordered = sorted(sessions)
    event.starts_at, event.ends_at = ordered[0][0], max(ends for _, ends in ordered)
    _refuse_unfit_window(event)
    event.save()
    kept = {each.number: each for each in event.sessions.all()}
    for number, (begins, ends) in enumerate(ordered, start=1):
        session = kept.pop(number, None) or Session(event=event, number=number)
        session.starts_at, session.ends_at = begins, ends
        session.save()
    if kept:
        event.sessions.filter(number__in=kept).delete()
    if "trainers" in words:
        event.trainers.set(words["trainers"])


def usual_window(first: date, *, on: date) -> tuple[date, date]:
    """From today until the usual last day to book before an event."""
    closes = clock.last_day_before(first, rules.value("training.books_until", on=on))
    return min(on, closes), closes


def _refuse_unfit_places(event: Event) -> None:
    if event.min_places > event.max_places:
        raise Refusal("The fewest places cannot be more than the most.")
    if event.venue and event.venue.holds and event.venue.holds < event.max_places:
        raise Refusal(f"{event.venue} holds {event.venue.holds} people; {event.max_places} places are too many.")
    if bool(event.most_percent) != bool(event.mix_until):
        raise Refusal("The mix of agencies needs both: the largest share, and the day until which it is kept.")


def _refuse_unfit_window(event: Event) -> None:
    first = clock.day_of(event.starts_at)
    if event.closes_on > first:
        raise Refusal(f"Booking cannot close after the event begins on {first:%-d %B %Y}.")
    if event.opens_on > event.closes_on:
        raise Refusal("Booking cannot open after it closes. Check both days.")
    if event.mix_until and event.mix_until > first:
        raise Refusal("The mix of agencies cannot be kept after the event begins.")


def _later(at: datetime, days: int) -> datetime:
    """The same hour in London so many days later, whatever the clocks do between."""
    local = at.astimezone(clock.LONDON)
    return clock.moment(local.date() + timedelta(days=days), local.time())
