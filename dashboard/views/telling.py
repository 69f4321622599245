"""Being told of figures by letter, and making a finding of what is out of the ordinary."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from dashboard import measures, special_causes, subscribing
from dashboard.definitions import Definition
from dashboard.forms.telling import ConfirmForm, SubscribeForm
from dashboard.ledger import address_of
from dashboard.models import Measure, SpecialCause, Subscription
from dashboard.views import asked
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal


@require(Permission.SEE_DASHBOARD)
def subscriptions(request: HttpRequest) -> HttpResponse:
    """What one is told of by letter, each with a button to end it."""
    own = Subscription.objects.living().of_person(request.user).for_list()
    return render(request, "dashboard/subscriptions.html", {"subscriptions": own})


@require(Permission.SEE_DASHBOARD)
def end_subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to be told no more, and end it."""
    held = get_object_or_404(Subscription.objects.living().of_person(request.user).for_list(), pk=pk)
    if request.method == "POST":
        subscribing.end(held, by=request.user, at=timezone.now())
        messages.success(request, "No more letters about these figures.")
        return redirect("subscriptions")
    return render(request, "dashboard/end_subscription.html", {"subscription": held})


@require(Permission.SEE_DASHBOARD)
def subscribe_measure(request: HttpRequest, code: str) -> HttpResponse:
    """Ask to be told of one measure."""
    definition = asked.definition(code)
    return _subscribe(request, definition, asked.measure(code))


@require(Permission.SEE_DASHBOARD)
def subscribe_dashboard(request: HttpRequest) -> HttpResponse:
    """Ask to be told of every measure of an area; without any area the dashboard says what is missing."""
    wanted = asked.of(request)
    if wanted.area is None:
        return render(request, "dashboard/dashboard.html", {"areas": wanted.among, "may_load": False})
    return _subscribe(request, None, None)


def _subscribe(request: HttpRequest, definition: Definition | None, measure: Measure | None) -> HttpResponse:
    area = asked.of(request).place
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            subscribing.subscribe(by=request.user, area=area, measure=measure, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "You will be told by letter. You can end it on this page at any time.")
            return redirect("subscriptions")
    return render(request, "dashboard/subscribe.html", {"form": form, "definition": definition, "area": area})


@require(Permission.RECORD_FINDINGS)
def confirm_special_cause(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Make a finding of a figure that is unlikely to be chance."""
    definition = asked.definition(code)
    cause = get_object_or_404(SpecialCause.objects.filter(measure__code=definition.code).for_list(), pk=pk)
    back = address_of(measures.known()[definition.code], cause.area)
    form = ConfirmForm(request.POST or None, initial={"text": f"{definition.name}: {cause.sentence}"})
    if request.method == "POST" and form.is_valid():
        try:
            finding = special_causes.confirm(
                cause, by=request.user, text=form.cleaned_data["text"], address=back, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Recorded. It stands in the golden thread; now somebody can answer it.")
            return redirect("finding", pk=finding.pk)
    context = {"form": form, "definition": definition, "cause": cause, "area": cause.area, "back": back}
    return render(request, "dashboard/confirm_special_cause.html", context)
