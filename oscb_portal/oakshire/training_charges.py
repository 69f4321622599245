"""Bulk writer: the charges of past bookings with their histories: told, disputed, waived, invoiced by quarter, paid."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

from partnership.models import Person
from partnership.working_days import LONDON
from training import clock
from training.models import Booking, Charge, ChargeStep, InvoiceBatch
from training.states import REGISTERED, State

DISPUTED, WAIVED, PAID_AFTER, DECIDED_AFTER = 0.28, 0.8, timedelta(days=40), timedelta(days=9)
REASONS = ("sickness", "sickness", "emergency", "court", "bereavement", "ours")
WORDS = {"sickness": "Was ill that day.", "emergency": "Called to a strategy meeting.", "court": "In court.",
         "bereavement": "Bereaved.", "ours": "Had told the office."}  # fmt: skip
PORTAL, MANAGER, OFFICE = "the portal", "the line manager, by a signed page", "the office"


def keep_charges(bookings: Iterable[Booking], *, by: Person, today: date, rng: np.random.Generator) -> None:
    """Write the charges of bookings just written, as their terms say."""
    now = datetime(today.year, today.month, today.day, 7, tzinfo=LONDON)
    batches: dict[date, InvoiceBatch] = {}
    charges, steps = [], []
    for booking in bookings:
        for kind, amount, at in _owed(booking):
            charge = Charge(booking=booking, kind=kind, amount=amount, proposed_at=at)
            charges.append(charge)
            steps += list(_history(charge, by=by, now=now, rng=rng, batches=batches))
    steps = _with_one_open(charges, steps)
    Charge.objects.bulk_create(charges, batch_size=2000)
    ChargeStep.objects.bulk_create(steps, batch_size=4000)


def _with_one_open(charges: list[Charge], steps: list[ChargeStep]) -> list[ChargeStep]:
    """The steps, with the latest charge still proposed where chance has left none: the office has one to look at."""
    if not charges or any(each.state == Charge.State.PROPOSED for each in charges):
        return steps
    latest = max(charges, key=lambda charge: charge.proposed_at)
    latest.state, latest.waiver, latest.batch = Charge.State.PROPOSED, "", None
    return [step for step in steps if step.charge is not latest or step.hand == PORTAL]


def _owed(booking: Booking) -> Iterator[tuple[str, Decimal, datetime]]:
    closed = booking.event.closed_at or booking.event.ends_at
    if booking.state == State.LATE:
        yield Charge.Kind.LATE, booking.late_fee, booking.event.starts_at - timedelta(hours=20)
    if booking.state == State.ABSENT:
        yield Charge.Kind.NO_SHOW, booking.no_show_fee, closed
    if booking.state in REGISTERED and booking.fee:
        yield Charge.Kind.PLACE, booking.fee, closed


def _history(
    charge: Charge, *, by: Person, now: datetime, rng: np.random.Generator, batches: dict[date, InvoiceBatch]
) -> Iterator[ChargeStep]:
    """The steps up to now; leaves the charge in its last state."""
    at = charge.proposed_at
    yield ChargeStep(charge=charge, to_state=charge.state, hand=PORTAL, at=at)
    decided = at + DECIDED_AFTER
    if charge.kind != Charge.Kind.PLACE and rng.random() < DISPUTED:
        reason = REASONS[int(rng.integers(len(REASONS)))]
        disputed = at + timedelta(days=int(rng.integers(1, 8)))
        if disputed > now:
            return
        charge.state = Charge.State.DISPUTED
        yield ChargeStep(charge=charge, to_state=charge.state, hand=MANAGER, at=disputed, reason=WORDS[reason])
        if decided > now:
            return
        waived = rng.random() < WAIVED
        charge.state, charge.waiver = (Charge.State.WAIVED, reason) if waived else (Charge.State.PROPOSED, "")
        words = "" if waived else "Told a week later; the policy asks for the day itself."
        yield ChargeStep(charge=charge, to_state=charge.state, by=by, hand=OFFICE, at=decided, reason=words)
        if waived:
            return
    made = _quarter_ends_after(decided)
    if made > now:
        return
    charge.batch = batches.get(made.date()) or InvoiceBatch.objects.create(made_by=by, made_at=made)
    batches[made.date()] = charge.batch
    charge.state = Charge.State.INVOICED
    yield ChargeStep(charge=charge, to_state=charge.state, by=by, hand=OFFICE, at=made,
                     reason=f"Batch {charge.batch.pk}")  # fmt: skip
    if made + PAID_AFTER <= now:
        charge.state = Charge.State.PAID
        yield ChargeStep(charge=charge, to_state=charge.state, by=by, hand=OFFICE, at=made + PAID_AFTER)


def _quarter_ends_after(at: datetime) -> datetime:
    """Ten o'clock on the fifth day after the quarter in which a moment lies."""
    day = clock.day_of(at)
    month = 3 * ((day.month - 1) // 3) + 4
    year, month = (day.year + 1, 1) if month > 12 else (day.year, month)
    return datetime(year, month, 5, 10, tzinfo=LONDON)
