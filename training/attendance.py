"""The register: who was at which session, walk-ins, and closing it, which decides who attended, in part, or not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from partnership import trail
from partnership.access import can, check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import booking as bookings
from training import certificates, charging, clock, hands, moving, places, sign_in_codes
from training.booking import Asked
from training.evaluation import asking
from training.line_managers import Manager
from training.models import Attendance, Booking, Charge, Event, Session
from training.states import State

PRESENT, LATE, ABSENT = "present", "late", "absent"
MARKS = (PRESENT, LATE, ABSENT)
OPENS_BEFORE, LATE_AFTER = timedelta(hours=2), timedelta(minutes=15)
How = Attendance.How


def mark(*, event: Event, marks: Mapping[tuple[int, int], str], by: Person, at: datetime) -> int:
    """Keep the marks of a register, by (booking, session); says how many changed. Refusal before the day."""
    check_keeps(event, by=by)
    with transaction.atomic():
        event = places.locked(event.pk)
        refuse_too_early(event, at=at)
        rows = {each.pk: each for each in event.bookings.on_register()}
        sessions = {each.pk: each for each in event.sessions.all()}
        changed = 0
        _refuse_given_seats(event, rows, marks, at=at)
        for (booking, session), word in marks.items():
            if booking not in rows or session not in sessions or word not in MARKS:
                raise Refusal("The register has changed meanwhile. Open it again and mark anew.")
            changed += note(rows[booking], session=sessions[session], present=word != ABSENT, late=word == LATE, by=by,
                            how=How.REGISTER, at=at)  # fmt: skip
        trail.leave("register kept", by=by, about=event, marks=changed)
    return changed


def sign_in(*, event: Event, session: Session, code: str, by: Person, at: datetime) -> Attendance:
    """Sign oneself in with the code shown in the room; Refusal says why it does not count."""
    check(by, Permission.BOOK_PLACES)
    if not sign_in_codes.fits(event.secret, session.pk, code, at):
        raise Refusal("This code has run out. Point your phone at the screen once more.")
    if not session.starts_at - OPENS_BEFORE <= at <= session.ends_at:
        raise Refusal("One signs in from two hours before the session until its end.")
    with transaction.atomic():
        places.locked(event.pk)
        held = Booking.objects.on_register().filter(event=event, person=by).first()
        if held is None:
            raise Refusal("You have no place here. Speak to the trainer, who can let you in if a place is free.")
        late = at > session.starts_at + LATE_AFTER
        note(held, session=session, present=True, late=late, by=by, how=How.CODE, at=at)
    return held.attendance.get(session=session)


def walk_in(*, event: Event, person: Person, agency: Agency, by: Person, at: datetime) -> Booking:
    """Let somebody in who has no booking, if a place is free: those marked absent have given theirs up."""
    check_keeps(event, by=by)
    today = clock.day_of(at)
    bookings.refuse_person(person, agency, on=today)
    with transaction.atomic():
        event = places.locked(event.pk)
        refuse_too_early(event, at=at)
        if event.ends_at < at:
            raise Refusal("This event is over. Ask the office to put somebody on the register.")
        known = Booking.objects.on_register().filter(event=event, person=person).first()
        if known is not None:
            raise Refusal(f"{person} stands on the register already.")
        current = next((each for each in event.sessions.all() if each.ends_at >= at), None)
        if not places.room(event, at=at).free and not _give_up_one(event, current=current, by=by, at=at):
            raise Refusal("Every place is taken. Mark who has not come as absent first; then there is room.")
        held = _waiting_already(event, person) or _drafted(event, person=person, agency=agency, by=by, at=at)
        held.walked_in = True
        moving.go(held, to=State.BOOKED, by=by, hand="the trainer, at the door", at=at, reason="Walked in.")
        if current is not None:
            note(
                held,
                session=current,
                present=True,
                late=at > current.starts_at + LATE_AFTER,
                by=by,
                how=How.REGISTER,
                at=at,
            )
    return held


def close(*, event: Event, by: Person, at: datetime) -> dict[str, int]:
    """Close the register: each booking becomes attended, in part or not, by the share frozen on the event.

    No-shows and places that cost something are proposed as charges. Closing again after a correction decides anew.
    """
    check_keeps(event, by=by)
    with transaction.atomic():
        event = places.locked(event.pk)
        if event.ends_at > at:
            raise Refusal("The register can be closed once the event is over.")
        sessions = event.sessions.all()
        rows = list(event.bookings.on_register().select_related("person", "agency").prefetch_related("attendance"))
        unmarked = [row for row in rows if len(row.attendance.all()) < len(sessions)]
        for row in unmarked:
            _fill_up(row, sessions=sessions, by=by, at=at)
        counts: dict[str, int] = {}
        for row in rows:
            row.event = event
            state = outcome(list(Attendance.objects.filter(booking=row)), len(sessions), event.full_threshold)
            counts[state] = counts.get(state, 0) + 1
            if row.state != state:
                moving.go(row, to=state, by=by, hand="the register", at=at)
            _charge(row, by=by, at=at)
        asking.ask_directly_after(event, rows, at=at)
        for row in rows:
            certificates.follow_register(row, by=by, at=at)
        event.closed_at = at
        event.save(update_fields=["closed_at"])
        trail.leave("register closed", by=by, about=event, people=len(rows))
    return counts


def outcome(marks: Sequence[Attendance], sessions: int, full: int) -> State:
    """What the marks of a booking make: the frozen share of sessions or more is attended, less is in part.

    Whoever was online for too few minutes was there in part, and owes nothing for not coming.
    """
    present = sum(each.present for each in marks)
    if not present:
        return State.PART if any(each.minutes for each in marks) else State.ABSENT
    return State.ATTENDED if present * 100 >= full * sessions else State.PART


def note(
    booking: Booking, *, session: Session, present: bool, late: bool = False, minutes: int | None = None,
    by: Person | None, how: str, at: datetime,
) -> bool:  # fmt: skip
    """One mark, under the event's lock; says whether anything changed."""
    words = {"present": present, "late": late and present, "minutes": minutes, "how": how, "by": by, "at": at}
    known = Attendance.objects.filter(booking=booking, session=session).first()
    if known and (known.present, known.late, known.minutes) == (present, late and present, minutes):
        return False
    Attendance.objects.update_or_create(booking=booking, session=session, defaults=words)
    return True


