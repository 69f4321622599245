"""Booking a place: the questions, then the place; one's own bookings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.lists import Listing, answer
from partnership.access import memberships, require
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import booking as bookings
from training import standing
from training.forms.booking import BookingForm
from training.models import Booking, Event, Policy
from training.office_filters import BookingChoices
from training.states import State
from training.views.columns import of_bookings

DONE = {
    State.BOOKED: "You have a place. A letter with everything you need is on its way.",
    State.WAITING: "You are on the waiting list. We write as soon as there is a place for you.",
    State.OFFERED: "A place is offered to you already. Take it below.",
    State.AWAITING: "We have asked for approval. You hear from us as soon as there is an answer.",
}


@require(Permission.BOOK_PLACES)
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """A place at an event for oneself."""
    person, now = request.user, timezone.now()
    rows = _events(person)
    event = get_object_or_404(rows if request.method == "POST" else rows.counted(), pk=pk)
    today = timezone.localdate(now)
    policy, before = Policy.objects.in_force(today), list(event.course.prerequisites.all())
    form = BookingForm(request.POST or None, person=person, agencies=_agencies(person), policy=policy,
                       before=bool(before), initial=_known(person))  # fmt: skip
    if form.is_valid():
        try:
            made = bookings.book_place(
                event=event, person=person, by=person, agency=form.cleaned_data["agency"], asked=form.asked(), at=now
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, DONE[State(made.state)])
            return redirect("event", pk=pk)
    event = rows.counted().get(pk=pk) if request.method == "POST" else event
    own = standing.own(person, [pk]).get(pk)
    context = {"form": form, "event": event, "policy": policy, "before": before,
               "line": standing.row(event, own, at=now), "shut": _shut(event, now),
               **standing.terms(event, own, person=person, at=now)}  # fmt: skip
    return render(request, "training/book.html", context)


@require(Permission.BOOK_PLACES)
@require_safe
def my_training(request: HttpRequest) -> HttpResponse:
    """One's own bookings: what comes, what waits, what was."""
    rows = Booking.objects.filter(person=request.user).for_list().prefetch_related("certificates")
    rows = rows.order_by("-event__starts_at")
    listing = Listing(request, rows, columns=of_bookings(own=True), choices=BookingChoices, one="booking",
                      many="bookings", file_name="my-training")  # fmt: skip
    return answer(request, "training/my_training.html", listing)


def _events(person: Person) -> Any:
    """The events somebody may see, with what booking asks of them; places are counted only for showing."""
    rows = Event.objects.visible_to(person).select_related("course", "venue", "policy")
    return rows.prefetch_related("course__prerequisites")


def _shut(event: Event, now: Any) -> str:
    """Why nobody can book now, in words; empty when one can."""
    try:
        bookings.refuse_closed(event, at=now)
    except Refusal as refusal:
        return refusal.sentence
    return ""


def _agencies(person: Person) -> Any:
    """The agencies somebody works in, the one he or she acts for first."""
    keys = {each.agency_id for each in memberships(person)}
    return Agency.objects.filter(pk__in=keys).order_by("name")


def _known(person: Person) -> dict[str, Any]:
    """Nothing is typed twice: agency and line manager as they stand in the profile."""
    manager = person.line_manager
    known = {"manager_name": manager.name, "manager_email": manager.email} if manager else {}
    return {"agency": person.acting_for, "instead": "manager", **known}
