"""One booking: where it stands, what happened to it, and what can be done with it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from office import rules
from partnership.access import can, require
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import approving, calendars, cancelling, hands, standing, waiting_list
from training.evaluation import answering
from training.forms.booking import CancelForm, ColleagueForm, MoveForm, NeedsForm, ReasonForm
from training.models import Ask, Booking, Event
from training.states import State


@require(Permission.BOOK_PLACES)
@require_safe
def booking(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a booking stands, and its history."""
    thing, now = _seen(request, pk), timezone.now()
    context = {
        "booking": thing,
        "own": thing.person_id == request.user.pk,
        "sessions": list(thing.event.sessions.all()),
        "steps": thing.steps.select_related("by"),
        "charges": thing.charges.all(),
        "certificate": thing.certificates.living().first(),
        "questions": _questions(request.user, thing, now),
        "may_release": thing.state == State.ATTENDED
        and can(request.user, Permission.KEEP_CATALOGUE)
        and not thing.certificates.exists(),
        "late": now > thing.free_until,
        "begun": thing.event.has_begun(now),
        "form": ReasonForm(),
        **_may(request.user, thing, now),
    }
    if thing.state == State.WAITING:
        context["position"], context["in_queue"] = standing.position(thing)
    return render(request, "training/booking.html", context)


def _questions(person: Person, thing: Booking, now: Any) -> list[Ask]:
    """What somebody may still answer about this booking."""
    found = Ask.objects.answerable_by(person).filter(booking=thing, answered=False).for_list()
    return [each for each in found if answering.may_still(each, at=now)]


def _may(person: Person, thing: Booking, now: Any) -> dict[str, bool]:
    """What somebody may do with a booking now."""
    works = hands.may_work_on(thing, by=person) and not thing.event.has_begun(now)
    approves = can(person, Permission.BOOK_FOR_OTHERS, agency=thing.agency) or person.email == thing.manager_email
    booked = works and thing.state == State.BOOKED
    return {
        "may_cancel": works and thing.living,
        "may_answer": works and thing.state == State.OFFERED,
        "may_give": booked,
        "may_move": booked and now <= thing.free_until,
        "may_change": works and thing.living,
        "may_approve": approves and thing.state == State.AWAITING and person.pk != thing.person_id,
        "may_rate": can(person, Permission.KEEP_CHARGES),
        "sees_link": thing.state == State.BOOKED and works,
    }


