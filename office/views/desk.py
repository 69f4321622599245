"""The desk of the business unit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office import desk as business_unit
from partnership.access import require
from partnership.permissions import Permission


@require(Permission.USE_OFFICE)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every drawer with its count."""
    return render(request, "office/desk.html", {"drawers": business_unit.drawers(at=timezone.now())})
