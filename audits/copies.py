"""Copies made by a job: asked for in one transaction, made in another, offered to whoever asked, destroyed after a day.

A job may die at any moment: what is not made is begun anew, three times at most, and the file's name is kept before
the file is written, so that none is left without a row.
"""

import logging
import uuid
from datetime import datetime
from typing import BinaryIO

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import localdate

from audits import answering, hands, papers
from audits.models import Audit, Copy, SelfAssessment
from audits.multi_agency import report_content
from office import pdf
from partnership import trail
from partnership.models import Agency, Person

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
BROKE_OFF = "It could not be made. That is our fault, not yours; try again, or tell the business unit."
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
        # Asked twice at once, the second waits here and finds the first.
        Person.objects.select_for_update().get(pk=by.pk)
        waiting = Copy.objects.waiting().filter(asked_by=by, kind=kind, **of).first()
        if waiting is not None:
            return waiting
        made = Copy.objects.create(
            kind=kind, asked_by=by, asked_at=at, kept_as=f"copies/{uuid.uuid4().hex}", **of
        )  # fmt: skip
        trail.leave("copy asked for", by=by, about=made, agency=agency, kind=str(kind))
        transaction.on_commit(lambda: wake(made), robust=True)
    return made


def wake(copy: Copy) -> None:
    """Wake the job that makes a copy; when the broker does not answer, a minute later it is picked up."""
    current_app.send_task("audits.tasks.make_copy", args=[copy.pk])


def make(pk: int, *, at: datetime) -> bool:
    """Make a copy; says whether it was made. Does nothing when it is made, or another worker is at it."""
    claimed = _claim(pk, at=at)
    if claimed is None:
        return False
    if not may_still_have(claimed.asked_by, claimed):
        Copy.objects.filter(pk=pk).update(trouble=NOT_ANY_MORE)
        return False
    try:
        with transaction.atomic():
            with _drawn(claimed, at=at) as file:
                _keep(claimed, file)
            Copy.objects.filter(pk=pk).update(made_at=at, size=default_storage.size(claimed.kept_as))
    except Exception:
        # Whatever broke: it is tried again until the attempts are used up, and then said.
        log.exception("copy %s broke off", pk)
        if claimed.attempts >= MOST_ATTEMPTS:
            Copy.objects.filter(pk=pk).update(trouble=BROKE_OFF)
        return False
    return True


def _claim(pk: int, *, at: datetime) -> Copy | None:
    with transaction.atomic():
        # Only its own row: those it points to are read, not locked.
        found = Copy.objects.waiting().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
        if found is None or (found.attempts >= MOST_ATTEMPTS):
            Copy.objects.waiting().filter(pk=pk, attempts__gte=MOST_ATTEMPTS).update(trouble=BROKE_OFF)
            return None
        found.begun_at, found.attempts = at, found.attempts + 1
        found.save(update_fields=["begun_at", "attempts"])
    return Copy.objects.for_list().get(pk=pk)


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


def _keep(copy: Copy, file: BinaryIO) -> None:
    """Write it under the name that is kept already; what an attempt before has left there goes."""
    default_storage.delete(copy.kept_as)
    default_storage.save(copy.kept_as, File(file))


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


def lying(*, since: datetime) -> list[int]:
    """Copies whose job died, or was never woken."""
    return list(Copy.objects.lying_since(since).values_list("pk", flat=True))


def forget(*, at: datetime) -> int:
    """Destroy copies kept long enough; says how many."""
    old = list(Copy.objects.past(at))
    for copy in old:
        default_storage.delete(copy.kept_as)
        copy.delete()
    return len(old)
