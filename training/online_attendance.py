"""Attendance of an online session from the meeting's report: read, matched, looked at by a person, then kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from office import drafts
from partnership import trail
from partnership.models import Person
from partnership.refusals import Refusal
from training import attendance, clock, meeting_reports, places
from training.models import Attendance, Booking, Event, Session

FORM = "meeting_report"


def lay_down(*, event: Event, session: Session, data: bytes, by: Person, at: datetime) -> int:
    """Read a report and keep it for review; says how many people it names."""
    attendance.check_keeps(event, by=by)
    found = meeting_reports.read(data, day=clock.day_of(session.starts_at))
    rows = {"name": [each.name for each in found], "email": [each.email for each in found],
            "minutes": [str(each.minutes) for each in found]}  # fmt: skip
    drafts.lay_down(by=by, form=FORM, record=str(session.pk), fields=rows, at=at)
    return len(found)


def laid_down(session: Session, *, person: Person) -> list[meeting_reports.Present]:
    """What was read of a report and not kept yet."""
    draft = drafts.of(person, form=FORM, record=str(session.pk))
    if draft is None:
        return []
    names, emails, minutes = (draft.fields[key] for key in ("name", "email", "minutes"))
    return [meeting_reports.Present(*row[:2], int(row[2])) for row in zip(names, emails, minutes, strict=True)]


def matches(rows: Sequence[meeting_reports.Present], bookings: Sequence[Booking]) -> dict[int, int | None]:
    """For each row by its number the booking it is of: by address, else by the whole name if only one bears it."""
    by_email = {each.person.email: each.pk for each in bookings}
    by_name: dict[str, list[int]] = {}
    for each in bookings:
        by_name.setdefault(_plain(each.person.name), []).append(each.pk)
    found: dict[int, int | None] = {}
    for number, row in enumerate(rows):
        alike = by_name.get(_plain(row.name), [])
        found[number] = by_email.get(row.email) or (alike[0] if len(alike) == 1 else None)
    return found


def take_in(*, event: Event, session: Session, chosen: Mapping[int, int], by: Person, at: datetime) -> dict[str, int]:
    """Keep a reviewed report: `chosen` says for each row its booking; whoever is not named was not there."""
    attendance.check_keeps(event, by=by)
    rows = laid_down(session, person=by)
    if not rows:
        raise Refusal("There is no report to take in. Upload it first.")
    with transaction.atomic():
        event = places.locked(event.pk)
        known = {each.pk: each for each in event.bookings.on_register()}
        minutes: dict[int, int] = {}
        for number, booking in chosen.items():
            if booking not in known or not 0 <= number < len(rows):
                raise Refusal("The register has changed meanwhile. Upload the report again.")
            minutes[booking] = minutes.get(booking, 0) + rows[number].minutes
        needed = session.minutes * event.online_threshold / 100
        counts = {"there": 0, "too short": 0, "not there": 0}
        for key, booking_row in known.items():
            stayed = minutes.get(key, 0)
            there = stayed >= needed
            counts["there" if there else "too short" if stayed else "not there"] += 1
            attendance.note(
                booking_row, session=session, present=there, minutes=stayed, by=by, how=Attendance.How.REPORT, at=at
            )
        trail.leave("meeting report taken in", by=by, about=event, people=len(known), rows=len(rows))
        drafts.discard(by=by, form=FORM, record=str(session.pk))
    return counts


def _plain(name: Any) -> str:
    """A name without case, order and what a meeting adds in brackets."""
    words = str(name).split("(")[0].replace(",", " ").casefold().split()
    return " ".join(sorted(words))
