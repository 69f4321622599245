"""From a draft to a published report: freeze its figures, have it signed, publish it, note to whom it was sent.

Who signs has read certain words and certain figures: a signature holds their digest, and counts only as long as both
are what they were.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from partnership import trail
from partnership.access import can, check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from reports import annual, blocks, checklist, findable
from reports.blocks import Whole
from reports.checklist import Line
from reports.models import Paper, Report, Sending, Signature, Snapshot


def standing_snapshot(report: Report) -> Snapshot | None:
    """The figures frozen last, or None while none are."""
    return report.snapshots.first()


def whole_of(report: Report, *, on: date) -> Whole:
    """What the report shows: the frozen figures, or while there are none those of today."""
    snapshot = standing_snapshot(report)
    return blocks.from_plain(snapshot.content) if snapshot else annual.gather_now(report, on=on)


def checklist_of(report: Report, whole: Whole) -> list[Line]:
    """How far each section is."""
    texts = {section.key: section.text for section in report.sections.all()}
    failed = {key: each.failed for key, each in whole.sections.items() if each.failed}
    return checklist.lines(annual.edition_of(report), texts, failed)


def digest_of(report: Report) -> str:
    """What somebody signs: the fingerprint of the frozen figures with all words; "" while nothing is frozen."""
    snapshot = standing_snapshot(report)
    if snapshot is None:
        return ""
    words = [f"{section.key}\n{section.title}\n{section.text}" for section in report.sections.all()]
    return blocks.fingerprint({"figures": snapshot.fingerprint}, words)


def freeze(*, by: Person, report: Report, at: datetime, on: date) -> Snapshot:
    """Take all figures as they are today; what was frozen before stays as a record.

    Refusal while the year runs, once somebody has signed, and when a section cannot be gathered.
    """
    check(by, Permission.KEEP_REPORTS)
    with transaction.atomic():
        held = _unpublished(report)
        if held.ends_on >= on:
            raise Refusal(f"The year runs until {held.ends_on:%-d %B %Y}. Its figures can be frozen after that.")
        if _signed(held):
            raise Refusal("Somebody has signed these figures. Open the report again before they change.")
        whole = annual.gather_now(held, on=on)
        if failed := [key for key, each in whole.sections.items() if each.failed]:
            titles = dict(held.sections.values_list("key", "title"))
            raise Refusal(f"The figures of “{titles[failed[0]]}” could not be gathered, so nothing was frozen.")
        content = blocks.to_plain(whole)
        snapshot = Snapshot.objects.create(
            report=held, as_of=on, content=content, fingerprint=blocks.fingerprint(content), taken_by=by, taken_at=at
        )
        for section in held.sections.all():
            section.tells_of.set(whole.of(section.key).tells_of)
        trail.leave("figures of a report frozen", by=by, about=held, fingerprint=snapshot.fingerprint)
    return snapshot


def partners(report: Report, *, on: date) -> list[Agency]:
    """The safeguarding partners who sign."""
    return list(Agency.objects.active(min(report.ends_on, on)).filter(safeguarding_partner=True))


def signs_for(person: Person, *, on: date) -> list[Agency]:
    """The safeguarding partners a person signs for."""
    every = Agency.objects.active(on).filter(safeguarding_partner=True)
    return [each for each in every if can(person, Permission.SIGN_REPORTS, agency=each)]


def sign(*, by: Person, report: Report, agency: Agency, digest: str, at: datetime, on: date) -> Signature:
    """Sign for one partner what one has read; twice is one signature.

    Refusal while nothing is frozen or a section is empty, and when words or figures have changed since it was read.
    """
    if agency not in signs_for(by, on=on):
        raise PermissionDenied
    with transaction.atomic():
        held = _unpublished(report)
        snapshot = standing_snapshot(held)
        if snapshot is None:
            raise Refusal("The figures are not frozen yet. They have to stand still before anybody signs.")
        missing = checklist.missing(checklist_of(held, blocks.from_plain(snapshot.content)))
        if missing:
            raise Refusal(f"“{missing[0].asked.title}” is not written yet. A report is signed when it is whole.")
        read = digest_of(held)
        if digest != read:
            raise Refusal("The report has changed since you opened it. Read it again, then sign.")
        living = held.signatures.filter(void_since=None, agency=agency).first()
        if living is not None:
            return living
        made = Signature.objects.create(report=held, agency=agency, by=by, at=at, read=read)
        trail.leave("yearly report signed", by=by, about=held, agency=agency)
    return made


def open_again(*, by: Person, report: Report, reason: str, at: datetime) -> int:
    """Let a report be written on after somebody has signed: the signatures stay as a record and count no more."""
    check(by, Permission.KEEP_REPORTS)
    with transaction.atomic():
        held = _unpublished(report)
        void = held.signatures.filter(void_since=None).update(void_since=at)
        if not void:
            raise Refusal("Nobody has signed this report, so it is open already.")
        trail.leave("yearly report opened again", by=by, about=held, reason=reason)
    return void


def waits_for(report: Report, *, on: date) -> list[Agency]:
    """The partners who have not signed what stands there now."""
    read = digest_of(report)
    signed = set(report.signatures.filter(void_since=None, read=read).values_list("agency", flat=True))
    return [each for each in partners(report, on=on) if each.pk not in signed]


def publish(*, by: Person, report: Report, at: datetime, on: date) -> Report:
    """Let everybody read it, and have its PDF made; Refusal until all three partners have signed."""
    check(by, Permission.KEEP_REPORTS)
    with transaction.atomic():
        held = _unpublished(report)
        waits = waits_for(held, on=on)
        if waits or not partners(held, on=on):
            names = ", ".join(each.name for each in waits) or "the safeguarding partners"
            raise Refusal(f"It is not signed yet by {names}. A report is published when all three have signed.")
        held.published_at, held.published_by = at, by
        held.save(update_fields=["published_at", "published_by"])
        # What is being made now would say that it is a draft.
        held.papers.open().update(state=Paper.State.CANCELLED, ended_at=at)
        order_copies(held, by=by, at=at)
        findable.renew(held)
        trail.leave("yearly report published", by=by, about=held)
    return held


def order_copies(report: Report, *, by: Person, at: datetime, but: Collection[tuple[str, str]] = ()) -> None:
    """Have a published report made in every kind, its summaries too; `but` are those there are already."""
    summaries = report.sections.filter(key__in=checklist.SUMMARIES).exclude(text="")
    wanted = [(kind, "", "") for kind in Paper.Kind]
    wanted += [(Paper.Kind.PDF, each.key, f"{report.title}: {each.title}") for each in summaries]
    for kind, about, title in wanted:
        if (kind, about) not in but:
            Paper.objects.create(report=report, kind=kind, about=about, title=title, asked_by=by, asked_at=at)


def note_sent(*, by: Person, report: Report, to: str, sent_on: date, on: date) -> Sending:
    """Note to whom it was sent; Refusal for a day to come, before it was published, and for one noted already."""
    check(by, Permission.KEEP_REPORTS)
    if report.published_at is None or sent_on < report.published_at.date():
        raise Refusal("A report is sent when it is published. Give that day or a later one.")
    if sent_on > on:
        raise Refusal("This day has not come yet.")
    try:
        with transaction.atomic():
            made = Sending.objects.create(report=report, to=to.strip(), on=sent_on, noted_by=by)
            trail.leave("yearly report sent", by=by, about=report, to=made.to)
    except IntegrityError:
        raise Refusal(f"It is noted already that “{to.strip()}” has it.") from None
    return made


def _unpublished(report: Report) -> Report:
    """The report under lock; Refusal once it is published."""
    held = Report.objects.select_for_update(of=("self",)).select_related("plan").get(pk=report.pk)
    if held.published_at:
        raise Refusal("This report is published. It does not change any more.")
    return held


def _signed(report: Report) -> bool:
    return report.signatures.filter(void_since=None).exists()
