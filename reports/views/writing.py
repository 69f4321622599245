"""Work on a yearly report: its checklist, one section with its figures, comments and earlier wordings; its papers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from office import drafts
from office.asking import Done, ask
from partnership.access import can, members, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from reports import annual, checklist, freezing
from reports.forms.annual import CommentForm, StartForm, WriteForm, WriterForm
from reports.models import Comment, Paper, Report, Section, Wording


def seen_report(request: HttpRequest, slug: str) -> Report:
    """A report at work that the person may read; a published one only for whoever works on reports."""
    found = get_object_or_404(Report.objects.visible_to(request.user).select_related("plan"), slug=slug)
    works = can(request.user, Permission.SEE_REPORTS_AT_WORK)
    if not works and not found.sections.filter(writer=request.user.pk).exists():
        raise Http404
    return found


def seen_section(request: HttpRequest, slug: str, key: str) -> Section:
    """One of its sections."""
    report = seen_report(request, slug)
    return get_object_or_404(report.sections.select_related("writer", "report"), key=key)


@require(Permission.KEEP_REPORTS)
def start_report(request: HttpRequest) -> HttpResponse:
    """Begin the report of a year."""
    today = timezone.localdate()
    form = StartForm(request.POST or None, on=today)

    def deed(given: dict[str, Any]) -> Done:
        made = annual.start(by=request.user, year=given["year"], at=timezone.now(), on=today)
        return Done("The report is started. Its figures are gathered; now the words.",
                    reverse("report_at_work", args=[made.slug]))  # fmt: skip

    return ask(request, "reports/start_report.html", form, deed, at="year")


@members
@require_safe
def report_at_work(request: HttpRequest, slug: str) -> HttpResponse:
    """The checklist: what each section still needs, who writes it, and what comes next."""
    report, today = seen_report(request, slug), timezone.localdate()
    whole = freezing.whole_of(report, on=today)
    lines = freezing.checklist_of(report, whole)
    sections = {each.key: each for each in report.sections.select_related("writer").prefetch_related("comments")}
    rows = [(line, sections[line.asked.key], _open_comments(sections[line.asked.key])) for line in lines]
    person = request.user
    return render(request, "reports/report_at_work.html", {
        "report": report, "rows": rows, "snapshot": freezing.standing_snapshot(report),
        "missing": checklist.missing(lines),
        "signatures": report.signatures.filter(void_since=None).select_related("agency", "by"),
        "unsigned": freezing.waits_for(report, on=today),
        "signs_for": freezing.signs_for(person, on=today),
        "may_keep": can(person, Permission.KEEP_REPORTS),
        "may_print": can(person, Permission.SEE_REPORTS_AT_WORK),
        "papers": report.papers.select_related("asked_by")[:6],
        "kinds": [*Paper.Kind.choices, *_summaries(sections)],
        "sendings": report.sendings.all(),
        "year_is_over": report.ends_on < today,
    })  # fmt: skip


def _summaries(sections: dict[str, Section]) -> list[tuple[str, str]]:
    """The summaries that are written: each is a PDF of its own."""
    written = [sections[key] for key in checklist.SUMMARIES if key in sections and sections[key].text.strip()]
    return [(each.key, f"PDF of “{each.title}”") for each in written]


def _open_comments(section: Section) -> int:
    return sum(each.settled_at is None for each in section.comments.all())


@members
@never_cache
def write_section(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Write one section beside its figures."""
    section, today = seen_section(request, slug, key), timezone.localdate()
    if not annual.may_write(request.user, section):
        raise PermissionDenied
    whole = freezing.whole_of(section.report, on=today)
    record = str(section.pk)
    form = WriteForm(
        request.POST or None, record_key=record, values=annual.values_of(section),
        draft=drafts.of(request.user, form=WriteForm.form_key, record=record),
    )  # fmt: skip

    def deed(given: dict[str, Any]) -> Done:
        annual.write(by=request.user, section=section, text=given["text"], mark=given["mark"],
                     allowed=list(whole.words_of_tokens()), at=timezone.now())  # fmt: skip
        return Done(f"“{section.title}” is saved.", reverse("report_section", args=[slug, key]))

    return ask(request, "reports/write_section.html", form, deed, at="text", **_beside(section, whole))


