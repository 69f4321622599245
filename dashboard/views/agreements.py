"""What the partnership agrees about figures: who sends what by when, and what a measure is to reach."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from dashboard import areas, measures, supplies, targets
from dashboard.forms.agreements import TargetForm
from dashboard.forms.returns import EndSupplyForm, SupplyForm
from dashboard.models import Supply, Target
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal


def _sheet(row: Supply) -> str:
    sheet = measures.asked_in().get(row.sheet)
    return sheet.name if sheet else row.sheet


def _end(row: Supply) -> Any:
    if row.valid_to:
        return f"{row.valid_to:%-d %b %Y}"
    return format_html('<a class="p-link" href="{}">End it</a>', reverse("end_supply", args=[row.pk]))


COLUMNS = (
    Column("sheet", "Figures", leads=True, cell=_sheet, order=("sheet",)),
    Column("agency", "Agency", cell=lambda row: row.agency.name, order=("agency__name",)),
    Column(
        "due", "Due after", cell=lambda row: f"{row.due_after} working days", value=lambda row: row.due_after,
        order=("due_after",), numeric=True,
    ),
    Column(
        "since", "From", cell=lambda row: f"{row.valid_from:%-d %b %Y}", value=lambda row: row.valid_from,
        order=("valid_from",),
    ),
    Column("until", "To", cell=_end, value=lambda row: row.valid_to, order=("valid_to",)),
)  # fmt: skip


@require(Permission.APPROVE_RETURNS)
def supply_list(request: HttpRequest) -> HttpResponse:
    """Who sends what, by when, from when to when."""
    rows = Supply.objects.for_list()
    listing = Listing(request, rows, columns=COLUMNS, one="agreement", many="agreements", file_name="who-sends-what")
    return answer(request, "dashboard/supply_list.html", listing)


@require(Permission.APPROVE_RETURNS)
def agree_supply(request: HttpRequest) -> HttpResponse:
    """Agree that an agency sends a sheet, or by another day."""
    today = timezone.localdate()
    form = SupplyForm(request.POST or None, on=today)

    def deed(given: dict[str, Any]) -> Done:
        area = areas.own(on=today)
        if area is None:
            raise Refusal("Set the name of the area under Rules first: figures belong to an area.")
        supplies.agree(by=request.user, area=area, **given)
        return Done(f"{given['agency']} sends it from {given['on']:%-d %B %Y} on.", reverse("supply_list"))

    return ask(request, "dashboard/agree_supply.html", form, deed)


@require(Permission.APPROVE_RETURNS)
def end_supply(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an agreement end."""
    supply = get_object_or_404(Supply.objects.for_list(), pk=pk, valid_to=None)
    form = EndSupplyForm(request.POST or None)

    def deed(given: dict[str, Any]) -> Done:
        supplies.end(by=request.user, supply=supply, **given)
        return Done("It ends on that day.", reverse("supply_list"))

    return ask(request, "dashboard/end_supply.html", form, deed, supply=supply, name=_sheet(supply))


@require(Permission.SET_RULES)
def agree_target(request: HttpRequest, code: str) -> HttpResponse:
    """Agree what a measure is to reach from a day on, and how much worse is still amber; earlier targets stay."""
    definition, today = measures.known().get(code.upper()), timezone.localdate()
    if definition is None:
        raise Http404
    area = areas.own(on=today)
    form = TargetForm(request.POST or None, on=today)
    known = Target.objects.filter(measure__code=definition.code, area=area).order_by("-valid_from")

    def deed(given: dict[str, Any]) -> Done:
        if area is None:
            raise Refusal("Set the name of the area under Rules first: figures belong to an area.")
        measures.take_in()
        targets.agree(by=request.user, definition=definition, area=area, **given)
        return Done("The target is agreed.", reverse("measure", args=[definition.code]))

    sheet = definition.returned.sheet if definition.returned else ""
    senders = Supply.objects.in_force(today).filter(sheet=sheet).for_list()
    words = {"definition": definition, "known": known, "senders": senders}
    return ask(request, "dashboard/agree_target.html", form, deed, **words)
