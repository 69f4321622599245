"""Pages of capacity against demand: how things stand, what if, and the calculator of the contact desk."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import areas, capacity
from dashboard.capacity_page import COLUMNS, capacity_page, measured
from dashboard.desk_page import desk
from dashboard.forms.capacity import DeskForm, WhatIfForm
from dashboard.models import Area
from office import rules, spreadsheets
from partnership import access
from partnership.access import require
from partnership.permissions import Permission

FILES = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}


@require(Permission.SEE_CAPACITY)
@require_safe
def capacity_against_demand(request: HttpRequest) -> HttpResponse:
    """Work expected of each role and the chances of the clocks, as things are and as one supposes."""
    choices, area = _area(request)
    today = timezone.localdate()
    now = capacity.situation(area, on=today) if area else None
    context = {"areas": choices, "area": area, "may_change": access.can(request.user, Permission.SET_RULES)}
    if area is None or now is None:
        return render(request, "dashboard/capacity_against_demand.html", context)
    asked = any(name in request.GET for name in WhatIfForm.base_fields)
    form = WhatIfForm(request.GET if asked else None, agencies=now.agencies, now=now.shares)
    page = capacity_page(now, form.what_if, on=today)
    as_file = FILES.get(request.GET.get("format", ""))
    if as_file:
        return as_file(name=f"capacity-{area.code}", columns=COLUMNS, rows=page.rows)
    query = request.GET.copy()
    query.pop("format", None)
    return render(
        request,
        "dashboard/capacity_against_demand.html",
        context | {"page": page, "form": form, "query": query.urlencode(), "measured": measured(area, on=today)},
    )


@require(Permission.SEE_CAPACITY)
@require_safe
def contact_desk(request: HttpRequest) -> HttpResponse:
    """How long contacts wait at the desk with so many people: the Erlang C formula."""
    _, area = _area(request)
    asked = any(name in request.GET for name in DeskForm.base_fields)
    form = DeskForm(request.GET if asked else _usual(area, on=timezone.localdate()))
    found = None
    if form.is_valid():
        given = form.cleaned_data
        found = desk(
            arrivals=float(given["arrivals"]), minutes=float(given["minutes"]), people=given["people"],
            target=float(given["target"]),
        )  # fmt: skip
    return render(request, "dashboard/contact_desk.html", {"form": form, "desk": found, "area": area})


def _area(request: HttpRequest) -> tuple[list[Area], Area | None]:
    """The areas with staffing returns or files of their own and the one asked for; 404 for another."""
    choices, wanted = areas.with_own_figures(), request.GET.get("area", "")
    area = areas.chosen(choices, wanted)
    if wanted and area is None:
        raise Http404
    return choices, area


def _usual(area: Area | None, *, on: date) -> dict[str, Any]:
    """What the fields hold before anybody has typed: the forecast of the week, and the rules of the office."""
    now = capacity.situation(area, on=on) if area else None
    an_hour = now.weeks[0].expected / (5 * (now.closes - now.opens) / 60) if now else 6
    keys = ("capacity.desk_minutes", "capacity.desk_people", "capacity.desk_target")
    minutes, people, target = (rules.value(key, on=on) for key in keys)
    return {"arrivals": round(an_hour, 1), "minutes": minutes, "people": people, "target": target}
