"""What waits for a person in training: offers, approvals, questions, too few booked, disputes, registers left open."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from partnership import access, working_days
from partnership.access import can, holds
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.waits import Wait
from training import clock, needs, records
from training.evaluation.occasions import Occasion
from training.models import (
    Ask,
    Booking,
    Charge,
    Endorsement,
    Event,
    Learning,
    NeedsSurvey,
    Remark,
    Reservation,
    UploadedCertificate,
)
from training.states import State

TOO_FEW_WITHIN = timedelta(days=28)


def waiting(person: Person, *, on: date) -> Iterable[Wait]:
    """One line for each thing to do."""
    yield from _offers(person)
    yield from _e_learning(person)
    yield from _approvals(person)
    yield from _questions(person, on)
    if holds(person, Permission.BOOK_FOR_OTHERS):
        yield from _reservations(person, on)
        yield from _to_check(person)
    if holds(person, Permission.COUNT_HEADS):
        yield from _needs(person, on)
    if can(person, Permission.KEEP_CATALOGUE):
        yield from _too_few(on)
        yield from _remarks()
        yield from _endorsements()
        yield from _elsewhere()
    if can(person, Permission.KEEP_CHARGES):
        yield from _disputes()
    if holds(person, Permission.KEEP_REGISTERS):
        yield from _registers(person, on)


def _offers(person: Person) -> Iterator[Wait]:
    """A place that is held for the person."""
    for each in Booking.objects.filter(person=person, state=State.OFFERED).for_list():
        until = each.offer_until or each.event.starts_at
        yield Wait(f"Take your place on “{each.event.course.title}”, or let it go",
                   f"It is held for you until {clock.moment_words(until)}; then it goes to the next.",
                   reverse("booking", args=[each.pk]), timezone.localdate(until))  # fmt: skip


def _approvals(person: Person) -> Iterator[Wait]:
    """Bookings the person approves: as line manager, or for the agency whose lead he or she is."""
    asked = Q(approved_by=Booking.ApprovedBy.MANAGER, manager_email=person.email)
    agencies = access.agencies_where(person, Permission.BOOK_FOR_OTHERS)
    if agencies:
        asked |= Q(approved_by=Booking.ApprovedBy.AGENCY, agency__in=agencies)
    rows = Booking.objects.filter(asked, state=State.AWAITING).exclude(person=person)
    for each in rows.for_list():
        why = f"“{each.event.course.title}” on {each.event.day:%-d %B}; without an answer the request lapses."
        address = reverse("booking", args=[each.pk])
        yield Wait(f"Decide on a place for {each.person}", why, address, each.approve_by)


def _questions(person: Person, on: date) -> Iterator[Wait]:
    """Questions about courses, one's own and those of one's staff."""
    for each in Ask.objects.open(on).answerable_by(person).for_list()[:20]:
        what = f"“{each.booking.event.course.title}”"
        if each.of_manager:
            what = f"{each.booking.person} at {what}"
        why = f"{each.get_occasion_display()}; about three minutes. Nobody reads single answers."
        if each.occasion == Occasion.AFTER and each.booking.state == State.ATTENDED:
            why = "Your certificate comes with the answers; about three minutes."
        yield Wait(f"Say how it went: {what}", why, reverse("evaluate", args=[each.pk]), each.answer_by)


def _reservations(person: Person, on: date) -> Iterator[Wait]:
    """Seats the person reserved that have no name yet."""
    held = Reservation.objects.standing().filter(made_by=person, release_on__gte=on)
    for each in held.select_related("event__course", "event__venue"):
        why = f"{each.left} of {each.seats} seats have no name; on that day they are free for others."
        address = reverse("event", args=[each.event_id])
        yield Wait(f"Name who comes to “{each.event.course.title}”", why, address, each.release_on)


def _to_check(person: Person) -> Iterator[Wait]:
    """One line for all certificates from elsewhere that nobody has checked."""
    count = UploadedCertificate.objects.checked_by_hand_of(person).waiting().count()
    if count:
        yield Wait(f"Check {count} certificate{'' if count == 1 else 's'} from elsewhere",
                   "Until somebody has looked at the paper it does not count.",
                   f"{reverse('uploaded_certificates')}?state=waiting")  # fmt: skip


def _too_few(on: date) -> Iterator[Wait]:
    """Events of the next weeks with fewer people than they need."""
    begin = working_days.last_moment(on)
    rows = Event.objects.scheduled().filter(starts_at__gt=begin, starts_at__lt=begin + TOO_FEW_WITHIN).for_list()
    for each in rows.filter(seated__lt=F("min_places")):
        why = f"{each.seated} of at least {each.min_places} people have booked for {each.day:%-d %B}."
        address = reverse("event", args=[each.pk])
        yield Wait(f"Decide whether “{each.course.title}” takes place", why, address, each.closes_on)


def _remarks() -> Iterator[Wait]:
    """One line for all remarks nobody has read."""
    count = Remark.objects.waiting().count()
    if count:
        yield Wait(f"Read {count} remark{'' if count == 1 else 's'} about training",
                   "Nobody else sees them before you have let them through.",
                   f"{reverse('remarks')}?state=waiting")  # fmt: skip


def _disputes() -> Iterator[Wait]:
    """One line for all disputed charges."""
    count = Charge.objects.filter(state=Charge.State.DISPUTED).count()
    if count:
        yield Wait(f"Decide on {count} disputed charge{'' if count == 1 else 's'}",
                   "A line manager says there was a good reason; nothing is invoiced until you decide.",
                   f"{reverse('charges')}?state=disputed")  # fmt: skip


def _registers(person: Person, on: date) -> Iterator[Wait]:
    """Events that are over and whose register nobody has closed."""
    over = (
        Event.objects.scheduled().delivered_by(person).filter(ends_at__lt=working_days.last_moment(on), closed_at=None)
    )
    for each in over.filter(bookings__state=State.BOOKED).distinct().select_related("course", "venue")[:20]:
        why = f"It took place on {each.day:%-d %B}; until then nobody gets a certificate."
        address = reverse("register", args=[each.pk])
        yield Wait(f"Close the register of “{each.course.title}”", why, address, each.day + timedelta(days=3))


def _needs(person: Person, on: date) -> Iterator[Wait]:
    """The survey of training needs, for the agencies one answers for by name; the office asks, it does not answer."""
    agencies = access.agencies_where(person, Permission.COUNT_HEADS)
    survey = NeedsSurvey.objects.open_on(on).first()
    if agencies is None or survey is None:
        return
    missing = needs.unanswered(survey, list(Agency.objects.active(on).filter(pk__in=agencies).order_by("name")))
    for agency in missing[:5]:
        yield Wait(f"Say what training {agency} needs", f"The survey of {survey.year} decides which dates are planned.",
                   reverse("answer_needs", args=[survey.pk, agency.slug]), survey.closes_on)  # fmt: skip


def _endorsements() -> Iterator[Wait]:
    """Training of agencies that wants to be endorsed."""
    for each in Endorsement.objects.filter(state=Endorsement.State.ASKED).for_list()[:5]:
        why = f"{each.agency} asked on {each.asked_at:%-d %B}."
        yield Wait(f"Decide whether to endorse “{each.title}”", why, reverse("endorsement", args=[each.pk]))


def _elsewhere() -> Iterator[Wait]:
    """One line for all trainings elsewhere of which nobody has said what they stand for."""
    count = len(records.undecided())
    if count:
        what = "a training elsewhere stands" if count == 1 else f"{count} trainings elsewhere stand"
        yield Wait(f"Say what {what} for",
                   "Agencies have sent records of it; until then it counts for no course of ours.",
                   reverse("trainings_elsewhere"))  # fmt: skip


def _e_learning(person: Person) -> Iterator[Wait]:
    """What one has begun and not finished."""
    for each in Learning.objects.under_way().filter(person=person).select_related("course"):
        why = "It is kept as far as you have come; past its last day it is withdrawn."
        yield Wait(f"Finish “{each.course.title}”", why, reverse("learn", args=[each.course.slug]), each.due_on)
