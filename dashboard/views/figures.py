"""Pages of figures: the dashboard of an area, one measure, and their data."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from dashboard import areas, downloads, figures_of_area, measures, outlook
from dashboard.definitions import Definition
from dashboard.measure_page import measure_page
from dashboard.models import Area
from dashboard.overview import overview
from office import spreadsheets
from partnership import access
from partnership.access import require
from partnership.permissions import Permission


@require(Permission.SEE_DASHBOARD)
def dashboard(request: HttpRequest) -> HttpResponse:
    """The Demand Dashboard of one area, or its latest figures as a file."""
    choices, area = _area(request)
    if area is None:
        may_load = access.holds(request.user, Permission.LOAD_DATA)
        return render(request, "dashboard/dashboard.html", {"areas": choices, "may_load": may_load})
    page = overview(area, on=timezone.localdate())
    as_file = FILES.get(request.GET.get("format", ""))
    if as_file:
        return as_file(name=f"dashboard-{area.code}", columns=downloads.COLUMNS, rows=downloads.latest(page))
    may_see_capacity = access.holds(request.user, Permission.SEE_CAPACITY)
    context = {"page": page, "areas": choices, "area": area, "may_see_capacity": may_see_capacity}
    return render(request, "dashboard/dashboard.html", context)


@require(Permission.SEE_DASHBOARD)
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One measure of one area: chart, table, definition, comparison."""
    definition = _definition(code)
    choices, area = _area(request)
    page = measure_page(definition, area, on=timezone.localdate()) if area else None
    context = {"page": page, "areas": choices, "area": area, "definition": definition}
    if page and area:
        series = page.drawn.series
        context["outlook"] = outlook.of_measure(definition, area, on=timezone.localdate(), series=series)
    context["may_watch"] = access.holds(request.user, Permission.KEEP_PLAN)
    return render(request, "dashboard/measure.html", context)


@require(Permission.SEE_DASHBOARD)
def measure_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure of the measure in the area as CSV, small numbers hidden as on the page."""
    name, rows = _rows(request, code)
    return spreadsheets.as_csv(name=name, columns=downloads.COLUMNS, rows=rows)


@require(Permission.SEE_DASHBOARD)
def measure_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures as JSON."""
    _, rows = _rows(request, code)
    return JsonResponse({"figures": [dict(zip(downloads.KEYS, row, strict=True)) for row in rows]})


FILES = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}


def _area(request: HttpRequest) -> tuple[list[Area], Area | None]:
    """The areas with figures and the one asked for; 404 for one that has none."""
    choices = areas.with_figures()
    wanted = request.GET.get("area", "")
    area = areas.chosen(choices, wanted)
    if wanted and area is None:
        raise Http404
    return choices, area


def _definition(code: str) -> Definition:
    definition = measures.known().get(code.upper())
    if definition is None:
        raise Http404
    return definition


def _rows(request: HttpRequest, code: str) -> tuple[str, Iterable[tuple[Any, ...]]]:
    definition = _definition(code)
    _, area = _area(request)
    if area is None:
        raise Http404
    told = figures_of_area.of_area(area, codes=[definition.code], on=timezone.localdate())
    figures = told[definition.code].series.figures if told else ()
    return f"{definition.code}-{area.code}", downloads.rows(definition, area, figures)
