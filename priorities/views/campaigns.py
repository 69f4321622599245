"""Campaigns: the list, the calendar, the page of one, its files; the public reads what is published."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from figures import suppression
from office import evidence
from office.lists import Column, Listing, answer
from partnership.access import agencies_where, can, holds, public
from partnership.models import Person
from partnership.permissions import Permission
from priorities import campaigns as campaigning
from priorities import months, reach
from priorities.filters import CampaignChoices
from priorities.models import Action, Asset, Campaign, Priority

YEARS = (2000, 2100)


def _title(row: Campaign) -> SafeString:
    joint = format_html(' <span class="p-tag">{}</span>', "Joint") if row.joint else ""
    return format_html('<a href="{}">{}</a>{}', reverse("campaign", args=[row.slug]), row.title, joint)


def _reached(row: Campaign) -> suppression.Shown:
    return suppression.suppress({"people": row.people_reached})["people"]


def _columns(on: date, *, member: bool) -> list[Column]:
    columns = [
        Column("title", "Campaign", _title, lambda row: row.title, ("title",), leads=True),
        Column("topic", "About", lambda row: row.topic, order=("topic",)),
        Column("starts_on", "First day", lambda row: _day(row.starts_on), lambda row: row.starts_on, ("starts_on",)),
        Column("ends_on", "Last day", lambda row: _day(row.ends_on), lambda row: row.ends_on, ("ends_on",)),
        Column("when", "When", lambda row: row.how_far(on)),
        Column("agency", "Led by", lambda row: row.lead_agency.name, order=("lead_agency__name",)),
        Column("pledges", "Pledges", lambda row: row.pledges_made, order=("pledges_made",), numeric=True),
        Column(
            "reached", "Times reached", lambda row: suppression.written(_reached(row), "Not counted"),
            lambda row: suppression.symbol(_reached(row)), numeric=True,
        ),
        Column("joint", "Joint with", lambda row: row.co_owner.name if row.co_owner else "", file_only=True),
        Column("themes", "Themes", lambda row: ", ".join(each.name for each in row.themes.all()), file_only=True),
    ]  # fmt: skip
    if member:
        columns.append(Column("public", "Public", lambda row: "Yes" if row.published else "Not yet"))
    return columns


@public
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns one may see, the latest first."""
    person = request.user
    rows = Campaign.objects.visible_to(person).for_list()
    listing = Listing(
        request, rows, columns=_columns(timezone.localdate(), member=holds(person, Permission.SEE_ACTIONS)),
        choices=CampaignChoices, one="campaign", many="campaigns", file_name="campaigns",
    )  # fmt: skip
    may_start = can(person, Permission.KEEP_CAMPAIGNS)
    return answer(request, "priorities/campaigns.html", listing, may_start=may_start)


@public
@require_safe
def campaign_calendar(request: HttpRequest) -> HttpResponse:
    """The campaigns of a year, month by month; `?year=` says which."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else timezone.localdate().year
    if not YEARS[0] <= year <= YEARS[1]:
        raise Http404
    rows = Campaign.objects.visible_to(request.user).touching(date(year, 1, 1), date(year, 12, 31))
    shown = list(rows.select_related("lead_agency").order_by("starts_on", "title"))
    calendar = months.of_year(year, shown, span=lambda each: (each.starts_on, each.ends_on))
    context = {"year": year, "before": year - 1, "after": year + 1, "months": calendar, "count": len(shown)}
    return render(request, "priorities/campaign_calendar.html", context)


@public
@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """One campaign: what it wants, who pledged what, whom it reached, whether it helped."""
    person, today = request.user, timezone.localdate()
    thing = get_object_or_404(Campaign.objects.visible_to(person).for_list(), slug=slug)
    own = agencies_where(person, Permission.JOIN_CAMPAIGNS)
    pledges, reached = thing.pledges.select_related("agency"), reach.shown(thing, person=person)
    context = {
        "campaign": thing,
        "how_far": thing.how_far(today),
        "channels": [line.strip() for line in thing.channels.splitlines() if line.strip()],
        "pledges": [(each, not each.kept_on and (own is None or each.agency_id in own)) for each in pledges],
        "reached": reached,
        "reached_rows": [(row, people, own is None or row.agency_id in own) for row, people in reached.rows],
        "files": thing.assets.select_related("file"),
        "priorities": Priority.objects.visible_to(person).filter(campaigns=thing),
        "actions": Action.objects.visible_to(person).filter(campaigns=thing).select_related("owner_agency"),
        "member": holds(person, Permission.SEE_ACTIONS),
    }
    return render(request, "priorities/campaign.html", context | _may(person, thing, today, own))


def _may(person: Person, thing: Campaign, on: date, own: set[int] | None) -> dict[str, Any]:
    """What the person may do with the campaign now, and which of the own agencies still owe an answer."""
    keeps, joins = can(person, Permission.KEEP_CAMPAIGNS), holds(person, Permission.JOIN_CAMPAIGNS)
    asked = thing.pledge_requests.select_related("agency") if holds(person, Permission.SEE_ACTIONS) else []
    open_requests = thing.pledge_requests.open(on).values_list("pk", flat=True) if asked else []
    return {
        "may_change": campaigning.may_work_on(person, thing),
        "may_publish": keeps and not thing.published,
        "may_withdraw": keeps and thing.published,
        "may_ask": keeps and not thing.has_ended(on),
        "may_pledge": joins and not thing.has_ended(on),
        "may_report": joins and thing.starts_on <= on,
        "asked": [(each, each.pk in open_requests) for each in asked],
        "owed": [each for each in asked if each.pk in open_requests and own is not None and each.agency_id in own],
    }


@public
@require_safe
def campaign_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A file of a campaign as a download, for whoever may see the campaign."""
    seen = Campaign.objects.visible_to(request.user).filter(slug=slug)
    asset = get_object_or_404(Asset.objects.select_related("file"), pk=pk, campaign__in=seen)
    return evidence.answer(asset.file)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
