"""Renews certificates without the whole course: by a refresher, or by hours counted since; each renewal is kept."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import eligibility
from training.models import Certificate, Course, Renewal, RenewalRule, UploadedCertificate


def set_rule(
    *, by: Person, course: Course, grace_days: int, refreshers: Iterable[Course], hours: Decimal | None
) -> RenewalRule:  # fmt: skip
    """Say what renews the certificate of a course; Refusal where its certificate never runs out, or renews itself."""
    check(by, Permission.KEEP_CATALOGUE)
    chosen = list(refreshers)
    if not course.validity_months:
        raise Refusal("A certificate of this course counts for good, so nothing renews it. Give it a validity first.")
    if course in chosen:
        raise Refusal("The whole course taken again gives a new certificate. Choose other courses as refreshers.")
    with transaction.atomic():
        rule, _ = RenewalRule.objects.update_or_create(
            course=course, defaults={"grace_days": grace_days, "hours": hours}
        )
        rule.refreshers.set(chosen)
        trail.leave("renewal of certificates decided", by=by, about=course, grace_days=grace_days)
    return rule


def follow(made: Certificate, *, at: datetime) -> list[Renewal]:
    """What a certificate just issued renews: those it is a refresher for, and those its hours make full.

    Inside the transaction of its issue. A certificate that has run out is renewed within its days of grace only.
    """
    booking = made.booking
    held = Certificate.objects.living().select_for_update(of=("self",)).filter(
        booking__person=booking.person_id, valid_until__isnull=False, taken_on__lt=made.taken_on,
        booking__event__course__renewal__isnull=False,
    )  # fmt: skip
    done = []
    for each in held.exclude(pk=made.pk).select_related("booking__event__course__renewal"):
        course = each.booking.event.course
        if made.taken_on > last_day(each):
            continue
        if course.renewal.refreshers.filter(pk=booking.event.course_id).exists():
            until = eligibility.runs_out(made.taken_on, course.validity_months or 0)
            done.append(_renew(each, on=made.taken_on, until=until, refresher=made, hours=None, at=at))
        else:
            done.append(by_hours(each, on=made.taken_on, at=at))
    return [each for each in done if each is not None]


def by_hours(certificate: Certificate, *, on: date, at: datetime) -> Renewal | None:
    """Renew a certificate, locked, when enough hours have been counted by a day; it then counts its term longer."""
    course = certificate.booking.event.course
    rule = course.renewal
    if rule.hours is None or certificate.valid_until is None or on > last_day(certificate):
        return None
    counted = hours_since(certificate, on=on)
    if counted < rule.hours:
        return None
    until = eligibility.runs_out(certificate.valid_until, course.validity_months or 0)
    return _renew(certificate, on=on, until=until, refresher=None, hours=counted, at=at)


def hours_since(certificate: Certificate, *, on: date) -> Decimal:
    """CPD hours since it was issued or last renewed, on other courses and (checked) elsewhere, up to a day."""
    last = certificate.renewals.order_by("-renewed_on").values_list("renewed_on", flat=True).first()
    person, since = certificate.booking.person_id, last or certificate.taken_on
    own = Certificate.objects.living().filter(booking__person=person, taken_on__gt=since, taken_on__lte=on)
    other = own.exclude(booking__event__course=certificate.booking.event.course_id)
    elsewhere = UploadedCertificate.objects.accepted().filter(person=person, taken_on__gt=since, taken_on__lte=on)
    found = [*other.values_list("hours", flat=True), *elsewhere.values_list("hours", flat=True)]
    return sum(found, Decimal(0))


def last_day(certificate: Certificate) -> date:
    """The last day on which a certificate can be renewed the short way."""
    rule = certificate.booking.event.course.renewal
    return (certificate.valid_until or date.max - timedelta(days=400)) + timedelta(days=rule.grace_days)


def words(course: Course) -> str:
    """How the certificate of a course is renewed, in a sentence; empty when only by the whole course."""
    rule = RenewalRule.objects.filter(course=course).prefetch_related("refreshers").first()
    if rule is None:
        return ""
    ways = [f"“{each.title}”" for each in rule.refreshers.all()]
    if rule.hours:
        ways.append(f"{rule.hours.normalize():f} CPD hours on other courses")
    if not ways:
        return ""
    grace = f", up to {rule.grace_days} days after its last day" if rule.grace_days else ", until its last day"
    return f"It is renewed by {' or '.join(ways)}{grace}."


def _renew(
    certificate: Certificate, *, on: date, until: date, refresher: Certificate | None, hours: Decimal | None,
    at: datetime,
) -> Renewal | None:  # fmt: skip
    before = certificate.valid_until
    if before is None or until <= before:
        return None
    certificate.valid_until = until
    certificate.save(update_fields=["valid_until"])
    made = Renewal.objects.create(
        certificate=certificate, renewed_on=on, counted_until=before, counts_until=until, by_certificate=refresher,
        hours=hours, at=at,
    )  # fmt: skip
    trail.leave("certificate renewed", by=None, about=certificate, agency=certificate.booking.agency)
    return made
