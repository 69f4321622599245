"""The yearly report while people write it: start it, say who writes, write, comment, take back an earlier wording."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.safestring import SafeString

from dashboard import areas
from office import drafts, letters, markdown
from office.letters import Topic
from partnership import trail
from partnership.access import can, check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording
from priorities.models import Plan
from reports import checklist, tokens, year_names
from reports.blocks import Whole
from reports.checklist import Edition
from reports.gathering import Year, gather
from reports.models import Comment, Report, Section, Wording

FORM = "report-section"


def start(*, by: Person, year: str, at: datetime, on: date) -> Report:
    """Begin the report of a financial year, with the sections of the guidance in force at its end.

    Refusal for a name that is no year, a year that has not begun, and one that has a report already.
    """
    check(by, Permission.KEEP_REPORTS)
    starts_on, ends_on = year_names.days(year)
    if starts_on > on:
        raise Refusal("This year has not begun. Its report can be started when it has.")
    edition = checklist.in_force(min(ends_on, on))
    plan = Plan.objects.published().filter(starts_on__lte=min(ends_on, on)).order_by("-starts_on").first()
    try:
        with transaction.atomic():
            report = Report.objects.create(
                slug=year, title=f"Yearly report {year}", starts_on=starts_on, ends_on=ends_on, edition=edition.key,
                plan=plan, started_by=by, started_at=at,
            )  # fmt: skip
            for position, asked in enumerate(edition.sections):
                Section.objects.create(report=report, key=asked.key, position=position, title=asked.title)
            trail.leave("yearly report started", by=by, about=report)
    except IntegrityError:
        raise Refusal(f"The report of {year} has been started already.") from None
    return report


def edition_of(report: Report) -> Edition:
    """The edition of the guidance it answers to."""
    return checklist.editions()[report.edition]


def year_of(report: Report, *, on: date) -> Year:
    """The year it tells of, as it can be told on a day."""
    area = areas.own(on=on)
    return Year(report.slug, report.starts_on, report.ends_on, on, area, report.plan, report.started_by)


def gather_now(report: Report, *, on: date) -> Whole:
    """What there is for each of its sections today."""
    return gather(year_of(report, on=on), keys=[section.key for section in report.sections.all()])


def may_write(person: Person, section: Section) -> bool:
    """Whoever keeps reports writes every section, others those they were asked for."""
    return can(person, Permission.KEEP_REPORTS) or (section.writer_id is not None and section.writer_id == person.pk)


def as_html(text: str, words: Mapping[str, str]) -> SafeString:
    """The words of a section as a page shows them, its figures filled in."""
    return markdown.to_html(tokens.filled(text, words))


def ask_to_write(*, by: Person, section: Section, writer: Person | None, at: datetime) -> Section:
    """Say who writes a section, and tell him or her; Refusal for somebody who has left."""
    check(by, Permission.KEEP_REPORTS)
    with transaction.atomic():
        held = _locked(section)
        if writer is not None and not writer.is_active:
            raise Refusal(f"{writer.name} has left the partnership. Choose somebody else.")
        if writer == held.writer:
            return held
        held.writer = writer
        held.save(update_fields=["writer"])
        trail.leave("section of a report given to somebody", by=by, about=held, writer=writer.pk if writer else None)
        if writer is not None and writer != by:
            letters.write(
                to=writer, topic=Topic.OFFICE, template="reports/asked_to_write", at=at,
                key=f"report section {held.pk} to {writer.pk} at {at.isoformat()}",
                context={"section": held.title, "report": held.report.title, "asker": by.name,
                         "address": reverse("write_section", args=[held.report.slug, held.key])},
            )  # fmt: skip
    return held


def values_of(section: Section) -> dict[str, str]:
    """What a form about it begins with, and a stale copy is known by."""
    return {"text": section.text}


def mark_of(section: Section) -> str:
    """The mark a form about it bears."""
    return drafts.mark_of(values_of(section))


def write(*, by: Person, section: Section, text: str, mark: str, allowed: list[str], at: datetime) -> Section:
    """Save the words of a section; every earlier wording is kept.

    `allowed` are the tokens there are. Refusal for a figure that is none of them, for words that could name a child,
    and once somebody has signed; ChangedMeanwhile where somebody else was faster.
    """
    if not may_write(by, section):
        raise PermissionDenied
    wording.refuse_identifiers(text)
    if strange := tokens.unknown(text, allowed):
        raise Refusal(f"There is no figure “{strange[0]}”. Choose one from the list beside the text.")
    with transaction.atomic():
        held = _locked(section)
        drafts.refuse_stale(values_of(held), mark=mark)
        if held.text != text:
            held.text = text
            held.save(update_fields=["text"])
            Wording.objects.create(section=held, text=text, by=by, at=at)
            trail.leave("section of a report written", by=by, about=held)
        drafts.discard(by=by, form=FORM, record=str(held.pk))
    return held


def take_back(*, by: Person, wording_of: Wording, at: datetime) -> Section:
    """Let an earlier wording stand again, as a new one; figures it names that are gone say so when it is read."""
    section = wording_of.section
    if not may_write(by, section):
        raise PermissionDenied
    with transaction.atomic():
        held = _locked(section)
        held.text = wording_of.text
        held.save(update_fields=["text"])
        Wording.objects.create(section=held, text=wording_of.text, by=by, at=at)
        trail.leave("earlier wording of a report taken back", by=by, about=held, wording=wording_of.pk)
    return held


def comment(*, by: Person, section: Section, text: str, at: datetime) -> Comment:
    """Say something about a section to those who write; Refusal for words that could name a child."""
    if not Report.objects.visible_to(by).filter(pk=section.report_id).exists() or section.report.published_at:
        raise PermissionDenied
    wording.refuse_identifiers(text)
    return Comment.objects.create(section=section, text=text.strip(), by=by, at=at)


def settle(*, by: Person, said: Comment, at: datetime) -> None:
    """Tick a comment off; twice changes nothing."""
    if not may_write(by, said.section):
        raise PermissionDenied
    Comment.objects.filter(pk=said.pk, settled_at=None).update(settled_at=at, settled_by=by)


def _locked(section: Section) -> Section:
    """The section under lock; Refusal when its report must not change any more."""
    report = Report.objects.select_for_update().get(pk=section.report_id)
    if report.published_at:
        raise Refusal("This report is published. It does not change any more.")
    if report.signatures.filter(void_since=None).exists():
        raise Refusal(
            "Somebody has signed this report. Open it again first: then the signatures do not count any more."
        )
    return Section.objects.select_for_update(of=("self",)).select_related("report", "writer").get(pk=section.pk)
