"""Measures beside each other, ready-made views, one period taken apart, and charts as files."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dashboard import beside_the_chart, chart_files, comparing, drill, figures_of_area
from dashboard.forms.comparing import CompareForm
from dashboard.ledger import address_of
from dashboard.measure_page import measure_page
from dashboard.series_chart import Drawn
from dashboard.views import asked
from office import pdf, spreadsheets
from partnership.access import require
from partnership.permissions import Permission

FILES = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}


@require(Permission.SEE_DASHBOARD)
def compare_measures(request: HttpRequest) -> HttpResponse:
    """Two measures, one above the other on one time axis."""
    wanted = asked.of(request)
    form = CompareForm(request.GET if "first" in request.GET else None)
    context: dict[str, Any] = {"form": form} | _around(request, wanted)
    if wanted.area and form.is_bound and form.is_valid():
        codes = [form.cleaned_data["first"], form.cleaned_data["second"]]
        found = comparing.compare(codes, wanted.area, on=timezone.localdate(), reader=wanted.reader)
        if as_file := _as_file(request, found, f"{'-'.join(codes)}-{wanted.area.code}"):
            return as_file
        context["comparison"] = found
    return render(request, "dashboard/compare_measures.html", context)


@require(Permission.SEE_DASHBOARD)
def ready_made_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Measures that answer one question of the plan together."""
    view = comparing.views().get(slug)
    if view is None:
        raise Http404
    wanted = asked.of(request)
    context: dict[str, Any] = {"view": view} | _around(request, wanted)
    if wanted.area:
        found = comparing.compare(
            view.measures, wanted.area, on=timezone.localdate(), reader=wanted.reader, parts=view.parts
        )
        if as_file := _as_file(request, found, f"{slug}-{wanted.area.code}"):
            return as_file
        context["comparison"] = found
    return render(request, "dashboard/ready_made_view.html", context)


def _around(request: HttpRequest, wanted: asked.Asked) -> dict[str, Any]:
    """Areas, ready-made views, and what was asked without the kind of file: the same again as a file."""
    query = request.GET.copy()
    query.pop("format", None)
    views = comparing.views().values()
    return {"areas": wanted.among, "area": wanted.area, "views": views, "query": query.urlencode()}


def _as_file(request: HttpRequest, found: comparing.Comparison, name: str) -> HttpResponse | None:
    """The common table as CSV or a workbook, where the address asks for one."""
    write = FILES.get(request.GET.get("format", ""))
    return write(name=name, columns=("Period", *found.heads), rows=found.numbers) if write else None


@require(Permission.SEE_DASHBOARD)
def period_of_measure(request: HttpRequest, code: str, kind: str, start: str) -> HttpResponse:
    """One period of a measure: its parts, the months within, and the file or return behind it."""
    definition, wanted = asked.definition(code), asked.of(request)
    try:
        day = date.fromisoformat(start)
    except ValueError:
        raise Http404 from None
    found = drill.into(
        definition, wanted.place, kind=kind, start=day, viewer=request.user, reader=wanted.reader,
        on=timezone.localdate(),
    )  # fmt: skip
    if found is None:
        raise Http404
    back = address_of(definition, wanted.place)
    context = {"drill": found, "definition": definition, "area": wanted.place, "back": back}
    return render(request, "dashboard/period_of_measure.html", context)


def _drawn(request: HttpRequest, code: str) -> tuple[Drawn, asked.Asked]:
    definition, wanted = asked.definition(code), asked.of(request)
    today, among = timezone.localdate(), wanted.among
    page = measure_page(definition, wanted.place, on=today, reader=wanted.reader, among=among)
    if page is None:
        raise Http404
    return page.drawn, wanted


@require(Permission.SEE_DASHBOARD)
def measure_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The chart as SVG, small numbers hidden as on the page."""
    drawn, wanted = _drawn(request, code)
    svg = chart_files.as_svg(drawn, drawn.series.definition, wanted.place)
    return _file(svg.encode(), "image/svg+xml", f"{code}-{wanted.place.code}.svg")


@require(Permission.SEE_DASHBOARD)
def measure_png(request: HttpRequest, code: str) -> HttpResponse:
    """The chart as PNG; made once as long as no figure changes."""
    drawn, wanted = _drawn(request, code)
    definition, area = drawn.series.definition, wanted.place
    png = figures_of_area.kept(
        area, ("png", definition.code), lambda: chart_files.as_png(drawn, definition, area),
        on=timezone.localdate(), reader=wanted.reader,
    )  # fmt: skip
    return _file(png, "image/png", f"{code}-{area.code}.png")


@require(Permission.SEE_DASHBOARD)
def measure_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The measure on paper: verdict, chart, what it means, table, definition."""
    definition, wanted, today = asked.definition(code), asked.of(request), timezone.localdate()
    page = measure_page(definition, wanted.place, on=today, reader=wanted.reader, among=wanted.among)
    if page is None:
        raise Http404
    context = beside_the_chart.of(definition, wanted.place, viewer=request.user)
    context |= {"page": page, "definition": definition, "area": wanted.place, "today": today}
    made = pdf.make("dashboard/measure_paper.html", context, request=request)
    return pdf.answer(made, name=f"{definition.code}-{today.isoformat()}")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
