"""Yearly reports as everybody reads them: the list, one report on screen and as files."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.spreadsheets import ODS_TYPE, XLSX_TYPE
from office.word import TYPE as WORD_TYPE
from partnership.access import holds, public
from partnership.permissions import Permission
from reports import papers
from reports.checklist import SUMMARIES
from reports.models import Paper, Report
from reports.reading import read, summary

TYPES = {
    Paper.Kind.PDF: "application/pdf", Paper.Kind.WORD: WORD_TYPE, Paper.Kind.FIGURES: XLSX_TYPE,
    Paper.Kind.OPEN_FIGURES: ODS_TYPE,
}  # fmt: skip


@public
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every report one may read, the newest first; to whoever works on them, those at work too."""
    seen = list(Report.objects.visible_to(request.user).for_list())
    return render(request, "reports/reports.html", {
        "published": [each for each in seen if each.published_at],
        "at_work": [each for each in seen if not each.published_at],
        "may_keep": holds(request.user, Permission.KEEP_REPORTS),
        "may_have_packs": holds(request.user, Permission.SEE_SELF_ASSESSMENTS),
    })  # fmt: skip


@public
@require_safe
def report_of_year(request: HttpRequest, slug: str) -> HttpResponse:
    """One report, whole."""
    found = get_object_or_404(Report.objects.visible_to(request.user), slug=slug)
    reading = read(found, on=timezone.localdate())
    return render(request, "reports/report.html", {
        "report": found, "reading": reading,
        "may_work": holds(request.user, Permission.SEE_REPORTS_AT_WORK),
    })  # fmt: skip


@public
@require_safe
def report_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """A published report as PDF."""
    return _file(request, slug, Paper.Kind.PDF)


@public
@require_safe
def report_word(request: HttpRequest, slug: str) -> HttpResponse:
    """A published report as a Word file."""
    return _file(request, slug, Paper.Kind.WORD)


@public
@require_safe
def report_figures(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of a published report as a workbook."""
    return _file(request, slug, Paper.Kind.FIGURES)


@public
@require_safe
def report_open_figures(request: HttpRequest, slug: str) -> HttpResponse:
    """The same in the open format."""
    return _file(request, slug, Paper.Kind.OPEN_FIGURES)


@public
@require_safe
def report_summary(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A summary alone, for whoever wants no more: in plain words, or for children."""
    found = get_object_or_404(Report.objects.visible_to(request.user), slug=slug)
    reading = summary(found, key, on=timezone.localdate())
    if reading is None:
        raise Http404
    return render(request, "reports/report_summary.html", {"report": found, "part": reading.parts[0]})


@public
@require_safe
def report_summary_pdf(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The same as PDF."""
    if key not in SUMMARIES:
        raise Http404
    return _file(request, slug, Paper.Kind.PDF, about=key)


def _file(request: HttpRequest, slug: str, kind: Paper.Kind, *, about: str = "") -> HttpResponse:
    found = get_object_or_404(Report.objects.published(), slug=slug)
    if about and not found.sections.filter(key=about).exclude(text="").exists():
        raise Http404
    paper = papers.latest(found, kind, about=about)
    if paper is None:
        answer = render(request, "reports/paper_to_come.html", {"report": found, "kind": kind}, status=503)
        answer.headers["Retry-After"] = "60"
        return answer
    return sent(paper)


def sent(paper: Paper) -> FileResponse:
    """The file of a paper, under its year or what the pack is of."""
    answer = FileResponse(
        paper.file.open(), content_type=TYPES[Paper.Kind(paper.kind)], as_attachment=paper.kind != Paper.Kind.PDF,
        filename=f"{paper.stem}.{paper.kind}",
    )  # fmt: skip
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
