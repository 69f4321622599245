"""Copies of a report or a pack made by a job: PDF, Word, figures as a workbook; asked for, cancelled, and kept.

What a paper holds is decided when its making begins: the standing snapshot and the words, whose digest it bears. The
row is the order: killed midway, it is taken up again, and the file appears with the row that says it is ready.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.utils.timezone import localdate

from office import opendocument, pdf, rules, spreadsheets
from partnership import trail
from partnership.access import can
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from reports import blocks, freezing, report_word
from reports.blocks import Gathered
from reports.checklist import SUMMARIES
from reports.models import Paper, Report
from reports.models.papers import LEFT_LYING
from reports.packs import shelf
from reports.reading import Reading, read

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


class Cancelled(Exception):  # noqa: N818 - somebody does not want it any more
    """The paper was cancelled while it was being made."""


def ask(*, by: Person, report: Report, kind: str, at: datetime) -> Paper:
    """Have a paper made, of a kind or of a summary by its key; one that waits or is being made already is the same."""
    if not can(by, Permission.SEE_REPORTS_AT_WORK):
        raise PermissionDenied
    what = _wanted(report, kind)
    going = report.papers.open().filter(kind=what["kind"], about=what["about"]).first()
    if going is not None:
        return going
    try:
        with transaction.atomic():
            made = Paper.objects.create(report=report, **what, asked_by=by, asked_at=at)
            trail.leave("copy of a report asked for", by=by, about=report, kind=kind)
            transaction.on_commit(wake, robust=True)
    except IntegrityError:
        return report.papers.open().get(kind=what["kind"], about=what["about"])
    return made


def _wanted(report: Report, kind: str) -> dict[str, str]:
    if kind not in SUMMARIES:
        return {"kind": kind, "about": ""}
    section = report.sections.filter(key=kind).exclude(text="").first()
    if section is None:
        raise Refusal("This summary is not written yet.")
    return {"kind": Paper.Kind.PDF, "about": kind, "title": f"{report.title}: {section.title}"}


def ask_pack(*, by: Person, pack: str, about: str, at: datetime) -> Paper:
    """Have the PDF of a pack made, as the person may read it; the one under way, when asked twice."""
    if not shelf.may_have(pack, about, viewer=by, on=localdate(at)):
        raise PermissionDenied
    mine = {"pack": pack, "about": about, "asked_by": by}
    try:
        with transaction.atomic():
            title = shelf.title_of(pack, about)
            made = Paper.objects.create(kind=Paper.Kind.PDF, title=title, asked_at=at, **mine)
            trail.leave("copy of a pack asked for", by=by, about=made, pack=pack, of=about)
            transaction.on_commit(wake, robust=True)
    except IntegrityError:
        return Paper.objects.open().get(**mine)
    return made


def wake() -> None:
    """Have a worker look at once; when the broker does not answer, the timetable does it half a minute later."""
    current_app.send_task("reports.tasks.make_papers", ignore_result=True)


def cancel(*, by: Person, paper: Paper, at: datetime) -> None:
    """Stop the making of a paper; Refusal when it has ended already."""
    if not (can(by, Permission.SEE_REPORTS_AT_WORK) if paper.report_id else paper.asked_by_id == by.pk):
        raise PermissionDenied
    if not Paper.objects.open().filter(pk=paper.pk).update(state=Paper.State.CANCELLED, ended_at=at, step=""):
        raise Refusal("It has ended already.")


def latest(report: Report, kind: str, *, about: str = "") -> Paper | None:
    """The paper of a kind, of the whole or of a summary, that shows what the report says now."""
    return report.papers.ready().filter(kind=kind, about=about, made_of=stamp_of(report)).first()


def order_missing(*, at: datetime) -> None:
    """Have kinds of copies made that a report published earlier has never had: the portal has learnt them since."""
    kinds = Count("papers__kind", distinct=True, filter=Q(papers__about=""))
    for report in Report.objects.published().annotate(kinds=kinds).filter(kinds__lt=len(Paper.Kind)):
        had = set(report.papers.values_list("kind", "about"))
        freezing.order_copies(report, by=report.published_by, at=at, but=had)


def stamp_of(report: Report) -> str:
    """What a paper was made of: words, figures, signatures, and whether it says that it is a draft."""
    signed = list(report.signatures.filter(void_since=None).order_by("pk").values_list("pk", flat=True))
    said = {"digest": freezing.digest_of(report), "published": report.published_at is not None, "signed": signed}
    return blocks.fingerprint(said)


def lying(*, at: datetime) -> list[int]:
    """Papers that wait, or whose making gives no sign of life any more."""
    dead = Q(state=Paper.State.MAKING, alive_at__lt=at - LEFT_LYING)
    return list(Paper.objects.filter(Q(state=Paper.State.WAITING) | dead).values_list("pk", flat=True))


def make(pk: int, *, clock: Clock) -> Paper | None:
    """Make a paper; None when another worker is at it, or it has ended."""
    paper = _take(pk, clock())
    if paper is None:
        return None
    try:
        data, digest = _made(paper, clock)
        _tell(paper, "Putting it away", 95, clock())
        _keep(paper, data, digest, clock())
    except Cancelled:
        pass
    except Exception:
        log.exception("paper %s of a report could not be made", paper.pk)
        words = "The computer could not make it, and the office has been told. Ask for it again."
        Paper.objects.open().filter(pk=pk).update(state=Paper.State.FAILED, step=words, ended_at=clock())
    paper.refresh_from_db()
    return paper


def _take(pk: int, at: datetime) -> Paper | None:
    with transaction.atomic():
        paper = (
            Paper.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("report", "asked_by")
            .filter(pk=pk)
            .first()
        )
        fresh = paper is not None and paper.alive_at is not None and paper.alive_at >= at - LEFT_LYING
        if paper is None or not (paper.state == "waiting" or (paper.state == "making" and not fresh)):
            return None
        paper.state, paper.alive_at, paper.step, paper.done = Paper.State.MAKING, at, "Gathering", 5
        paper.save(update_fields=["state", "alive_at", "step", "done"])
    return paper


def _tell(paper: Paper, step: str, done: int, at: datetime) -> None:
    """Say how far it is; Cancelled when nobody wants it any more."""
    going = Paper.objects.filter(pk=paper.pk, state=Paper.State.MAKING)
    if not going.update(step=step, done=done, alive_at=at):
        raise Cancelled


def _made(paper: Paper, clock: Clock) -> tuple[bytes, str]:
    report = paper.report
    if report is None:
        return _pack(paper, clock), ""
    digest = stamp_of(report)
    reading = read(report, on=localdate(clock()))
    _tell(paper, "Setting the pages", 30, clock())
    match paper.kind:
        case Paper.Kind.WORD:
            return report_word.make(reading, partnership=partnership_name(reading)), digest
        case Paper.Kind.FIGURES:
            return workbook(reading), digest
        case Paper.Kind.OPEN_FIGURES:
            return workbook(reading, open_format=True), digest
    return pdf.make(*_pages(reading, paper.about)), digest


def _pages(reading: Reading, about: str) -> tuple[str, dict[str, Any]]:
    """Template and words of the whole report, or of one of its summaries."""
    context = {"reading": reading, "partnership": partnership(reading)}
    if not about:
        return "reports/report_paper.html", context
    return "reports/summary_paper.html", {**context, "part": reading.part(about)}


def _pack(paper: Paper, clock: Clock) -> bytes:
    """A pack as whoever asked for it may read it now; PermissionDenied when that is nothing any more."""
    on = localdate(clock())
    found = shelf.find(paper.pack, paper.about, viewer=paper.asked_by, on=on)
    if found is None:
        raise PermissionDenied
    _tell(paper, "Setting the pages", 30, clock())
    return pdf.make_by_itself("reports/pack_paper.html", {"pack": found, "reader": paper.asked_by})


def _keep(paper: Paper, data: bytes, digest: str, at: datetime) -> None:
    """The file first, then the row that points to it: a row never points to nothing."""
    name = f"{paper.stem}.{paper.kind}"
    paper.file.save(name, ContentFile(data), save=False)
    kept = Paper.objects.filter(pk=paper.pk, state=Paper.State.MAKING).update(
        file=paper.file.name, state=Paper.State.READY, step="", done=100, made_of=digest, ended_at=at
    )
    if not kept:
        paper.file.delete(save=False)
        raise Cancelled


def forget_packs(*, at: datetime) -> int:
    """Destroy copies of packs past their time; says how many."""
    old = list(Paper.objects.old(at))
    for paper in old:
        if paper.file:
            paper.file.delete(save=False)
        paper.delete()
    return len(old)


def workbook(reading: Reading, *, open_format: bool = False) -> bytes:
    """Every figure and table of a report as a workbook: XLSX, or ODS when the open format is asked for."""
    named = [(part.section.title, part.gathered) for part in reading.parts]
    made = as_workbook(named, name=reading.report.slug, title=reading.report.title, open_format=open_format)
    return made.content


def as_workbook(parts: Iterable[tuple[str, Gathered]], *, name: str, title: str, open_format: bool) -> HttpResponse:
    """Parts by their names as a workbook: a sheet of facts, then one for each table, charts as their tables."""
    told = list(parts)
    facts = [(part, fact.words, fact.value, fact.note) for part, found in told for fact in found.facts]
    sheets = {"Figures": (("Section", "Figure", "Value", "Note"), facts)}
    grids = [grid for _, found in told for grid in [*found.grids, *(chart.table for chart in found.charts)]]
    for number, grid in enumerate(grids, 1):
        sheets[f"{number} {grid.caption}"] = (grid.head, list(grid.rows))
    if open_format:
        return opendocument.as_opendocument(name=name, title=title, sheets=sheets)
    return spreadsheets.as_workbook(name=name, sheets=sheets)


def partnership(reading: Reading) -> dict[str, str]:
    """What a page knows of the partnership, as on the day the figures stand for."""
    first, second = (str(rules.value(f"partnership.{part}", on=reading.on)) for part in ("name_first", "name_second"))
    return {"name": f"{first} {second}", "place": first, "kind": second}


def partnership_name(reading: Reading) -> str:
    """Its whole name."""
    return partnership(reading)["name"]
