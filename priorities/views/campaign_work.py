"""Work on a campaign by whoever keeps it, leads it or co-owns it: start, change, publish, measure, files."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from office import drafts
from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import beside, reach
from priorities import campaigns as campaigning
from priorities.forms.campaigns import AssetForm, ChangeCampaignForm, MeasureForm, StartForm
from priorities.models import Action, Asset, Campaign


@require(Permission.KEEP_CAMPAIGNS)
def start_campaign(request: HttpRequest) -> HttpResponse:
    """A new campaign, for members only at first."""
    now = timezone.now()
    draft = drafts.of(request.user, form=campaigning.NEW, record="new")
    form = StartForm(request.POST or None, draft=draft, on=timezone.localdate(now))

    def deed(given: dict[str, Any]) -> Done:
        brief = campaigning.brief_from(given)
        made = campaigning.start(by=request.user, brief=brief, at=now, typed_as=form.record_key)
        said = "The campaign is started. The public sees it once you publish it."
        return Done(said, reverse("campaign", args=[made.slug]))

    return ask(request, "priorities/start_campaign.html", form, deed)


@require(Permission.JOIN_CAMPAIGNS)
@never_cache
def change_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Other words for a campaign; of two who change it the second is told what the first has saved."""
    thing = _workable(request, slug)
    now, key = timezone.now(), str(thing.pk)
    form = ChangeCampaignForm(
        request.POST or None, record_key=key, values=campaigning.values_of(thing), on=timezone.localdate(now),
        draft=drafts.of(request.user, form=campaigning.FORM, record=key), led_by=thing.lead_agency,
        actions=beside.share(Action.objects.visible_to(request.user), thing, tied=thing.answers),
    )  # fmt: skip

    def deed(given: dict[str, Any]) -> Done:
        brief = campaigning.brief_from(given)
        campaigning.change(by=request.user, campaign=thing, brief=brief, mark=given["mark"], at=now)
        return Done("The campaign is changed.", reverse("campaign", args=[slug]))

    return ask(request, "priorities/change_campaign.html", form, deed, campaign=thing)


@require(Permission.KEEP_CAMPAIGNS)
def publish_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the public read about it, after a look at what they will see."""
    thing = get_object_or_404(Campaign.objects.visible_to(request.user).for_list(), slug=slug)
    if request.method == "POST":
        try:
            campaigning.publish(by=request.user, campaign=thing, at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, "The public can read about the campaign now.")
        return redirect("campaign", slug=thing.slug)
    return render(request, "priorities/publish_campaign.html", {"campaign": thing})


@require(Permission.KEEP_CAMPAIGNS)
def withdraw_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it back from the public."""
    thing = get_object_or_404(Campaign.objects.visible_to(request.user).for_list(), slug=slug)
    if request.method == "POST":
        campaigning.withdraw(by=request.user, campaign=thing)
        messages.success(request, "Only members see the campaign now.")
        return redirect("campaign", slug=thing.slug)
    return render(request, "priorities/withdraw_campaign.html", {"campaign": thing})


@require(Permission.JOIN_CAMPAIGNS)
def measure_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """What should be different, and how it stood before and after."""
    thing = _workable(request, slug)
    begun = {name: getattr(thing, name) for name in MeasureForm.base_fields}
    form = MeasureForm(request.POST or None, initial=begun)

    def deed(given: dict[str, Any]) -> Done:
        campaigning.measure(by=request.user, campaign=thing, at=timezone.now(), **given)
        return Done("The measure is saved.", reverse("campaign", args=[slug]))

    return ask(request, "priorities/measure_campaign.html", form, deed, campaign=thing)


@require(Permission.JOIN_CAMPAIGNS)
def add_campaign_file(request: HttpRequest, slug: str) -> HttpResponse:
    """A file that partners may use."""
    thing = _workable(request, slug)
    form = AssetForm(request.POST or None, request.FILES or None)

    def deed(given: dict[str, Any]) -> Done:
        reach.add_asset(by=request.user, campaign=thing, at=timezone.now(), **given)
        said = "The file is kept. It can be opened as soon as it has been checked."
        return Done(said, reverse("campaign", args=[slug]))

    return ask(request, "priorities/add_campaign_file.html", form, deed, at="upload", campaign=thing)


@require(Permission.JOIN_CAMPAIGNS)
@require_POST
def remove_campaign_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a file away."""
    thing = _workable(request, slug)
    asset = get_object_or_404(Asset.objects.select_related("campaign"), pk=pk, campaign=thing)
    reach.remove_asset(by=request.user, asset=asset)
    messages.success(request, f"“{asset.title}” is taken away.")
    return redirect("campaign", slug=thing.slug)


def _workable(request: HttpRequest, slug: str) -> Campaign:
    """The campaign, if the person sees it and may work on it."""
    thing = get_object_or_404(Campaign.objects.visible_to(request.user).for_list(), slug=slug)
    if not campaigning.may_work_on(request.user, thing):
        raise PermissionDenied
    return thing