def _beside(section: Section, whole: Any) -> dict[str, Any]:
    """What stands beside the words: what the guidance asks, the figures, and every token with what it says now."""
    return {
        "section": section, "report": section.report, "gathered": whole.of(section.key),
        "asked": annual.edition_of(section.report).section(section.key),
        "tokens": sorted(whole.words_of_tokens().items()),
    }  # fmt: skip


@members
@require_safe
def report_section(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One section as it reads now, paragraphs without evidence, comments and earlier wordings."""
    section, today = seen_section(request, slug, key), timezone.localdate()
    whole = freezing.whole_of(section.report, on=today)
    line = next(each for each in freezing.checklist_of(section.report, whole) if each.asked.key == key)
    from_words = whole.words_of_tokens()
    return render(request, "reports/report_section.html", {
        **_beside(section, whole), "line": line, "words": annual.as_html(section.text, from_words),
        "comments": section.comments.select_related("by", "settled_by"),
        "wordings": section.wordings.select_related("by")[:20],
        "may_write": annual.may_write(request.user, section) and not section.report.published_at,
        "may_keep": can(request.user, Permission.KEEP_REPORTS) and not section.report.published_at,
    })  # fmt: skip


@require(Permission.KEEP_REPORTS)
def ask_writer(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say who writes a section."""
    section = seen_section(request, slug, key)
    form = WriterForm(request.POST or None, initial={"writer": section.writer})

    def deed(given: dict[str, Any]) -> Done:
        annual.ask_to_write(by=request.user, section=section, writer=given["writer"], at=timezone.now())
        who = given["writer"].name if given["writer"] else "The business unit"
        return Done(f"{who} writes “{section.title}”.", reverse("report_at_work", args=[slug]))

    return ask(request, "reports/report_step.html", form, deed, at="writer", report=section.report,
               heading=f"Who writes “{section.title}”?", button="Save")  # fmt: skip


@members
def comment_on_section(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say something to whoever writes."""
    section = seen_section(request, slug, key)
    form = CommentForm(request.POST or None)

    def deed(given: dict[str, Any]) -> Done:
        annual.comment(by=request.user, section=section, text=given["text"], at=timezone.now())
        return Done("Your comment is there.", reverse("report_section", args=[slug, key]))

    return ask(request, "reports/report_step.html", form, deed, at="text", report=section.report,
               heading=f"Comment on “{section.title}”", button="Comment")  # fmt: skip


@members
@require_POST
def settle_comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tick a comment off."""
    report = seen_report(request, slug)
    said = get_object_or_404(Comment.objects.select_related("section"), pk=pk, section__report=report)
    annual.settle(by=request.user, said=said, at=timezone.now())
    messages.success(request, "The comment is settled.")
    return redirect("report_section", slug, said.section.key)


@members
def take_back_wording(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An earlier wording, and a button that lets it stand again."""
    report = seen_report(request, slug)
    old = get_object_or_404(Wording.objects.select_related("section", "by"), pk=pk, section__report=report)
    whole = freezing.whole_of(report, on=timezone.localdate())
    context = {"report": report, "old": old, "words": annual.as_html(old.text, whole.words_of_tokens()),
               "may_write": annual.may_write(request.user, old.section) and not report.published_at}  # fmt: skip
    if request.method == "POST":
        try:
            annual.take_back(by=request.user, wording_of=old, at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, "The earlier wording stands again.")
        return redirect("report_section", slug, old.section.key)
    return render(request, "reports/take_back_wording.html", context)
