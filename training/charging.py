"""Charges: proposed, disputed, waived, invoiced in a batch, paid; the manager is told, the history only grows."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import charges, hands, news, places
from training.models import Booking, Charge, ChargeStep, InvoiceBatch

DISPUTE_WITHIN = timedelta(days=30)
State = Charge.State


def propose(booking: Booking, *, kind: str, amount: Decimal, at: datetime) -> Charge | None:
    """Propose a charge, inside the transaction of its cause, and tell the line manager; nothing for £0."""
    if not amount:
        return None
    charge, new = Charge.objects.get_or_create(
        booking=booking, kind=kind, defaults={"amount": amount, "proposed_at": at}
    )
    if new:
        _note(charge, by=None, hand=hands.PORTAL, at=at, reason="")
        link = news.signed_link("dispute_charge", booking, until=at + DISPUTE_WITHIN)
        lines = [f"{charge.get_kind_display()}: £{charge.amount}."]
        news.to_manager(booking, "charge", at=at, lines=lines, link=link, words="Dispute it", key=kind)
        trail.leave("charge proposed", by=None, about=charge, agency=booking.agency, booking=booking.pk)
    return charge


def set_rate(*, booking: Booking, rate: str, by: Person, at: datetime) -> Booking:
    """Another rate for one booking (such as out of county); its fee is that of the course. Refusal once invoiced."""
    check(by, Permission.KEEP_CHARGES)
    with transaction.atomic():
        booking = places.locked_booking(booking.pk)
        owed = booking.charges.filter(kind=Charge.Kind.PLACE).first()
        if owed is not None and owed.state != State.WAIVED:
            raise Refusal("This place is charged already. Waive that charge if it is wrong.")
        booking.rate, booking.fee = rate, getattr(booking.event.course, f"fee_{rate}")
        booking.save(update_fields=["rate", "fee"])
        trail.leave("rate set", by=by, about=booking, agency=booking.agency, rate=rate)
    return booking


def dispute(*, charge: Charge, by: Person | None, at: datetime, reason: str) -> Charge:
    """Say that there was a good reason; the office decides. `by` is None for the manager by a signed page."""
    if by is not None:
        check(by, Permission.BOOK_FOR_OTHERS, agency=charge.booking.agency)
    if not reason.strip():
        raise Refusal("Say what the reason was: sickness, bereavement, court, urgent safeguarding work, or another.")
    hand = f"{hands.MANAGER}, by a signed page" if by is None else f"{charge.booking.agency}"
    with transaction.atomic():
        return _go(charge, to=State.DISPUTED, by=by, hand=hand, at=at, reason=reason)


def waive(*, charge: Charge, by: Person, at: datetime, waiver: str, reason: str = "") -> Charge:
    """Let a charge drop, for one of the reasons of the policy; another reason needs words."""
    check(by, Permission.KEEP_CHARGES)
    if waiver == Charge.Waiver.OTHER and not reason.strip():
        raise Refusal("Another reason needs words: write them, so that the next decision is alike.")
    with transaction.atomic():
        return _go(charge, to=State.WAIVED, by=by, hand="the office", at=at, reason=reason, waiver=waiver)


def uphold(*, charge: Charge, by: Person, at: datetime, reason: str) -> Charge:
    """Keep a disputed charge, with a reason."""
    check(by, Permission.KEEP_CHARGES)
    if not reason.strip():
        raise Refusal("Say why the charge stands.")
    with transaction.atomic():
        return _go(charge, to=State.PROPOSED, by=by, hand="the office", at=at, reason=reason)


def invoice(*, charge_keys: Iterable[int], by: Person, at: datetime) -> InvoiceBatch:
    """Put charges into one batch for the council's finance; Refusal when one cannot be invoiced, and then none is."""
    check(by, Permission.KEEP_CHARGES)
    with transaction.atomic():
        found = list(Charge.objects.select_for_update(of=("self",)).filter(pk__in=list(charge_keys)).order_by("pk"))
        if not found:
            raise Refusal("Choose the charges to be invoiced.")
        batch = InvoiceBatch.objects.create(made_by=by, made_at=at)
        for charge in found:
            charge.batch = batch
            _go(charge, to=State.INVOICED, by=by, hand="the office", at=at, reason=f"Batch {batch.pk}", locked=True)
        trail.leave("charges invoiced", by=by, about=batch, charges=len(found))
    return batch


def settle(*, batch: InvoiceBatch, by: Person, at: datetime) -> int:
    """Note that a batch was paid; says how many charges that settles."""
    check(by, Permission.KEEP_CHARGES)
    with transaction.atomic():
        owed = list(batch.charges.select_for_update().filter(state=State.INVOICED))
        for charge in owed:
            _go(charge, to=State.PAID, by=by, hand="the office", at=at, locked=True)
    return len(owed)


def _go(
    charge: Charge, *, to: str, by: Person | None, hand: str, at: datetime, reason: str = "", waiver: str = "",
    locked: bool = False,
) -> Charge:  # fmt: skip
    if not locked:
        charge = Charge.objects.select_for_update(of=("self",)).select_related("booking__agency").get(pk=charge.pk)
    if not charges.may_follow(charge.state, to):
        raise Refusal(f"This charge is “{charge.get_state_display().lower()}”; that cannot be done any more.")
    charge.state, charge.waiver = to, waiver
    charge.save(update_fields=["state", "waiver", "batch"])
    _note(charge, by=by, hand=hand, at=at, reason=reason)
    trail.leave(f"charge {to}", by=by, about=charge, agency=charge.booking.agency)
    return charge


def _note(charge: Charge, *, by: Person | None, hand: str, at: datetime, reason: str) -> None:
    ChargeStep.objects.create(charge=charge, to_state=charge.state, by=by, hand=hand[:60], at=at, reason=reason[:400])


def drop(booking: Booking, *, kind: str, by: Person, at: datetime) -> None:
    """Let a charge drop whose cause turned out not to be: the register was corrected."""
    for charge in Charge.objects.filter(booking=booking, kind=kind, state__in=[State.PROPOSED, State.DISPUTED]):
        _go(charge, to=State.WAIVED, by=by, hand="the register", at=at, reason="The register was corrected.",
            waiver=Charge.Waiver.OURS)  # fmt: skip
