"""An agency's desk: its bookings, spend and no-shows; booking for staff, seats held, many from a file."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from office import drafts, rules, tables_in
from office.lists import Listing, answer
from partnership.access import agencies_where, require
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import agency_desk
from training import booking as bookings
from training.forms.agency import ForStaffForm, GroupForm, ManyForm, ReserveForm
from training.models import Booking, Charge, Event, Reservation
from training.office_filters import PeopleBookingChoices
from training.states import State
from training.views.columns import of_bookings

FORM = "many_bookings"
A_YEAR = timedelta(days=365)


@require(Permission.BOOK_FOR_OTHERS)
def agency_training(request: HttpRequest) -> HttpResponse:
    """The bookings of the agencies one answers for, with what they cost and who did not come; all for the office."""
    keys, now = agencies_where(request.user, Permission.BOOK_FOR_OTHERS), timezone.now()
    rows = Booking.objects.for_list() if keys is None else Booking.objects.filter(agency__in=keys).for_list()
    listing = Listing(request, rows.order_by("-event__starts_at"), columns=of_bookings(money=True),
                      choices=PeopleBookingChoices, one="booking", many="bookings", file_name="bookings")  # fmt: skip
    if listing.wanted:
        return listing.file()
    year = Booking.objects.filter(event__starts_at__gt=now - A_YEAR, event__starts_at__lte=now)
    spent = Charge.objects.filter(state__in=["invoiced", "paid"], proposed_at__gt=now - A_YEAR)
    standing = Reservation.objects.standing().select_related("event__course", "event__venue", "agency")
    if keys is not None:
        year, spent = year.filter(agency__in=keys), spent.filter(booking__agency__in=keys)
        standing = standing.filter(agency__in=keys)
    told = rules.value("training.no_shows_told", on=timezone.localdate(now))
    repeated = year.values("agency__name").annotate(n=Count("pk", filter=Q(state=State.ABSENT))).filter(n__gte=told)
    counts = year.aggregate(came=Count("pk", filter=Q(state__in=[State.ATTENDED, State.PART])),
                            absent=Count("pk", filter=Q(state=State.ABSENT)),
                            late=Count("pk", filter=Q(state=State.LATE)))  # fmt: skip
    return answer(request, "training/agency_training.html", listing, counts=counts, held=standing,
                  spent=spent.aggregate(n=Sum("amount"))["n"] or 0, repeated=repeated.order_by("-n")[:10])  # fmt: skip


@require(Permission.BOOK_FOR_OTHERS)
def book_for_staff(request: HttpRequest, pk: int) -> HttpResponse:
    """A place for one of the staff; the office books for anybody, and it says so."""
    event = get_object_or_404(Event.objects.visible_to(request.user).for_list(), pk=pk)
    form = ForStaffForm(request.POST or None, agencies=_agencies(request))
    if form.is_valid():
        try:
            made = bookings.book_place(event=event, person=_person(form.cleaned_data["email"]), by=request.user,
                                       agency=form.cleaned_data["agency"], asked=form.asked(),
                                       at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{made.person}: {made.words.lower()}.")
            return redirect("booking", pk=made.pk)
    return render(request, "training/book_for_staff.html", {"form": form, "event": event})


@require(Permission.BOOK_FOR_OTHERS)
def book_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Places for several of the staff who come together, or as many as fit."""
    event = get_object_or_404(Event.objects.visible_to(request.user).for_list(), pk=pk)
    form = GroupForm(request.POST or None, agencies=_agencies(request), initial={"whole": "part"})
    if form.is_valid():
        try:
            made = agency_desk.book_group(
                event=event, people=agency_desk.people_of(form.cleaned_data["emails"]), by=request.user,
                agency=form.cleaned_data["agency"], whole=form.cleaned_data["whole"] == "whole", asked=form.asked(),
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            placed = sum(each.state == State.BOOKED for each in made)
            messages.success(request, f"{placed} of {len(made)} have a place; {len(made) - placed} wait.")
            return redirect("event", pk=pk)
    return render(request, "training/book_group.html", {"form": form, "event": event})


@require(Permission.BOOK_FOR_OTHERS)
def reserve_seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Seats held before names are known."""
    event = get_object_or_404(Event.objects.visible_to(request.user).for_list(), pk=pk)
    form = ReserveForm(request.POST or None, agencies=_agencies(request))
    if form.is_valid():
        try:
            held = agency_desk.reserve(event=event, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{held.seats} seats are held for {held.agency}. Put names to them in time.")
            return redirect("agency_training")
    return render(request, "training/reserve_seats.html", {"form": form, "event": event})


@require(Permission.BOOK_FOR_OTHERS)
def name_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """A name for one of the seats held."""
    held = _held(request, pk)
    form = ForStaffForm(request.POST or None, agencies=[held.agency])
    if form.is_valid():
        try:
            made = agency_desk.name(reservation=held, person=_person(form.cleaned_data["email"]), asked=form.asked(),
                                    by=request.user, at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{made.person} has the seat.")
            return redirect("agency_training")
    return render(request, "training/book_for_staff.html", {"form": form, "event": held.event, "held": held})


@require(Permission.BOOK_FOR_OTHERS)
@require_POST
def release_seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the seats that have no name."""
    agency_desk.release(reservation=_held(request, pk), by=request.user, at=timezone.now())
    messages.success(request, "The seats are free for others.")
    return redirect("agency_training")


@require(Permission.BOOK_FOR_OTHERS)
def book_many(request: HttpRequest) -> HttpResponse:
    """A file of bookings: first the fate of each row, then the button that books them."""
    form = ManyForm(request.POST or None, request.FILES or None, agencies=_agencies(request))
    faults: list[tables_in.Fault] = []
    if form.is_valid():
        try:
            read = tables_in.read(form.cleaned_data["upload"].read(), columns=agency_desk.COLUMNS, most_rows=300)
            faults = read.faults + agency_desk.faults_of(read.rows)
            if not faults:
                fields = {"agency": [str(form.cleaned_data["agency"].pk)], "rows": [
                    {"number": number, **row} for number, row in read.rows.items()
                ]}  # fmt: skip
                drafts.lay_down(by=request.user, form=FORM, record="", fields=fields, at=timezone.now())
                return redirect("check_many")
            form.add_error("upload", f"{len(faults)} cells have a fault, named below. Nothing was booked.")
        except Refusal as refusal:
            form.add_error("upload", refusal.sentence)
    context = {"form": form, "faults": faults, "columns": agency_desk.COLUMNS}
    return render(request, "training/book_many.html", context)


@require(Permission.BOOK_FOR_OTHERS)
def check_many(request: HttpRequest) -> HttpResponse:
    """What each row would become; the button books them."""
    draft = drafts.of(request.user, form=FORM, record="")
    if draft is None:
        return redirect("book_many")
    agency = get_object_or_404(Agency, pk=int(draft.fields["agency"][0]))
    rows = {row["number"]: row for row in draft.fields["rows"]}
    now = timezone.now()
    done = request.method == "POST"
    if done:
        found = agency_desk.book_all(rows, agency=agency, by=request.user, at=now)
        drafts.discard(by=request.user, form=FORM, record="")
    else:
        found = agency_desk.fates(rows, agency=agency, by=request.user, at=now)
    fails = sum(each.fails for each in found)
    return render(request, "training/check_many.html", {"fates": found, "fails": fails, "done": done, "agency": agency})


def _agencies(request: HttpRequest) -> list[Agency]:
    return agency_desk.agencies_of(request.user, on=timezone.localdate())


def _held(request: HttpRequest, pk: int) -> Reservation:
    keys: Any = agencies_where(request.user, Permission.BOOK_FOR_OTHERS)
    rows = Reservation.objects.standing().select_related("event__course", "event__venue", "agency__parent__parent")
    return get_object_or_404(rows if keys is None else rows.filter(agency__in=keys), pk=pk)


def _person(email: str) -> Person:
    person = Person.objects.current().filter(email=email.strip().lower()).first()
    if person is None:
        raise Refusal("Nobody with an account here has this address. He or she has to join first.")
    return person
