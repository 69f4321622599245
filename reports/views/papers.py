"""Copies of reports and packs: asked for with a button, made by a job, fetched from a page of their own."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partnership.access import members, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from reports import papers
from reports.checklist import SUMMARIES
from reports.models import Paper
from reports.packs import shelf
from reports.views.annual import sent
from reports.views.writing import seen_report


@members
@require_POST
def ask_paper(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Have a copy of a report made."""
    report = seen_report(request, slug)
    if kind not in (*Paper.Kind.values, *SUMMARIES):
        raise Http404
    try:
        return redirect(papers.ask(by=request.user, report=report, kind=kind, at=timezone.now()))
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("report_at_work", slug)


@require(Permission.SEE_SELF_ASSESSMENTS)
@require_POST
def ask_for_pack(request: HttpRequest, kind: str, about: str) -> HttpResponse:
    """Have the PDF of a pack made."""
    if not shelf.may_have(kind, about, viewer=request.user, on=timezone.localdate()):
        raise Http404
    return redirect(papers.ask_pack(by=request.user, pack=kind, about=about, at=timezone.now()))


@members
@require_safe
@never_cache
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a copy is; with ?part=progress only the lines that change."""
    part = request.GET.get("part") == "progress"
    return render(
        request, "reports/_paper_progress.html" if part else "reports/paper.html", {"paper": _seen(request, pk)}
    )


@members
@require_safe
def paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file; that of a pack only while the person may still have the pack."""
    found = _seen(request, pk)
    if found.state != Paper.State.READY:
        raise Http404
    if found.pack and not shelf.may_have(found.pack, found.about, viewer=request.user, on=timezone.localdate()):
        raise Http404
    return sent(found)


@members
@require_POST
def cancel_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the making."""
    found = _seen(request, pk)
    try:
        papers.cancel(by=request.user, paper=found, at=timezone.now())
        messages.success(request, "It is not made any further.")
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    return redirect(found)


def _seen(request: HttpRequest, pk: int) -> Paper:
    return get_object_or_404(Paper.objects.visible_to(request.user).select_related("report", "asked_by"), pk=pk)