@require(Permission.BOOK_PLACES)
def cancel_booking(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the place, or the wait for one."""
    thing, now = _worked_on(request, pk), timezone.now()
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = _do(request, form, lambda: cancelling.cancel(booking=thing, by=request.user, at=now,
                                                            reason=form.cleaned_data["reason"]))  # fmt: skip
        if done:
            words = "Late: a charge is proposed." if done.state == State.LATE else "Nothing is charged."
            messages.success(request, f"The booking is cancelled. {words}")
            return redirect("booking", pk=pk)
    context = {"form": form, "booking": thing, "late": thing.state == State.BOOKED and now > thing.free_until}
    return render(request, "training/cancel_booking.html", context)


@require(Permission.BOOK_PLACES)
def give_booking(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a colleague take the place."""
    thing = _worked_on(request, pk)
    form = ColleagueForm(request.POST or None)
    if form.is_valid():
        done = _do(request, form, lambda: cancelling.give_to(
            booking=thing, colleague=_colleague(form.cleaned_data["colleague"]), by=request.user, at=timezone.now()
        ))  # fmt: skip
        if done:
            messages.success(request, f"{done.person} has the place now, and both of you get a letter.")
            return redirect("my_training")
    return render(request, "training/give_booking.html", {"form": form, "booking": thing})


@require(Permission.BOOK_PLACES)
def move_booking(request: HttpRequest, pk: int) -> HttpResponse:
    """Take another date instead."""
    thing, now = _worked_on(request, pk), timezone.now()
    dates = Event.objects.scheduled().to_come(now).filter(course=thing.event.course_id).exclude(pk=thing.event_id)
    events = dates.select_related("course", "venue")
    form = MoveForm(request.POST or None, events=events)
    if form.is_valid():
        done = _do(request, form, lambda: cancelling.move_to(booking=thing, event=form.cleaned_data["event"],
                                                             by=request.user, at=now))  # fmt: skip
        if done:
            messages.success(request, "Moved. The new date is booked, the old one is free again.")
            return redirect("booking", pk=done.pk)
    return render(request, "training/move_booking.html", {"form": form, "booking": thing, "events": events})


@require(Permission.BOOK_PLACES)
def change_needs(request: HttpRequest, pk: int) -> HttpResponse:
    """What one needs to take part."""
    thing = _worked_on(request, pk)
    form = NeedsForm(request.POST or None, initial={"access_needs": thing.access_needs})
    if form.is_valid():
        done = _do(request, form, lambda: cancelling.change_needs(booking=thing, by=request.user, at=timezone.now(),
                                                                  **form.cleaned_data))  # fmt: skip
        if done:
            messages.success(request, "Kept. The trainer and the office read it.")
            return redirect("booking", pk=pk)
    return render(request, "training/change_needs.html", {"form": form, "booking": thing})


@require(Permission.BOOK_PLACES)
@require_POST
def take_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the offered place, or let it go."""
    thing, now = _worked_on(request, pk), timezone.now()
    verb = waiting_list.refuse if "no" in request.POST else waiting_list.accept
    try:
        verb(booking=thing, by=request.user, at=now)
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "The place goes to the next." if "no" in request.POST else "You have a place.")
    return redirect("booking", pk=pk)


@require(Permission.BOOK_PLACES)
@require_POST
def approve_here(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes or no as line manager with an account, as the agency's lead, or for the office."""
    thing, now = _seen(request, pk), timezone.now()
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(" ".join(str(each) for errors in form.errors.values() for each in errors))
        if "no" in request.POST:
            approving.decline(booking=thing, by=request.user, at=now, reason=form.cleaned_data["reason"])
        else:
            approving.approve(booking=thing, by=request.user, at=now)
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"{thing.person} is told what you decided.")
    return redirect("booking", pk=pk)


@require(Permission.BOOK_PLACES)
@require_safe
def booking_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One's booking as a calendar file, with the joining link."""
    thing = _worked_on(request, pk)
    today = timezone.localdate()
    name = " ".join(rules.value(f"partnership.name_{line}", on=today) for line in ("first", "second"))
    sender = rules.value("contact.email", on=today) or settings.DEFAULT_FROM_EMAIL
    data = calendars.message(thing, method="REQUEST" if thing.living else "CANCEL", organiser=(name, sender),
                             site=settings.SITE_ADDRESS, at=timezone.now(),
                             joining=thing.state == State.BOOKED)  # fmt: skip
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="booking-{thing.pk}.ics"'
    return response


def _seen(request: HttpRequest, pk: int) -> Booking:
    """A booking the person sees; a line manager with an account sees what waits for him or her."""
    rows = Booking.objects.for_list().select_related("agency__parent__parent", "event__policy", "policy", "booked_by")
    mine = Booking.objects.visible_to(request.user) | Booking.objects.filter(manager_email=request.user.email)
    return get_object_or_404(rows.filter(pk__in=mine.values("pk")), pk=pk)


def _worked_on(request: HttpRequest, pk: int) -> Booking:
    rows = Booking.objects.visible_to(request.user).for_list().select_related("agency__parent__parent")
    return get_object_or_404(rows, pk=pk)


def _do(request: HttpRequest, form: Any, verb: Any) -> Any:
    """The verb's answer; None when it refused, and then the form says why."""
    try:
        return verb()
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None


def _colleague(email: str) -> Person:
    colleague = Person.objects.current().filter(email=email.strip().lower()).first()
    if colleague is None:
        raise Refusal("Nobody with an account here has this address. Ask your colleague to join first.")
    return colleague
