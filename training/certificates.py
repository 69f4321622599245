"""Certificates: issued for full attendance once the questions about the course are answered, revoked, corrected.

Before one runs out learner and agency are told.
"""

import secrets
from base64 import b32encode
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import clock, eligibility, hands, holding, news, renewing
from training.evaluation import questions
from training.models import Booking, Certificate
from training.states import State

BYTES = 12
# Days before a certificate runs out on which learner and agency are told.
REMINDED = (90, 30, 7)


def new_code(data: bytes) -> str:
    """Twelve bytes of chance (96 bits) as twenty letters and figures that nobody confuses."""
    return b32encode(data).decode().rstrip("=")


def follow_register(booking: Booking, *, by: Person, at: datetime) -> None:
    """Issue the certificate of a booking whose register was closed, or revoke it when the register was corrected.

    One that waits for the questions directly after the course comes with their answer.
    """
    known = Certificate.objects.living().filter(booking=booking).first()
    if booking.state == State.ATTENDED and known is None:
        if not questions.holds_back(booking, on=localdate(at)):
            _issue(booking, name=booking.person.name, at=at)
            trail.leave("certificate issued", by=by, about=booking, agency=booking.agency)
    elif booking.state != State.ATTENDED and known is not None:
        _revoke(known, by=by, why="The register was corrected.", at=at)


def issue(booking: Booking, *, at: datetime) -> Certificate:
    """Issue a certificate that waited, inside a transaction."""
    return _issue(booking, name=booking.person.name, at=at)


def release(*, booking: Booking, by: Person, at: datetime) -> Certificate:
    """Issue a certificate although the questions were not answered: for whoever cannot answer them."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        held = Booking.objects.select_for_update(of=("self",)).for_list().get(pk=booking.pk)
        if held.state != State.ATTENDED:
            raise Refusal("Only full attendance gives a certificate.")
        if held.certificates.exists():
            raise Refusal("There is a certificate of this booking already.")
        made = issue(held, at=at)
        trail.leave("certificate released without answers", by=by, about=held, agency=held.agency)
    return made


def revoke(*, certificate: Certificate, by: Person, why: str, at: datetime) -> Certificate:
    """Take a certificate back, with a reason the learner reads; the public page says that it no longer counts."""
    check(by, Permission.KEEP_CATALOGUE)
    if not why.strip():
        raise Refusal("Say why; the learner reads it.")
    with transaction.atomic():
        known = _locked(certificate)
        _revoke(known, by=by, why=why, at=at)
        news.to_learner(known.booking, "certificate_revoked", at=at, lines=[f"Reason: {why}"], key=known.code)
    return known


def correct(*, certificate: Certificate, by: Person, name: str, at: datetime) -> Certificate:
    """Issue it anew under another name; the wrong one is revoked and keeps its place in the history."""
    check(by, Permission.KEEP_CATALOGUE)
    name = " ".join(name.split())
    with transaction.atomic():
        known = _locked(certificate)
        if not name or name == known.name:
            raise Refusal("Write the name as it should stand; this one stands there already.")
        _revoke(known, by=by, why="The name was corrected; another takes its place.", at=at)
        return _issue(known.booking, name=name, replaces=known, until=known.valid_until, at=at)


def remind(*, at: datetime) -> int:
    """Tell learners and their leads of certificates that run out and are not renewed yet; says how many run out."""
    today, count = localdate(at), 0
    days = {today + timedelta(days=step): step for step in REMINDED}
    due = Certificate.objects.living().filter(valid_until__in=list(days))
    due = due.exclude(holding.held_longer(holding.CERTIFICATES))
    for each in due.for_list().select_related("booking__event__venue").prefetch_related("booking__event__sessions"):
        _tell_of_end(each, days[each.valid_until or today], at=at)
        count += 1
    return count


def ends_on(booking: Booking) -> date | None:
    """The last day on which an attendance counts; None for good."""
    months = booking.event.course.validity_months
    return eligibility.runs_out(clock.day_of(booking.event.ends_at), months) if months else None


def _tell_of_end(certificate: Certificate, days: int, *, at: datetime) -> None:
    held = certificate.booking
    lines = [f"It counts until {clock.day_words(certificate.valid_until or localdate(at))}."]
    lines += filter(None, [renewing.words(held.event.course)])
    with transaction.atomic():
        news.to_learner(held, "certificate_ends", at=at, lines=lines, key=str(days))
        for lead in hands.leads_of(held.agency, on=localdate(at)):
            news.to_manager(held, "certificate_ends_lead", at=at, lines=lines, to=lead, key=str(days))


def _locked(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.for_list().select_for_update(of=("self",))
    known = rows.get(pk=certificate.pk)
    if known.revoked_at is not None:
        raise Refusal(f"This certificate was taken back already: {known.revoked_why}")
    return known


def _issue(
    booking: Booking, *, name: str, at: datetime, replaces: Certificate | None = None, until: date | None = None
) -> Certificate:  # fmt: skip
    """Issue one; what replaces another counts as long as that did, renewals included."""
    course = booking.event.course
    made = Certificate.objects.create(
        booking=booking, code=new_code(secrets.token_bytes(BYTES)), name=name, course=course.title,
        taken_on=clock.day_of(booking.event.ends_at), hours=course.cpd_hours,
        valid_until=until if replaces else ends_on(booking),
        issued_at=at, replaces=replaces,
    )  # fmt: skip
    news.to_learner(booking, "certificate", at=at, key=made.code)
    renewing.follow(made, at=at)
    return made


def _revoke(certificate: Certificate, *, by: Person, why: str, at: datetime) -> None:
    certificate.revoked_at, certificate.revoked_by, certificate.revoked_why = at, by, why[:300]
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    trail.leave("certificate revoked", by=by, about=certificate, agency=certificate.booking.agency)
