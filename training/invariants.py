"""What must never be in training, beyond what the database itself refuses; printed by check_invariants."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Now

from training.models import (
    Ask,
    Attendance,
    Booking,
    Certificate,
    Charge,
    ChargeStep,
    Event,
    Joining,
    Learning,
    ModulePage,
    ModuleVersion,
    Pairing,
    Reply,
    Reservation,
    Step,
)
from training.states import CAME, MOVES, REGISTERED, State

# A job lets offers run out every few minutes; what is later than this was forgotten.
FORGOTTEN = timedelta(hours=1)
# E-learning is withdrawn by a daily job.
FORGOTTEN_DAYS = timedelta(days=2)


def broken() -> Iterator[str]:
    """One sentence for each thing that must never be."""
    yield from _over_full()
    yield from _histories()
    yield from _offers()
    yield from _attendance()
    yield from _charges()
    yield from _groups()
    yield from _certificates()
    yield from _evaluation()
    yield from _e_learning()
    yield from _joined()


def _over_full() -> Iterator[str]:
    for event in Event.objects.counted().filter(max_places__lt=F("seated") + F("held")):
        yield f"Event {event.pk} has {event.seated} people and {event.held} seats held in {event.max_places} places."
    for held in Reservation.objects.standing().filter(event__ends_at__lt=Now()):
        yield f"Reservation {held.pk} still holds {held.left} seats of an event that is over."


def _histories() -> Iterator[str]:
    last = Step.objects.filter(booking=OuterRef("pk")).order_by("-at", "-pk")
    bookings = Booking.objects.annotate(last_state=last.values("to_state")[:1])
    for booking in bookings.filter(~Q(last_state=F("state")) | Q(last_state=None)):
        yield f"Booking {booking.pk} is {booking.state}, but its history ends elsewhere."
    legal = Q()
    for before, afters in MOVES.items():
        legal |= Q(from_state=str(before), to_state__in=[str(after) for after in afters])
    for step in Step.objects.exclude(legal):
        yield f"Step {step.pk} of booking {step.booking_id} goes from {step.from_state} to {step.to_state}."


def _offers() -> Iterator[str]:
    for booking in Booking.objects.filter(state=State.OFFERED, offer_until__lt=Now() - FORGOTTEN):
        yield f"Booking {booking.pk} holds a seat by an offer that ran out on {booking.offer_until:%-d %B %Y}."
    for booking in Booking.objects.filter(state=State.AWAITING, event__ends_at__lt=Now()):
        yield f"Booking {booking.pk} waits for approval of an event that is over."


def _attendance() -> Iterator[str]:
    for row in Attendance.objects.exclude(booking__state__in=REGISTERED):
        yield f"Booking {row.booking_id} has attendance without being on the register."
    for row in Attendance.objects.exclude(booking__event=F("session__event")):
        yield f"Attendance {row.pk} is of a session of another event."
    there = Attendance.objects.filter(Q(present=True) | Q(minutes__gt=0), booking=OuterRef("pk"))
    for booking in Booking.objects.filter(state__in=CAME).exclude(Exists(there)):
        yield f"Booking {booking.pk} counts as attended without any session attended."


def _charges() -> Iterator[str]:
    last = ChargeStep.objects.filter(charge=OuterRef("pk")).order_by("-at", "-pk")
    charges = Charge.objects.annotate(last_state=last.values("to_state")[:1])
    for charge in charges.filter(~Q(last_state=F("state")) | Q(last_state=None)):
        yield f"Charge {charge.pk} is {charge.state}, but its history ends elsewhere."
    fits = Q(kind="late", booking__state=State.LATE) | Q(kind="no_show", booking__state=State.ABSENT) | Q(kind="place")
    for charge in Charge.objects.exclude(fits).exclude(state="waived"):
        yield f"Charge {charge.pk} ({charge.kind}) is of a booking that is {charge.booking.state}."


def _groups() -> Iterator[str]:
    part = Booking.objects.filter(group=OuterRef("group"), event=OuterRef("event")).exclude(pk=OuterRef("pk"))
    other = part.exclude(group_whole=OuterRef("group_whole"))
    for booking in Booking.objects.filter(Exists(other), group__isnull=False, state=State.WAITING):
        yield f"Booking {booking.pk} waits in a group whose others want something else."


def _certificates() -> Iterator[str]:
    for each in Certificate.objects.living().exclude(booking__state=State.ATTENDED).select_related("booking"):
        yield f"Certificate {each.pk} stands though its booking is {each.booking.state}."


def _evaluation() -> Iterator[str]:
    answered = Ask.objects.filter(booking=OuterRef("booking"), answered=True)
    for each in Pairing.objects.exclude(Exists(answered)):
        yield f"Pairing {each.pk} is of somebody who has answered nothing."
    said = Ask.objects.filter(answered=True).values_list("evaluation", "occasion").annotate(Count("pk")).order_by()
    most = {(evaluation, occasion): count for evaluation, occasion, count in said}
    people = Reply.objects.values_list("evaluation", "occasion").annotate(Count("reference", distinct=True)).order_by()
    for evaluation, occasion, count in people:
        if count > most.get((evaluation, occasion), 0):
            yield f"Evaluation {evaluation} has answers ({occasion}) of more people than have answered."
    for each in Ask.objects.exclude(booking__event=F("evaluation__event")):
        yield f"Ask {each.pk} is about a booking of another event."


def _e_learning() -> Iterator[str]:
    here = Learning.objects.filter(entered_by=None)
    for each in here.finished().select_related("version").prefetch_related("version__pages"):
        pages = {page.number for page in each.version.pages.all()} if each.version else set()
        if not pages or not pages <= set(each.done_pages):
            yield f"E-learning {each.pk} is finished, but not every page of its version is done."
    for each in Learning.objects.under_way().filter(due_on__lt=Now() - FORGOTTEN_DAYS):
        yield f"E-learning {each.pk} is still under way, though its last day was {each.due_on:%-d %B %Y}."
    for version in ModuleVersion.objects.exclude(published_at=None).filter(pages=None):
        yield f"Version {version.pk} of e-learning is published without a page."
    published = ModulePage.objects.filter(version__published_at__isnull=False, video__isnull=False)
    for page in published.filter(Q(captions="") | Q(transcript="")):
        yield f"Page {page.pk} of e-learning is published with a video that lacks captions or transcript."


def _joined() -> Iterator[str]:
    for each in Joining.objects.filter(done_at__isnull=False, given_up__is_active=True):
        yield f"Joining {each.pk} is done, but the account given up is still open."
    left = Booking.objects.filter(person__in=Joining.objects.filter(done_at__isnull=False).values("given_up"))
    for booking in left:
        yield f"Booking {booking.pk} stays with an account that was joined to another."
