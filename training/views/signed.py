"""Pages that open from a link in a letter, without an account: approve a booking, take an offer, dispute a charge.

Opening one changes nothing; only its button does.
"""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from office import signed_pages
from office.signed_pages import Signed
from partnership.access import public
from partnership.refusals import Refusal
from training import approving, charging, waiting_list
from training.forms.booking import DisputeForm, ReasonForm
from training.models import Booking, Charge
from training.states import State


def _booking(signed: Signed) -> Booking:
    rows = Booking.objects.for_list().select_related("agency__parent__parent")
    return get_object_or_404(rows, pk=signed.thing)


@public
@signed_pages.opens
def approve_booking(request: HttpRequest, signed: Signed) -> HttpResponse:
    """The line manager says yes or no."""
    thing, now = _booking(signed), timezone.now()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                signed_pages.use(signed, at=now)
                if "no" in request.POST:
                    approving.decline(booking=thing, by=None, at=now, reason=form.cleaned_data["reason"])
                else:
                    thing = approving.approve(booking=thing, by=None, at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            thing.refresh_from_db()
            return render(request, "training/approved.html", {"booking": thing, "said": thing.state != State.DECLINED})
    return render(request, "training/approve_booking.html", {"booking": thing, "form": form})


@public
@signed_pages.opens
def answer_offer(request: HttpRequest, signed: Signed) -> HttpResponse:
    """The learner takes the place or lets it go."""
    thing, now = _booking(signed), timezone.now()
    if request.method == "POST":
        verb = waiting_list.refuse if "no" in request.POST else waiting_list.accept
        try:
            with transaction.atomic():
                signed_pages.use(signed, at=now)
                verb(booking=thing, by=None, at=now)
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            done = "The place goes to the next." if "no" in request.POST else "You have a place. A letter follows."
            messages.success(request, done)
        return redirect("event", pk=thing.event_id)
    return render(request, "training/answer_offer.html", {"booking": thing, "open": thing.state == State.OFFERED})


@public
@signed_pages.opens
def dispute_charge(request: HttpRequest, signed: Signed) -> HttpResponse:
    """The line manager says that there was a good reason."""
    thing, now = _booking(signed), timezone.now()
    owed = list(Charge.objects.filter(booking=thing).select_related("booking__agency"))
    form = DisputeForm(request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():
                signed_pages.use(signed, at=now)
                for charge in owed:
                    if charge.state == Charge.State.PROPOSED:
                        charging.dispute(charge=charge, by=None, at=now, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return render(request, "training/disputed.html", {"booking": thing})
    return render(request, "training/dispute_charge.html", {"booking": thing, "charges": owed, "form": form})
