"""What agencies give to a campaign: asked for, pledged, declined, kept; and whom they reached."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from office.asking import Done, ask
from partnership.access import agencies_where, check, require
from partnership.models import Agency
from partnership.permissions import Permission
from priorities import pledges, reach
from priorities.forms.campaigns import AskForm, DeclineForm, KeptOnForm, PledgeForm, ReachForm
from priorities.models import Campaign, Pledge, PledgeRequest, Reach


@require(Permission.KEEP_CAMPAIGNS)
def ask_for_pledges(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask agencies what they will do."""
    thing, now = _seen(request, slug), timezone.now()
    not_asked = Agency.objects.active(timezone.localdate(now)).exclude(pk__in=thing.pledge_requests.values("agency"))
    form = AskForm(request.POST or None, agencies=not_asked, initial={"pledge_by": thing.pledge_by})

    def deed(given: dict[str, Any]) -> Done:
        count = pledges.ask(by=request.user, campaign=thing, at=now, **given)
        return Done(
            f"{count} {'agency is' if count == 1 else 'agencies are'} asked to pledge.",
            reverse("campaign", args=[slug]),
        )

    return ask(request, "priorities/ask_for_pledges.html", form, deed, campaign=thing)


@require(Permission.JOIN_CAMPAIGNS)
def make_pledge(request: HttpRequest, slug: str) -> HttpResponse:
    """What an agency will do."""
    thing, now = _seen(request, slug), timezone.now()
    form = PledgeForm(request.POST or None, agencies=_own(request))

    def deed(given: dict[str, Any]) -> Done:
        made = pledges.pledge(by=request.user, campaign=thing, at=now, **given)
        return Done(
            f"Thank you. {made.agency} has pledged. Say here when it was kept.", reverse("campaign", args=[slug])
        )

    return ask(request, "priorities/make_pledge.html", form, deed, campaign=thing)


@require(Permission.JOIN_CAMPAIGNS)
def decline_pledge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Why an agency cannot pledge anything."""
    thing = _seen(request, slug)
    mine = PledgeRequest.objects.of(agencies_where(request.user, Permission.JOIN_CAMPAIGNS))
    asked = get_object_or_404(mine.select_related("agency"), pk=pk, campaign=thing)
    form = DeclineForm(request.POST or None)

    def deed(given: dict[str, Any]) -> Done:
        pledges.decline(by=request.user, request_made=asked, at=timezone.now(), **given)
        return Done(
            "The business unit reads why. You can still pledge something later.", reverse("campaign", args=[slug])
        )

    return ask(request, "priorities/decline_pledge.html", form, deed, campaign=thing, asked=asked)


@require(Permission.JOIN_CAMPAIGNS)
def keep_pledge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """When a pledge was kept."""
    thing, now = _seen(request, slug), timezone.now()
    made = get_object_or_404(Pledge.objects.select_related("agency"), pk=pk, campaign=thing)
    check(request.user, Permission.JOIN_CAMPAIGNS, agency=made.agency)
    form = KeptOnForm(request.POST or None, initial={"on": timezone.localdate(now)})

    def deed(given: dict[str, Any]) -> Done:
        pledges.keep(by=request.user, pledge=made, at=now, **given)
        return Done("The pledge is kept. Thank you.", reverse("campaign", args=[slug]))

    return ask(request, "priorities/keep_pledge.html", form, deed, at="on", campaign=thing, pledge=made)


@require(Permission.JOIN_CAMPAIGNS)
def report_reach(request: HttpRequest, slug: str) -> HttpResponse:
    """How many people were reached in one way."""
    thing, now = _seen(request, slug), timezone.now()
    form = ReachForm(request.POST or None, agencies=_own(request), initial={"counted_on": timezone.localdate(now)})

    def deed(given: dict[str, Any]) -> Done:
        reach.report(by=request.user, campaign=thing, at=now, **given)
        return Done("The figure is kept.", reverse("campaign", args=[slug]))

    return ask(request, "priorities/report_reach.html", form, deed, campaign=thing)


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
