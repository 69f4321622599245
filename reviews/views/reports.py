"""Versions of the report of a case: written and read by its team."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from office import markdown
from office.asking import Done, ask
from partnership import access
from partnership.access import require
from partnership.permissions import Permission
from reviews import publishing, reporting
from reviews.forms.cases import ReportForm
from reviews.views.cases import led_case, seen_case


@require(Permission.WORK_ON_REVIEWS)
def write_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version."""
    review = led_case(request, pk)
    latest = review.reports.first()
    begun = {"based_on": latest.version if latest else 0}
    if latest:
        begun |= {"public_title": latest.public_title, "text": latest.text, "improvements": latest.improvements}
    form = ReportForm(request.POST or None, initial=begun)

    def write(given: dict[str, Any]) -> Done:
        made = reporting.write_version(review=review, by=request.user, at=timezone.now(), **given)
        return Done(f"Version {made.version} is kept.", reverse("case", args=[pk]))

    return ask(request, "reviews/write_report.html", form, write, review=review, latest=latest)


@require(Permission.WORK_ON_REVIEWS)
def report(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """One version, as the public would read it, with what in it may name a child."""
    review = seen_case(request, pk)
    one = get_object_or_404(review.reports.select_related("written_by"), version=version)
    access.look(request.user, one, why="report read")
    context = {
        "review": review,
        "report": one,
        "text": markdown.to_html(one.text),
        "improvements": markdown.to_html(one.improvements),
        "decisions": one.decisions.select_related("agency", "by"),
        "doubts": publishing.doubts_in(one),
    }
    return render(request, "reviews/report.html", context)
