"""Pressure statements of the agencies, for every member: what the board reads beside the figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dashboard import areas, pressure
from partnership.access import require
from partnership.permissions import Permission


@require(Permission.SEE_DASHBOARD)
def pressure_statements(request: HttpRequest) -> HttpResponse:
    """What each agency last said of itself."""
    today = timezone.localdate()
    area = areas.own(on=today)
    said = pressure.statements(area, on=today) if area else []
    return render(request, "dashboard/pressure_statements.html", {"statements": said, "area": area})
