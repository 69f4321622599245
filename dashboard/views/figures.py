"""Pages of figures: the dashboard of an area, one measure, and their data."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dashboard import beside_the_chart, comparing, downloads, figures_of_area, measures, outlook
from dashboard.measure_page import measure_page
from dashboard.overview import overview
from dashboard.views import asked
from office import spreadsheets
from partnership import access
from partnership.access import require
from partnership.permissions import Permission

FILES = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}


@require(Permission.SEE_DASHBOARD)
def dashboard(request: HttpRequest) -> HttpResponse:
    """The Demand Dashboard of one area, or its latest figures as a file."""
    wanted = asked.of(request)
    if wanted.area is None:
        may_load = access.holds(request.user, Permission.LOAD_DATA)
        return render(request, "dashboard/dashboard.html", {"areas": wanted.among, "may_load": may_load})
    page = overview(wanted.area, on=timezone.localdate(), reader=wanted.reader)
    as_file = FILES.get(request.GET.get("format", ""))
    if as_file:
        name = f"dashboard-{wanted.area.code}"
        return as_file(name=name, columns=downloads.COLUMNS, rows=downloads.latest(page))
    may_set = access.holds(request.user, Permission.SET_RULES)
    context = {
        "page": page, "areas": wanted.among, "area": wanted.area, "may_set": may_set,
        "views": comparing.views().values(),
        "may_see_capacity": access.holds(request.user, Permission.SEE_CAPACITY),
    }  # fmt: skip
    return render(request, "dashboard/dashboard.html", context)


@require(Permission.SEE_DASHBOARD)
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One measure of one area: chart, table, definition, comparison; or all its figures as a workbook."""
    definition, wanted, today = asked.definition(code), asked.of(request), timezone.localdate()
    if request.GET.get("format") in FILES:
        return _as_file(request, code, request.GET["format"])
    context: dict[str, Any] = {"definition": definition, "areas": wanted.among, "area": wanted.area}
    context["taken_apart"] = measures.taken_apart(definition.code)
    if wanted.area:
        page = measure_page(definition, wanted.area, on=today, reader=wanted.reader, among=wanted.among)
        context["page"] = page
        if page:
            series = page.drawn.series
            context["outlook"] = outlook.of_measure(definition, wanted.area, on=today, series=series)
        context |= beside_the_chart.of(definition, wanted.area, viewer=request.user)
    return render(request, "dashboard/measure.html", context)


@require(Permission.SEE_DASHBOARD)
def measure_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure of the measure in the area as CSV, small numbers hidden as on the page."""
    return _as_file(request, code, "csv")


@require(Permission.SEE_DASHBOARD)
def measure_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures as JSON."""
    definition, wanted, today = asked.definition(code), asked.of(request), timezone.localdate()
    area = wanted.place
    said = figures_of_area.kept(
        area,
        ("json", definition.code),
        lambda: downloads.as_json(definition, area, on=today, reader=wanted.reader),
        on=today,
        reader=wanted.reader,
    )
    return HttpResponse(said, content_type="application/json")


def _as_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    definition, wanted = asked.definition(code), asked.of(request)
    rows = downloads.of_measure(definition, wanted.place, on=timezone.localdate(), reader=wanted.reader)
    return FILES[kind](name=f"{definition.code}-{wanted.place.code}", columns=downloads.COLUMNS, rows=rows)
