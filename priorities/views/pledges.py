"""What agencies give to a campaign: asked for, pledged, declined, kept; and whom they reached."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from partnership.access import agencies_where, check, require
from partnership.models import Agency
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import pledges, reach
from priorities.forms.campaigns import AskForm, DeclineForm, KeptOnForm, PledgeForm, ReachForm
from priorities.models import Campaign, Pledge, PledgeRequest, Reach


@require(Permission.KEEP_CAMPAIGNS)
def ask_for_pledges(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask agencies what they will do."""
    thing, now = _seen(request, slug), timezone.now()
    not_asked = Agency.objects.active(timezone.localdate(now)).exclude(pk__in=thing.pledge_requests.values("agency"))
    form = AskForm(request.POST or None, agencies=not_asked, initial={"pledge_by": thing.pledge_by})
    if form.is_valid():
        try:
            count = pledges.ask(by=request.user, campaign=thing, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{count} {'agency is' if count == 1 else 'agencies are'} asked to pledge.")
            return redirect("campaign", slug=slug)
    return render(request, "priorities/ask_for_pledges.html", {"form": form, "campaign": thing})


@require(Permission.JOIN_CAMPAIGNS)
def make_pledge(request: HttpRequest, slug: str) -> HttpResponse:
    """What an agency will do."""
    thing, now = _seen(request, slug), timezone.now()
    form = PledgeForm(request.POST or None, agencies=_own(request))
    if form.is_valid():
        try:
            made = pledges.pledge(by=request.user, campaign=thing, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"Thank you. {made.agency} has pledged. Say here when it was kept.")
            return redirect("campaign", slug=slug)
    return render(request, "priorities/make_pledge.html", {"form": form, "campaign": thing})


@require(Permission.JOIN_CAMPAIGNS)
def decline_pledge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Why an agency cannot pledge anything."""
    thing = _seen(request, slug)
    mine = PledgeRequest.objects.of(agencies_where(request.user, Permission.JOIN_CAMPAIGNS))
    asked = get_object_or_404(mine.select_related("agency"), pk=pk, campaign=thing)
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        try:
            pledges.decline(by=request.user, request_made=asked, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The business unit reads why. You can still pledge something later.")
            return redirect("campaign", slug=slug)
    return render(request, "priorities/decline_pledge.html", {"form": form, "campaign": thing, "asked": asked})


@require(Permission.JOIN_CAMPAIGNS)
def keep_pledge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """When a pledge was kept."""
    thing, now = _seen(request, slug), timezone.now()
    made = get_object_or_404(Pledge.objects.select_related("agency"), pk=pk, campaign=thing)
    check(request.user, Permission.JOIN_CAMPAIGNS, agency=made.agency)
    form = KeptOnForm(request.POST or None, initial={"on": timezone.localdate(now)})
    if form.is_valid():
        try:
            pledges.keep(by=request.user, pledge=made, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("on", refusal.sentence)
        else:
            messages.success(request, "The pledge is kept. Thank you.")
            return redirect("campaign", slug=slug)
    return render(request, "priorities/keep_pledge.html", {"form": form, "campaign": thing, "pledge": made})


@require(Permission.JOIN_CAMPAIGNS)
def report_reach(request: HttpRequest, slug: str) -> HttpResponse:
    """How many people were reached in one way."""
    thing, now = _seen(request, slug), timezone.now()
    form = ReachForm(request.POST or None, agencies=_own(request), initial={"counted_on": timezone.localdate(now)})
    if form.is_valid():
        try:
            reach.report(by=request.user, campaign=thing, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The figure is kept.")
            return redirect("campaign", slug=slug)
    return render(request, "priorities/report_reach.html", {"form": form, "campaign": thing})


@require(Permission.JOIN_CAMPAIGNS)
@require_POST
def take_back_reach(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a figure back that was reported by mistake."""
    counted = get_object_or_404(Reach.objects.select_related("agency"), pk=pk, campaign=_seen(request, slug))
    reach.take_back(by=request.user, counted=counted)
    messages.success(request, "The figure is taken back.")
    return redirect("campaign", slug=slug)


def _seen(request: HttpRequest, slug: str) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user).for_list(), slug=slug)


def _own(request: HttpRequest) -> QuerySet[Agency]:
    """The agencies the person answers for today; the one he or she acts for first."""
    agencies = agencies_where(request.user, Permission.JOIN_CAMPAIGNS)
    active = Agency.objects.active(timezone.localdate())
    return active if agencies is None else active.filter(pk__in=agencies)
