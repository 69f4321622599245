"""What is owed: the list, one charge, the batch for the council's finance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from office import spreadsheets
from office.lists import Column, Listing, answer
from partnership.access import can, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import charging
from training.forms.agency import RateForm
from training.forms.charges import ReasonedForm, WaiveForm
from training.models import Booking, Charge, InvoiceBatch
from training.office_filters import ChargeChoices


def _title(row: Charge) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("charge", args=[row.pk]), row.booking.event.course.title)


COLUMNS = (
    Column("course", "Course", _title, lambda row: row.booking.event.course.title,
           ("booking__event__course__title",), leads=True),
    Column("person", "Who", lambda row: row.booking.person.name, order=("booking__person__name",)),
    Column("agency", "Agency", lambda row: row.booking.agency.name, order=("booking__agency__name",)),
    Column("kind", "For", lambda row: row.get_kind_display(), order=("kind",)),
    Column("amount", "Amount", lambda row: f"£{row.amount}", lambda row: float(row.amount), ("amount",), numeric=True),
    Column("state", "State", lambda row: row.get_state_display(), order=("state",)),
    Column("day", "Proposed", lambda row: f"{row.proposed_at:%-d %b %Y}", lambda row: row.proposed_at,
           ("proposed_at",)),
    Column("manager", "Line manager", lambda row: row.booking.manager_email, file_only=True),
)  # fmt: skip
# What the council's finance needs to write an invoice.
FINANCE = ("Batch", "Charge", "Agency", "Learner", "Line manager", "E-mail", "Course", "Date", "For", "Amount")


@require(Permission.BOOK_FOR_OTHERS)
@require_safe
def charges(request: HttpRequest) -> HttpResponse:
    """Charges one may see: all for the office, the own agency's for a lead."""
    rows = Charge.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=ChargeChoices, one="charge", many="charges",
                      file_name="charges")  # fmt: skip
    keeps = can(request.user, Permission.KEEP_CHARGES)
    ready = Charge.objects.filter(state=Charge.State.PROPOSED).count() if keeps else 0
    batches = InvoiceBatch.objects.select_related("made_by")[:12] if keeps else []
    return answer(request, "training/charges.html", listing, ready=ready, batches=batches, may_keep=keeps)


@require(Permission.BOOK_FOR_OTHERS)
def charge(request: HttpRequest, pk: int) -> HttpResponse:
    """One charge: dispute it, waive it, or let it stand."""
    thing = get_object_or_404(Charge.objects.visible_to(request.user).for_list(), pk=pk)
    keeps = can(request.user, Permission.KEEP_CHARGES)
    form = (WaiveForm if keeps else ReasonedForm)(request.POST or None)
    if form.is_valid():
        try:
            _decide(request, thing, form.cleaned_data, keeps=keeps)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Kept.")
            return redirect("charge", pk=pk)
    context = {"form": form, "charge": thing, "steps": thing.steps.select_related("by"), "may_keep": keeps}
    return render(request, "training/charge.html", context)


def _decide(request: HttpRequest, thing: Charge, words: dict[str, str], *, keeps: bool) -> None:
    by, now = request.user, timezone.now()
    if not keeps:
        charging.dispute(charge=thing, by=by, at=now, reason=words["reason"])
    elif "uphold" in request.POST:
        charging.uphold(charge=thing, by=by, at=now, reason=words["reason"])
    else:
        charging.waive(charge=thing, by=by, at=now, waiver=words["waiver"], reason=words["reason"])


@require(Permission.KEEP_CHARGES)
@require_POST
def invoice_charges(request: HttpRequest) -> HttpResponse:
    """Put all proposed charges into one batch."""
    keys = Charge.objects.filter(state=Charge.State.PROPOSED).values_list("pk", flat=True)
    try:
        batch = charging.invoice(charge_keys=keys, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"{batch} is made. Download it below and send it to the council's finance.")
    return redirect("charges")


@require(Permission.KEEP_CHARGES)
@require_safe
def invoice_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch as CSV for the council's finance."""
    batch = get_object_or_404(InvoiceBatch, pk=pk)
    rows = (
        (batch.pk, each.pk, each.booking.agency.name, each.booking.person.name, each.booking.manager_name,
         each.booking.manager_email, each.booking.event.course.title, each.booking.event.day,
         each.get_kind_display(), f"{each.amount:.2f}")
        for each in batch.charges.for_list().order_by("pk")
    )  # fmt: skip
    return spreadsheets.as_csv(name=f"invoices-{batch.pk}", columns=FINANCE, rows=rows)


@require(Permission.KEEP_CHARGES)
@require_POST
def settle_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch was paid."""
    count = charging.settle(batch=get_object_or_404(InvoiceBatch, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, f"{count} charge{' is' if count == 1 else 's are'} paid.")
    return redirect("charges")


@require(Permission.KEEP_CHARGES)
def set_rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Another rate for one booking, such as out of county."""
    booking = get_object_or_404(Booking.objects.for_list(), pk=pk)
    form = RateForm(request.POST or None, initial={"rate": booking.rate})
    if form.is_valid():
        try:
            booking = charging.set_rate(booking=booking, rate=form.cleaned_data["rate"], by=request.user,
                                        at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            cost = f"£{booking.fee}" if booking.fee else "nothing"
            messages.success(request, f"{booking.get_rate_display()}: the place costs {cost}.")
            return redirect("booking", pk=pk)
    course = booking.event.course
    fees = [(words, getattr(course, f"fee_{rate}")) for rate, words in Booking.Rate.choices]
    return render(request, "training/set_rate.html", {"form": form, "booking": booking, "fees": fees})
