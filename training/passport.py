"""The learning passport: all that somebody learned, whatever agency, what is due next and which date fits."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localdate

from partnership.models import Person
from training import holding
from training.models import Certificate, Course, Event, ExternalRecord, Learning, Requirement, UploadedCertificate

SOON = timedelta(days=180)


@dataclass(frozen=True)
class Line:
    """One thing learned: where, when, how long it counts, and where that is proven."""

    title: str
    provider: str
    taken_on: date
    hours: Decimal
    valid_until: date | None
    state: str
    counts: bool
    earned: bool = True
    agency: str = ""
    proof: str = ""
    paper: str = ""


@dataclass(frozen=True)
class Due:
    """What runs out soon, has just run out, or is required and missing (no day then), and the next date that fits."""

    title: str
    address: str
    valid_until: date | None
    grace_until: date | None
    fits: Event | None

    @property
    def words(self) -> str:
        """Why it is due."""
        if self.valid_until is None:
            return "Your role requires it."
        grace = f"; it can be renewed the short way until {self.grace_until:%-d %B %Y}" if self.grace_until else ""
        return f"Counts until {self.valid_until:%-d %B %Y}{grace}."


@dataclass(frozen=True)
class Passport:
    """The whole record of one person."""

    person: Person
    lines: tuple[Line, ...]
    due: tuple[Due, ...]
    hours: Decimal

    @property
    def counting(self) -> int:
        """How many of them count today."""
        return sum(each.counts for each in self.lines)


def of(person: Person, *, house: str, at: datetime) -> Passport:
    """The passport of a person; `house` is what the partnership calls itself. A few queries, whatever the record."""
    today = localdate(at)
    rows = Certificate.objects.filter(booking__person=person).for_list()
    lines = [_own(each, house, today) for each in rows.filter(replaced_by=None)]
    lines += [_uploaded(each, today) for each in UploadedCertificate.objects.filter(person=person).for_list()]
    lines += [_sent(each, today) for each in ExternalRecord.objects.filter(person=person).for_list()]
    learned = Learning.objects.finished().filter(person=person).select_related("person", "course", "agency")
    lines += [_learned(each, house, today) for each in learned]
    year = today - relativedelta(years=1)
    hours = sum((each.hours for each in lines if each.earned and each.taken_on > year), Decimal(0))
    return Passport(person, tuple(sorted(lines, key=lambda line: line.taken_on, reverse=True)),
                    tuple(_due(person, today=today, at=at)), hours)  # fmt: skip


def as_values(passport: Passport, *, at: datetime) -> dict[str, Any]:
    """The record in an open format: plain JSON with the names of its fields, so that other systems can read it."""
    return {
        "format": "learning-record", "version": 1, "made_at": at.isoformat(), "name": passport.person.name,
        "cpd_hours_in_twelve_months": float(passport.hours),
        "records": [
            {
                "title": each.title, "provider": each.provider, "taken_on": each.taken_on.isoformat(),
                "cpd_hours": float(each.hours), "agency": each.agency or None, "state": each.state,
                "valid_until": each.valid_until.isoformat() if each.valid_until else None,
                "proof": settings.SITE_ADDRESS + each.proof if each.proof else None,
            }
            for each in passport.lines
        ],
    }  # fmt: skip


def _own(each: Certificate, house: str, today: date) -> Line:
    counts = each.counts_on(today)
    state = "Taken back" if each.revoked_at else "Counts" if counts else "Has run out"
    return Line(
        each.course, house, each.taken_on, each.hours, each.valid_until, state, counts,
        earned=each.revoked_at is None, agency=each.booking.agency.name,
        proof=reverse("verify_certificate", args=[each.code]),
        paper="" if each.revoked_at else reverse("certificate_paper", args=[each.pk]),
    )  # fmt: skip


def _learned(each: Learning, house: str, today: date) -> Line:
    """E-learning, which bears a certificate of its own."""
    counts = each.counts_on(today)
    state = "Taken back" if each.revoked_at else "Counts" if counts else "Has run out"
    return Line(
        each.course.title, house, each.taken_on or today, each.course.cpd_hours, each.valid_until, state, counts,
        earned=each.revoked_at is None, agency=each.agency.name,
        proof=reverse("verify_certificate", args=[each.code]),
        paper="" if each.revoked_at else reverse("learning_certificate", args=[each.pk]),
    )  # fmt: skip


def _uploaded(each: UploadedCertificate, today: date) -> Line:
    good = each.state == UploadedCertificate.State.ACCEPTED
    counts = good and (each.valid_until is None or each.valid_until >= today)
    state = _state(counts, each.counts_as) if good else str(each.get_state_display())
    return Line(each.title, each.provider, each.taken_on, each.hours, each.valid_until, state, counts, earned=good,
                paper=reverse("uploaded_file", args=[each.pk]))  # fmt: skip


def _sent(each: ExternalRecord, today: date) -> Line:
    """What the system of an agency has said of training elsewhere."""
    counts = each.valid_until is None or each.valid_until >= today
    return Line(each.title, each.provider, each.taken_on, each.hours, each.valid_until,
                _state(counts, each.counts_as), counts, agency=each.sent_by.name)  # fmt: skip


def _state(counts: bool, counts_as: Course | None) -> str:
    """Of what was learned elsewhere: whether it counts, and as which of our courses."""
    return (f"Counts as “{counts_as}”" if counts_as else "Counts") if counts else "Has run out"


def _due(person: Person, *, today: date, at: datetime) -> list[Due]:
    """What runs out within half a year, or can still be renewed in its days of grace; the first first.

    Then what the job role requires and nothing in date stands for. What counts is what training/holding.py says.
    """
    held = {course: until for (_, course), until in holding.held([person.pk]).items()}
    known = Course.objects.filter(pk__in=held).select_related("renewal").prefetch_related("renewal__refreshers")
    soon = [(until, course) for course in known if (until := held[course.pk]) and _is_due(course, until, today)]
    covered = {course for course, until in held.items() if until is None or until >= today}
    missing = _missing(person, covered | {course.pk for _, course in soon}, today)
    dates = _dates({*(pk for _, course in soon for pk in _ways(course)), *(c.pk for c in missing)}, at=at)
    return [
        *(_line(course, until, dates) for until, course in sorted(soon, key=lambda pair: (pair[0], pair[1].title))),
        *(Due(each.title, reverse("course", args=[each.slug]), None, None, dates.get(each.pk)) for each in missing),
    ]


def _is_due(course: Course, until: date, today: date) -> bool:
    return until - SOON <= today <= until + _grace(course)


def _grace(course: Course) -> timedelta:
    rule = getattr(course, "renewal", None)
    return timedelta(days=rule.grace_days if rule else 0)


def _ways(course: Course) -> list[int]:
    """The courses that renew what counts for a course: itself and its refreshers."""
    rule = getattr(course, "renewal", None)
    return [course.pk, *(each.pk for each in rule.refreshers.all())] if rule else [course.pk]


def _missing(person: Person, covered: Container[int | None], today: date) -> list[Course]:
    """The courses the job role requires and nothing stands for."""
    if not person.job_role:
        return []
    rows = Requirement.objects.on_day(today).filter(job_role__iexact=person.job_role).select_related("course")
    return [each.course for each in rows if each.course_id not in covered]


def _line(course: Course, until: date, dates: Mapping[int, Event]) -> Due:
    grace = _grace(course)
    fits = min((dates[pk] for pk in _ways(course) if pk in dates), key=lambda event: event.starts_at, default=None)
    return Due(course.title, reverse("course", args=[course.slug]), until, until + grace if grace else None, fits)


def _dates(courses: set[int], *, at: datetime) -> dict[int, Event]:
    """The next date of each course that has a place and can be booked."""
    today = localdate(at)
    rows = Event.objects.scheduled().to_come(at).filter(course__in=courses, opens_on__lte=today, closes_on__gte=today)
    found: dict[int, Event] = {}
    for event in rows.for_list().filter(max_places__gt=F("seated") + F("held")):
        found.setdefault(event.course_id, event)
    return found
