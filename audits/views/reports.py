"""The report of an audit on screen and on paper, and what is written into it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits import copies
from audits.forms.reports import PointForm, SummaryForm
from audits.models import Audit, Copy, Point
from audits.multi_agency import report_content, reporting, who
from audits.multi_agency.phases import Phase
from audits.views.audit_steps import posted, step
from audits.views.multi_agency import seen
from partnership.access import holds, members, require
from partnership.permissions import Permission


@members
def audit_report(request: HttpRequest, slug: str) -> HttpResponse:
    """What was found: for every member once finished, before that for who is at the table."""
    audit, keeps = _with_report(request, slug), who.keeps(request.user)
    context = {
        **report_content.of(audit, viewer=request.user, on=timezone.localdate()), "keeps": keeps,
        "writing": keeps and audit.phase == Phase.REPORTING, "briefing": _briefing(request, audit),
        "copies": Copy.objects.visible_to(request.user).filter(audit=audit),
    }  # fmt: skip
    return render(request, "audits/audit_report.html", context)


@members
@require_POST
def ask_for_report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as PDF, made by a job."""
    audit = _with_report(request, slug)
    made = copies.ask(by=request.user, kind=Copy.Kind.REPORT, audit=audit, at=timezone.now())
    return redirect("copy", pk=made.pk)


def _with_report(request: HttpRequest, slug: str) -> Audit:
    visible = Audit.objects.visible_to(request.user).with_report()
    return get_object_or_404(visible.for_list(), slug=slug)


def _briefing(request: HttpRequest, audit: Audit) -> str:
    """Where a 7-minute briefing is drafted from it; nothing while that page or the hand is missing."""
    if audit.phase != Phase.FINISHED or not holds(request.user, Permission.WRITE_LEARNING):
        return ""
    try:
        return reverse("draft_briefing", args=[audit.slug])
    except NoReverseMatch:
        return ""


@require(Permission.KEEP_AUDITS)
def add_point(request: HttpRequest, slug: str) -> HttpResponse:
    """One thing the report says."""
    audit, now = seen(request, slug), timezone.now()

    def add(given: dict[str, Any]) -> str:
        made = reporting.add_point(audit=audit, by=request.user, at=now, **given)
        return f"{made.get_kind_display()} written."

    return step(request, audit, PointForm(posted(request), audit=audit), add, heading="What the audit found",
                button="Write it", back=reverse("audit_report", args=[slug]))  # fmt: skip


@require(Permission.KEEP_AUDITS)
def take_point_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take something out of the report again."""
    audit = seen(request, slug)
    point = get_object_or_404(Point, pk=pk, audit=audit)

    def take(given: dict[str, Any]) -> str:
        reporting.take_back(point=point, by=request.user)
        return "Taken out of the report."

    return step(request, audit, forms.Form(posted(request)), take, heading="Take this out of the report?",
                button="Take it out", lead=point.text, back=reverse("audit_report", args=[slug]))  # fmt: skip


@require(Permission.KEEP_AUDITS)
def write_audit_summary(request: HttpRequest, slug: str) -> HttpResponse:
    """The summary and the limits."""
    audit, now = seen(request, slug), timezone.now()
    form = SummaryForm(posted(request), initial={"summary": audit.summary, "limits": audit.limits})

    def write(given: dict[str, Any]) -> str:
        reporting.write_summary(audit=audit, by=request.user, at=now, **given)
        return "Saved."

    return step(request, audit, form, write, heading="Summary of the report", button="Save",
                back=reverse("audit_report", args=[slug]))  # fmt: skip


@require(Permission.KEEP_AUDITS)
def finish_audit(request: HttpRequest, slug: str) -> HttpResponse:
    """Finish the report."""
    audit, now = seen(request, slug), timezone.now()

    def finish(given: dict[str, Any]) -> str:
        reporting.finish(audit=audit, by=request.user, at=now)
        return "The report is finished. Every member can read it; the agencies have been told."

    return step(request, audit, forms.Form(posted(request)), finish, heading="Finish the report", button="Finish it",
                lead="Its figures are frozen and every member can read it. What was written about cases is deleted "
                "when its time is over.", back=reverse("audit_report", args=[slug]))  # fmt: skip
