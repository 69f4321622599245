"""An agency's desk: seats reserved before names are known, names put to them, and many booked from one file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from office.tables_in import Fault, Unfit, Wanted
from partnership import trail
from partnership.access import agencies_where, check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import booking as bookings
from training import clock, places
from training.booking import Asked
from training.models import Booking, Event, Reservation
from training.states import State

COLUMNS = (
    Wanted("event", "Event", also=("Event number", "Date number"), read=lambda cell: _number(cell)),
    Wanted("email", "E-mail", also=("Email", "E-mail address"), read=lambda cell: cell.strip().lower()),
    Wanted("manager_name", "Line manager", also=("Manager",), needed=False),
    Wanted("manager_email", "Line manager's e-mail", also=("Manager e-mail", "Manager email"), needed=False),
    Wanted("access_needs", "Needs", also=("Access needs",), needed=False),
)


@dataclass(frozen=True)
class Fate:
    """What would become of a row: who, which event, and the state, or why not."""

    row: int
    who: str
    event: str
    fate: str
    fails: bool = False


def reserve(*, event: Event, agency: Agency, seats: int, release_on: date, by: Person, at: datetime) -> Reservation:
    """Hold seats for an agency until a day; Refusal when there are not so many, or the day is no use."""
    check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    with transaction.atomic():
        event = places.locked(event.pk)
        bookings.refuse_closed(event, at=at)
        if not clock.day_of(at) < release_on <= event.closes_on:
            raise Refusal(f"Choose a day of release from tomorrow to {event.closes_on:%-d %B %Y}, when booking closes.")
        if Reservation.objects.filter(event=event, agency=agency, ended_at=None).exists():
            raise Refusal(f"{agency} holds seats there already. Put names to those, or release them first.")
        now = places.room(event, at=at)
        free = now.free if now.mix.most is None else min(now.free, now.mix.most - now.mix.taken.get(agency.pk, 0))
        if now.waiting or seats > free:
            raise Refusal(f"{max(0, free) if not now.waiting else 0} seats can be reserved there, not {seats}.")
        held = Reservation.objects.create(event=event, agency=agency, seats=seats, left=seats, release_on=release_on,
                                          made_by=by, made_at=at)  # fmt: skip
        trail.leave("seats reserved", by=by, about=event, agency=agency, seats=seats)
    return held


def release(*, reservation: Reservation, by: Person, at: datetime) -> None:
    """Give up seats that have no name."""
    check(by, Permission.BOOK_FOR_OTHERS, agency=reservation.agency)
    with transaction.atomic():
        places.locked(reservation.event_id)
        Reservation.objects.filter(pk=reservation.pk, ended_at=None).update(ended_at=at)
        trail.leave("seats released", by=by, about=reservation.event, agency=reservation.agency)


def name(*, reservation: Reservation, person: Person, asked: Asked, by: Person, at: datetime) -> Booking:
    """Put a name to a reserved seat: the seat is given up and booked in one transaction, so nobody comes between."""
    check(by, Permission.BOOK_FOR_OTHERS, agency=reservation.agency)
    with transaction.atomic():
        places.locked(reservation.event_id)
        held = (
            Reservation.objects.standing().select_related("event__course", "agency").filter(pk=reservation.pk).first()
        )
        if held is None:
            raise Refusal("These seats have been released. Book a place as usual, if there is one.")
        held.left -= 1
        held.ended_at = at if not held.left else None
        held.save(update_fields=["left", "ended_at"])
        made = bookings.book_place(event=held.event, person=person, by=by, agency=held.agency, asked=asked, at=at)
        if made.state != State.BOOKED:
            raise Refusal(f"{person} cannot take this seat: the booking would be “{made.words}”.")
    return made


def book_group(
    *, event: Event, people: Sequence[Person], agency: Agency, whole: bool, asked: Asked, by: Person, at: datetime
) -> list[Booking]:
    """Book a group: all of it or nobody when `whole`, else as many as fit; the others wait together under one mark.

    Refusal names whoever cannot be booked at all, and then nobody is. A group no event could ever take is refused.
    """
    check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    with transaction.atomic():
        event = places.locked(event.pk)
        most = min(event.max_places, event.most_of_one or event.max_places)
        if whole and len(people) > most:
            raise Refusal(f"At most {most} people of one agency fit here; {len(people)} can never go together. "
                          "Choose “as many as fit”, or another date.")  # fmt: skip
        waits = whole and not places.fits(event, agency=agency.pk, people=len(people), at=at)
        asked = replace(asked, group=uuid4(), group_whole=whole, waits=waits)
        made = []
        for person in people:
            try:
                made.append(bookings.book_place(event=event, person=person, by=by, agency=agency, asked=asked, at=at))
            except Refusal as refusal:
                raise Refusal(f"{person}: {refusal.sentence} Nobody of the group was booked.") from refusal
        trail.leave("group booked", by=by, about=event, agency=agency, people=len(made))
    return made


def people_of(text: str) -> list[Person]:
    """The people whose addresses stand in a text, one a line; Refusal names those nobody here has."""
    addresses = list(dict.fromkeys(line.strip().lower() for line in text.splitlines() if line.strip()))
    known = {each.email: each for each in Person.objects.current().filter(email__in=addresses)}
    unknown = [address for address in addresses if address not in known]
    if unknown:
        raise Refusal(f"Nobody with an account here has the address {', '.join(unknown)}. They have to join first.")
    return [known[address] for address in addresses]


def fates(rows: Mapping[int, Mapping[str, Any]], *, agency: Agency, by: Person, at: datetime) -> list[Fate]:
    """What each row of a file would become; nothing is kept, no letter goes out."""
    check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    with transaction.atomic():
        found = [_fate(row, number=number, agency=agency, by=by, at=at) for number, row in rows.items()]
        transaction.set_rollback(True)
    return found


def book_all(rows: Mapping[int, Mapping[str, Any]], *, agency: Agency, by: Person, at: datetime) -> list[Fate]:
    """Book every row; one that cannot be booked any more says why and the others stand."""
    check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    return [_fate(row, number=number, agency=agency, by=by, at=at) for number, row in rows.items()]


def faults_of(rows: Mapping[int, Mapping[str, Any]]) -> list[Fault]:
    """Rows that name somebody twice for one event."""
    seen: dict[tuple[int, str], int] = {}
    found = []
    for number, row in rows.items():
        key = (row["event"], row["email"])
        if key in seen:
            found.append(Fault(number, "E-mail", f"Row {seen[key]} books the same person for the same event.",
                               "Take one of the two rows out."))  # fmt: skip
        seen.setdefault(key, number)
    return found


def agencies_of(person: Person, *, on: date) -> list[Agency]:
    """The agencies somebody books for, the one he or she acts for first; for the office all."""
    keys = agencies_where(person, Permission.BOOK_FOR_OTHERS)
    active = Agency.objects.active(on)
    found = list(active if keys is None else active.filter(pk__in=keys))
    return sorted(found, key=lambda each: (each != person.acting_for, each.name))


def _fate(row: Mapping[str, Any], *, number: int, agency: Agency, by: Person, at: datetime) -> Fate:
    event = Event.objects.scheduled().select_related("course", "venue").filter(pk=row["event"]).first()
    person = Person.objects.current().filter(email=row["email"]).first()
    words = f"{event}" if event else f"{row['event']}"
    if event is None:
        return Fate(number, row["email"], words, "There is no event with this number. It stands in its address.", True)
    if person is None:
        return Fate(number, row["email"], words, "Nobody with an account here has this address.", True)
    try:
        with transaction.atomic():
            asked = _asked(row, person=person, by=by)
            made = bookings.book_place(event=event, person=person, by=by, agency=agency, asked=asked, at=at)
    except Refusal as refusal:
        return Fate(number, person.name, words, refusal.sentence, True)
    return Fate(number, person.name, words, made.words)


def _asked(row: Mapping[str, Any], *, person: Person, by: Person) -> Asked:
    """The line manager of the file, else of the profile, else whoever books."""
    manager = person.line_manager or by
    return Asked(manager_name=row.get("manager_name") or manager.name, access_needs=row.get("access_needs") or "",
                 manager_email=row.get("manager_email") or manager.email, accepts_policy=True)  # fmt: skip


def _number(cell: str) -> int:
    digits = cell.rstrip("/").rpartition("/")[2]
    if not digits.isdecimal() or len(digits) > 9:
        raise Unfit(f"“{cell[:40]}” is no number of an event.", "Write the number that stands in the event's address.")
    return int(digits)
