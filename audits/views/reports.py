"""The report of an audit on screen and on paper, and what is written into it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from audits.forms.reports import PointForm, SummaryForm
from audits.models import Audit, Point
from audits.multi_agency import reporting, results, who
from audits.multi_agency.phases import Phase
from audits.views.audit_steps import posted, step
from audits.views.multi_agency import seen
from office import pdf
from partnership.access import holds, members, require
from partnership.permissions import Permission
from priorities.models import Finding, Recommendation


@members
def audit_report(request: HttpRequest, slug: str) -> HttpResponse:
    """What was found: for every member once finished, before that for who is at the table."""
    audit = seen(request, slug)
    if audit.phase not in (Phase.REPORTING, Phase.FINISHED):
        raise Http404
    context = _content(request, audit)
    if request.GET.get("format") == "pdf":
        return pdf.answer(pdf.make("audits/audit_report_paper.html", context, request=request), name=audit.slug)
    return render(request, "audits/audit_report.html", context)


def _content(request: HttpRequest, audit: Audit) -> dict[str, Any]:
    figures = results.figures_of(audit)
    points = list(audit.points.select_related("finding"))
    found = Finding.objects.visible_to(request.user).filter(pk__in=[each.finding_id for each in points])
    asked = Recommendation.objects.visible_to(request.user).filter(follows_from__in=found).distinct().for_list()
    keeps = who.keeps(request.user)
    return {
        "audit": audit, "figures": figures, "sections": results.sections_of(figures),
        "voices": results.views_in_words(figures), "comparison": results.compare(audit),
        "groups": [(kind.label, [each for each in points if each.kind == kind.value]) for kind in Point.Kind],
        "recommendations": asked, "lines": audit.lines.all(), "sample": audit.samples.first(),
        "keeps": keeps, "writing": keeps and audit.phase == Phase.REPORTING,
        "delete_on": reporting.delete_on(audit, on=timezone.localdate()),
        "briefing": _briefing(request, audit),
    }  # fmt: skip


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
