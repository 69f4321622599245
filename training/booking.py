"""Booking: somebody asks for a place and has it, waits for one, or waits for approval."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from office import mailboxes, rules
from partnership.models import Agency, Person
from partnership.refusals import Refusal
from training import approvals, clock, confirming, eligibility, hands, line_managers, moving, places
from training.eligibility import Standing
from training.line_managers import Manager
from training.models import Booking, Course, Event, Policy
from training.states import State

ApprovedBy = Booking.ApprovedBy
WAITS_TOGETHER = (State.WAITING, "The group goes together, and there are not places for all of it.")
SCHOOLS = (Agency.Kind.SCHOOL, Agency.Kind.COLLEGE, Agency.Kind.ACADEMY_TRUST)


@dataclass(frozen=True)
class Asked:
    """What the form of booking asks."""

    manager_name: str = ""
    manager_email: str = ""
    instead: str = ""
    access_needs: str = ""
    prior_learning: str = ""
    accepts_policy: bool = False
    rate: str = ""
    group: UUID | None = None
    group_whole: bool = False
    # Wait even if a single place is free: not everybody of the group has one.
    waits: bool = False


def book_place(*, event: Event, person: Person, by: Person, agency: Agency, asked: Asked, at: datetime) -> Booking:
    """Book a place for somebody who works in an agency, or put him or her on the waiting list.

    Whoever has a living booking there gets that one back: pressing twice, or a request sent again, books once.
    Refusal says why there is none: closed, in the past, not eligible, a clash, a manager who cannot be, no policy.
    """
    hand = hands.hand_of(by=by, person=person, agency=agency)
    today = localdate(at)
    refuse_person(person, agency, on=today)
    manager = line_managers.settle(person=person, agency=agency, instead=asked.instead, name=asked.manager_name,
                                   email=asked.manager_email, on=today)  # fmt: skip
    standing = eligibility.refuse(event.course, person=person, prior_learning=asked.prior_learning, on=today)
    with transaction.atomic():
        event = places.locked(event.pk)
        known = Booking.objects.living().filter(event=event, person=person).first()
        if known is not None:
            return known
        refuse_closed(event, at=at, office=hand == hands.OFFICE)
        eligibility.refuse_clash(event, person=person)
        booking = draft(event, person=person, by=by, agency=agency, asked=asked, manager=manager, at=at)
        approver = _approver(event.course, manager, asked)
        return settle(booking, approver=approver, by=by, hand=hand, at=at, waits=asked.waits, standing=standing)


def refuse_person(person: Person, agency: Agency, *, on: date) -> None:
    """Refusal unless this is one person's own account, and he or she works in the agency today."""
    if mailboxes.is_shared(person.email):
        raise Refusal(mailboxes.SHARED)
    if not person.is_active:
        raise Refusal(f"The account of {person} is closed.")
    if not person.memberships.current(on).filter(agency=agency).exists():
        raise Refusal(f"{person} does not belong to {agency} here. Choose an agency he or she works in.")


def refuse_closed(event: Event, *, at: datetime, office: bool = False) -> None:
    """Refusal unless the locked event can be booked at a moment; the office may book until it begins."""
    if event.state == Event.State.CANCELLED:
        raise Refusal(f"This event is cancelled: {event.cancelled_why}")
    if event.state == Event.State.DRAFT:
        raise Refusal("This event is not open for booking yet.")
    if event.has_begun(at):
        raise Refusal("This event has begun already. Choose another date.")
    today = clock.day_of(at)
    if today < event.opens_on:
        raise Refusal(f"Booking opens on {event.opens_on:%-d %B %Y}. Come back then.")
    if today > event.closes_on and not office:
        raise Refusal(f"Booking closed on {event.closes_on:%-d %B %Y}. Choose another date, or ask the office.")


def draft(event: Event, *, person: Person, by: Person, agency: Agency, asked: Asked, manager: Manager,
          at: datetime) -> Booking:  # fmt: skip
    """A booking with the terms and the fee of the day, which it keeps; not written yet."""
    today = localdate(at)
    policy = Policy.objects.in_force(today)
    if policy is not None and not asked.accepts_policy:
        raise Refusal("Accept the booking policy first: it says what a late cancellation costs.")
    rate = asked.rate or rate_of(agency)
    return Booking(
        event=event, person=person, agency=agency, booked_by=by, booked_at=at,
        instead=asked.instead, manager_name=manager.name, manager_email=manager.email,
        policy=policy, accepted_at=at if policy else None,
        rate=rate, fee=fee_of(event.course, rate),
        late_fee=rules.value("training.late_fee", on=today), no_show_fee=rules.value("training.no_show_fee", on=today),
        free_until=clock.free_until(event.starts_at, rules.value("training.free_until", on=today)),
        access_needs=asked.access_needs, prior_learning=asked.prior_learning,
        group=asked.group, group_whole=asked.group_whole and asked.group is not None,
    )  # fmt: skip


def settle(
    booking: Booking, *, approver: str, by: Person, hand: str, at: datetime, standing: Standing, waits: bool = False
) -> Booking:  # fmt: skip
    """Give a drafted booking its first state under the event's lock, and write to whom it concerns."""
    today = localdate(at)
    booking.approved_by = approver
    if approver and hand == hands.LEARNER:
        approvals.refuse_too_many(booking, at=at)
        last = clock.day_after(today, rules.value("training.approval_lapse", on=today))
        booking.approve_by = min(last, booking.event.closes_on)
        _rank(booking, standing)
        moving.go(booking, to=State.AWAITING, by=by, hand=hand, at=at, reason="It needs approval.")
    else:
        # Whoever answers for the agency, or the office, has approved by booking.
        booking.approved_at = at if approver else None
        state, why = places.seat(booking.event, agency=booking.agency_id, at=at) if not waits else WAITS_TOGETHER
        if state == State.WAITING:
            booking.waits_since = at
            _rank(booking, standing)
        moving.go(booking, to=state, by=by, hand=hand, at=at, reason=why)
    confirming.tell(booking, at=at)
    return booking


def _rank(booking: Booking, standing: Standing) -> None:
    """What decides the order on the waiting list, as it stands when somebody asks."""
    booking.needs_it_first, booking.expired = standing.needs_it_first, standing.expired


def rate_of(agency: Agency) -> str:
    """What an agency of its kind pays; the office may choose another for one booking."""
    if agency.kind in SCHOOLS:
        return Booking.Rate.SCHOOL
    return Booking.Rate.PRIVATE if agency.kind == Agency.Kind.INDEPENDENT else Booking.Rate.PARTNER


def fee_of(course: Course, rate: str) -> Decimal:
    """What a place costs at a rate."""
    fee: Decimal = getattr(course, f"fee_{rate}")
    return fee


def _approver(course: Course, manager: Manager, asked: Asked) -> str:
    """Who approves: nobody, the manager, or (when the address proves nothing) the agency's lead."""
    if not manager.trusted:
        return ApprovedBy.AGENCY
    if course.needs_approval:
        return ApprovedBy.AGENCY if asked.instead == Booking.Instead.SELF else ApprovedBy.MANAGER
    return ApprovedBy.NOBODY
