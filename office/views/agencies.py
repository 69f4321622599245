"""The agencies of the partnership: list, record, add, change, close, head counts."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from office import agencies as desk
from office import drafts, lists
from office.asking import Done, ask
from office.filters import AgencyChoices
from office.forms.agencies import AgencyForm, ChangeAgencyForm, CloseAgencyForm, HeadcountForm
from office.lists import Column
from office.models import Token
from partnership.access import require
from partnership.models import Agency
from partnership.permissions import Permission


def _name(agency: Agency) -> str:
    return format_html('<a href="{}">{}</a>', reverse("agency", args=[agency.pk]), agency.name)


COLUMNS = [
    Column("name", "Agency", _name, value=lambda agency: agency.name, order=("name",), leads=True),
    Column("kind", "Kind", lambda agency: agency.get_kind_display(), order=("kind",)),
    Column("sector", "Sector", lambda agency: agency.get_sector_display(), order=("sector",)),
    Column("district", "District", lambda agency: agency.district or "Whole county", order=("district",)),
    Column("parent", "Below", lambda agency: agency.parent or "", order=("parent__name",)),
    Column("since", "Since", lambda agency: agency.active_from, file_only=True),
    Column("until", "Left", lambda agency: agency.active_until or "", order=("active_until",)),
    Column("urn", "URN", lambda agency: agency.urn, file_only=True),
    Column("domains", "E-mail domains", lambda agency: ", ".join(agency.email_domains), file_only=True),
]


@require(Permission.MANAGE_AGENCIES)
@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """All agencies, those that have left too."""
    listing = lists.Listing(
        request,
        Agency.objects.visible_to(request.user).for_list(),
        columns=COLUMNS,
        choices=AgencyChoices,
        one="agency",
        many="agencies",
        file_name="agencies",
    )
    return lists.answer(request, "office/agencies.html", listing)


@require(Permission.MANAGE_AGENCIES)
@require_safe
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency: facts, what stands below it, head counts, keys to the API."""
    shown = get_object_or_404(Agency.objects.visible_to(request.user).for_list(), pk=pk)
    today = timezone.localdate()
    return render(
        request,
        "office/agency.html",
        {
            "agency": shown,
            "facts": _facts(shown),
            "below": shown.children.all(),
            "headcounts": desk.latest_headcounts(shown),
            "people_count": shown.memberships.current(today).values("person").distinct().count(),
            "keys": Token.objects.visible_to(request.user).for_list().filter(agency=shown),
            "open": shown.active_until is None,
            "today": today,
        },
    )


@require(Permission.MANAGE_AGENCIES)
def add_agency(request: HttpRequest) -> HttpResponse:
    """Add an agency."""
    form = AgencyForm(request.POST or None, today=timezone.localdate())
    return _asked(
        request, "office/add_agency.html", form, lambda facts: desk.add(by=request.user, **facts), "was added"
    )


@require(Permission.MANAGE_AGENCIES)
def change_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of an agency."""
    shown = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    key = str(shown.pk)
    form = ChangeAgencyForm(
        request.POST or None,
        instance=shown,
        today=timezone.localdate(),
        record_key=key,
        values=desk.values(shown),
        draft=drafts.of(request.user, form=desk.FORM, record=key),
    )

    def deed(facts: dict[str, Any]) -> Agency:
        return desk.change(by=request.user, agency=shown, **facts)

    return _asked(request, "office/change_agency.html", form, deed, "was changed", shown)


@require(Permission.MANAGE_AGENCIES)
def close_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an agency leave the partnership."""
    shown = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    form = CloseAgencyForm(request.POST or None, initial={"last_day": timezone.localdate()})

    def deed(facts: dict[str, date]) -> Agency:
        return desk.close(by=request.user, agency=shown, **facts)

    return _asked(request, "office/close_agency.html", form, deed, "leaves after its last day", shown)


@require(Permission.MANAGE_AGENCIES)
def count_heads(request: HttpRequest, pk: int) -> HttpResponse:
    """Note how many people work in a role."""
    shown = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    form = HeadcountForm(request.POST or None, initial={"on": timezone.localdate()})

    def deed(facts: dict[str, Any]) -> Agency:
        return desk.count_heads(by=request.user, agency=shown, **facts).agency

    return _asked(request, "office/count_heads.html", form, deed, "has a new head count", shown)


def _asked(
    request: HttpRequest,
    template: str,
    form: forms.BaseForm,
    deed: Callable[[dict[str, Any]], Agency],
    done: str,
    shown: Agency | None = None,
) -> HttpResponse:
    """Show the form until its answers are fit and the deed is done; then go to the agency."""

    def told(given: dict[str, Any]) -> Done:
        agency = deed(given)
        return Done(f"{agency} {done}.", reverse("agency", args=[agency.pk]))

    return ask(request, template, form, told, agency=shown)


def _facts(agency: Agency) -> list[tuple[str, Any]]:
    return [
        ("Kind", agency.get_kind_display()),
        ("Sector", agency.get_sector_display()),
        ("District", agency.district or "Whole county"),
        ("Below", agency.parent or "No other agency"),
        ("Statutory partner", "Yes" if agency.safeguarding_partner else "No"),
        ("URN", agency.urn or "None"),
        ("E-mail domains", ", ".join(agency.email_domains) or "None: each person is admitted by hand"),
        ("In the partnership since", agency.active_from),
        ("Last day", agency.active_until or "Open"),
    ]