def check_keeps(event: Event, *, by: Person) -> None:
    """PermissionDenied unless the person keeps the register of this event."""
    check(by, Permission.KEEP_REGISTERS)
    if not can(by, Permission.KEEP_CATALOGUE) and not event.trainers.filter(pk=by.pk).exists():
        raise PermissionDenied


def refuse_too_early(event: Event, *, at: datetime) -> None:
    """Refusal before the register opens."""
    if at < event.starts_at - OPENS_BEFORE:
        raise Refusal(f"The register opens two hours before the event, on {clock.moment_words(event.starts_at)}.")
    if event.state != Event.State.OPEN:
        raise Refusal("This event does not take place.")


def _give_up_one(event: Event, *, current: Session | None, by: Person, at: datetime) -> bool:
    """Let the seat of one who was marked absent go to somebody at the door; whether there was one."""
    gone = event.bookings.filter(state=State.BOOKED, attendance__session=current, attendance__present=False)
    held = gone.select_related("person", "agency").order_by("pk").first()
    if held is None:
        return False
    held.event = event
    moving.go(held, to=State.ABSENT, by=by, hand="the register", at=at, reason="The seat went to somebody at the door.")
    return True


def _refuse_given_seats(
    event: Event, rows: Mapping[int, Booking], marks: Mapping[tuple[int, int], str], *, at: datetime
) -> None:
    """Refusal when somebody is marked present whose seat has gone to another, and no seat is free."""
    back = {
        key for (key, _), word in marks.items() if word != ABSENT and key in rows and rows[key].state == State.ABSENT
    }
    if event.closed_at is None and len(back) > places.room(event, at=at).free:
        raise Refusal("The seat of somebody marked absent has gone to another at the door. Raise the places first.")


def _waiting_already(event: Event, person: Person) -> Booking | None:
    """The wish of somebody who waited for a place, which the walk-in now fulfils."""
    held = event.bookings.filter(person=person, state__in=[State.WAITING, State.OFFERED]).first()
    if held is not None:
        held.event = event
    return held


def _drafted(event: Event, *, person: Person, agency: Agency, by: Person, at: datetime) -> Booking:
    manager = person.line_manager or next(iter(hands.leads_of(agency, on=clock.day_of(at))), person)
    asked = Asked(accepts_policy=True)
    return bookings.draft(event, person=person, by=by, agency=agency, asked=asked, at=at,
                          manager=Manager(manager.name, manager.email, trusted=True))  # fmt: skip


def _fill_up(row: Booking, *, sessions: object, by: Person, at: datetime) -> None:
    """A session nobody marked counts as absent."""
    marked = {each.session_id for each in row.attendance.all()}
    for session in sessions:  # type: ignore[attr-defined]
        if session.pk not in marked:
            note(row, session=session, present=False, by=by, how=How.REGISTER, at=at)


def _charge(row: Booking, *, by: Person, at: datetime) -> None:
    """What a booking costs once it is known who came."""
    if row.state == State.ABSENT:
        charging.propose(row, kind=Charge.Kind.NO_SHOW, amount=row.no_show_fee, at=at)
    else:
        charging.drop(row, kind=Charge.Kind.NO_SHOW, by=by, at=at)
    charging.propose(row, kind=Charge.Kind.PLACE, amount=row.fee, at=at)
