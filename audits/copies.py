"""Copies of self-assessments and of reports of audits, made by a job for whoever asked: office/made_files.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate

from audits import answering, hands, papers
from audits.models import Audit, Copy, SelfAssessment
from audits.multi_agency import report_content
from office import made_files, pdf
from partnership import trail
from partnership.models import Agency, Person

NOT_ANY_MORE = "You may not read all of this any more, so no copy is made."
ENDINGS = {Copy.Kind.PDF: "pdf", Copy.Kind.PACK: "zip", Copy.Kind.AGENCY: "zip", Copy.Kind.REPORT: "pdf"}
TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


def may_have(
    person: Person, *, agency: Agency | None = None, assessment: SelfAssessment | None = None,
    audit: Audit | None = None,
) -> bool:  # fmt: skip
    """Whether a person may read all that the copy would hold: of one of the three."""
    if audit is not None:
        return Audit.objects.visible_to(person).with_report().filter(pk=audit.pk).exists()
    if assessment is not None:
        return answering.codes_open_to(person, assessment) is None
    return agency is not None and hands.sees_all_of(person, agency)


def may_still_have(person: Person, copy: Copy) -> bool:
    """The same of a copy that was asked for."""
    return may_have(person, agency=copy.agency, assessment=copy.assessment, audit=copy.audit)


def ask(
    *, by: Person, kind: str, at: datetime, agency: Agency | None = None, assessment: SelfAssessment | None = None,
    audit: Audit | None = None,
) -> Copy:  # fmt: skip
    """Line a copy up; the one that is still being made, when the same person asks twice."""
    of = {"agency": agency, "assessment": assessment, "audit": audit}
    if not may_have(by, **of):  # type: ignore[arg-type]
        raise PermissionDenied
    with transaction.atomic():
        made, new = made_files.line_up(Copy, by=by, folder="copies", at=at, kind=kind, **of)
        if new:
            trail.leave("copy asked for", by=by, about=made, agency=agency, kind=str(kind))
            transaction.on_commit(lambda: wake(made), robust=True)
    return made


def wake(copy: Copy) -> None:
    """Wake the job that makes a copy; when the broker does not answer, a minute later it is picked up."""
    current_app.send_task("audits.tasks.make_copy", args=[copy.pk])


def make(pk: int, *, at: datetime) -> bool:
    """Make a copy; says whether it was made. Does nothing when it is made, or another worker is at it."""

    @contextmanager
    def draw(copy: Copy) -> Iterator[BinaryIO]:
        if not may_still_have(copy.asked_by, copy):
            raise made_files.NotAnyMore(NOT_ANY_MORE)
        with transaction.atomic(), _drawn(copy, at=at) as file:
            yield file

    return made_files.make(Copy, pk, draw=draw, at=at)


def _drawn(copy: Copy, *, at: datetime) -> BinaryIO:
    """The copy itself, as a file to read from."""
    if copy.audit is not None:
        content = report_content.of(copy.audit, viewer=copy.asked_by, on=localdate(at))
        return ContentFile(pdf.make_by_itself("audits/audit_report_paper.html", content))
    if copy.assessment is None:
        rows = SelfAssessment.objects.visible_to(copy.asked_by).filter(agency=copy.agency).for_list()
        return papers.pack(list(rows), by=copy.asked_by, at=at)
    thing = SelfAssessment.objects.for_list().get(pk=copy.assessment_id)
    if copy.kind == Copy.Kind.PACK:
        return papers.pack([thing], by=copy.asked_by, at=at)
    return ContentFile(pdf.make_by_itself("audits/self_assessment_paper.html", papers.context_of(thing, at=at)))


def name_of(copy: Copy) -> str:
    """The name it is downloaded under, with the protective marking first."""
    return f"{_stem_of(copy)}.{ENDINGS[Copy.Kind(copy.kind)]}"


def _stem_of(copy: Copy) -> str:
    if copy.audit is not None:
        # Finished, every member may read it and pass it on; a draft is the panel's.
        return f"{'' if copy.audit.finished_at else f'{papers.MARKING}-draft-'}{copy.audit.slug}"
    if copy.assessment is not None:
        return papers.name_of(copy.assessment)
    return f"{papers.MARKING}-{copy.agency.slug if copy.agency else copy.pk}"


def type_of(copy: Copy) -> str:
    """Its media type."""
    return TYPES[ENDINGS[Copy.Kind(copy.kind)]]
