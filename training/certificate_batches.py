"""Batches of certificates: asked for in one transaction, drawn one by one by a job, destroyed after a day.

A job may die at any moment: what is not made is begun anew, three times at most, and the file's name is kept before the
file is written. The PDFs go into the archive one at a time, so a batch of 500 takes no more memory than one of five.
"""

import logging
import tempfile
import uuid
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import IO

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify

from partnership import trail
from partnership.access import holds
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import certificate_papers
from training.models import Certificate, CertificateBatch
from training.models.renewals import KEPT_FOR

log = logging.getLogger(__name__)
MOST, MOST_ATTEMPTS, SAYS_EVERY = 1000, 3, 20
BROKE_OFF = "It could not be made. That is our fault, not yours; try again, or tell the business unit."
NONE_LEFT = "You may not read any of these certificates any more, so no file is made."


def ask(*, by: Person, certificates: Sequence[int], at: datetime) -> CertificateBatch:
    """Line a batch up; the one still being made when the same is asked for twice. Refusal for none or too many."""
    if not holds(by, Permission.BOOK_FOR_OTHERS):
        raise PermissionDenied
    wanted = list(certificates)
    if not wanted:
        raise Refusal("There is no certificate among these that stands. Choose others.")
    if len(wanted) > MOST:
        raise Refusal(f"These are {len(wanted):,} certificates; {MOST:,} are the most. Choose fewer.")
    with transaction.atomic():
        # Asked twice at once, the second waits here and finds the first.
        Person.objects.select_for_update().get(pk=by.pk)
        waiting = CertificateBatch.objects.waiting().filter(asked_by=by, certificates=wanted).first()
        if waiting is not None:
            return waiting
        made = CertificateBatch.objects.create(
            asked_by=by, asked_at=at, certificates=wanted, kept_as=f"certificate-batches/{uuid.uuid4().hex}"
        )
        trail.leave("certificates asked for", by=by, about=made, count=len(wanted))
        transaction.on_commit(lambda: wake(made.pk), robust=True)
    return made


def wake(pk: int) -> None:
    """Wake the job; when the broker does not answer, a minute later it is picked up."""
    current_app.send_task("training.tasks.make_certificates", args=[pk])


def make(pk: int, *, at: datetime) -> bool:
    """Make a batch; says whether it was made. Does nothing when it is made, or another worker is at it."""
    claimed = _claim(pk, at=at)
    if claimed is None:
        return False
    try:
        with tempfile.TemporaryFile() as file:
            if not draw(claimed, file):
                CertificateBatch.objects.filter(pk=pk).update(trouble=NONE_LEFT)
                return False
            file.seek(0)
            default_storage.delete(claimed.kept_as)
            default_storage.save(claimed.kept_as, File(file))
        CertificateBatch.objects.filter(pk=pk).update(made_at=at, size=default_storage.size(claimed.kept_as))
    except Exception:
        # Whatever broke: it is tried again until the attempts are used up, and then said.
        log.exception("certificate batch %s broke off", pk)
        if claimed.attempts >= MOST_ATTEMPTS:
            CertificateBatch.objects.filter(pk=pk).update(trouble=BROKE_OFF)
        return False
    return True


def draw(batch: CertificateBatch, file: IO[bytes]) -> int:
    """Write the PDFs of those certificates that stand and that whoever asked may still read; says how many."""
    rows = Certificate.objects.living().visible_to(batch.asked_by).filter(pk__in=batch.certificates).for_list()
    count = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for each in rows.order_by("booking__agency__name", "name", "pk").iterator(chunk_size=50):
            folder, name = slugify(each.booking.agency.name)[:60], slugify(each.name)[:60] or "certificate"
            packed.writestr(f"{folder}/{name}-{each.code}.pdf", certificate_papers.draw(each))
            count += 1
            if count % SAYS_EVERY == 0:
                CertificateBatch.objects.filter(pk=batch.pk).update(done=count)
    CertificateBatch.objects.filter(pk=batch.pk).update(done=count)
    return count


def lying(*, since: datetime) -> list[int]:
    """Batches whose job died, or was never woken."""
    return list(CertificateBatch.objects.lying_since(since).values_list("pk", flat=True))


def forget(*, at: datetime) -> int:
    """Destroy batches kept long enough; says how many."""
    old = list(CertificateBatch.objects.filter(asked_at__lt=at - KEPT_FOR))
    for each in old:
        default_storage.delete(each.kept_as)
        each.delete()
    return len(old)


def _claim(pk: int, *, at: datetime) -> CertificateBatch | None:
    with transaction.atomic():
        found = CertificateBatch.objects.waiting().select_for_update(skip_locked=True).filter(pk=pk).first()
        if found is None or found.attempts >= MOST_ATTEMPTS:
            CertificateBatch.objects.waiting().filter(pk=pk, attempts__gte=MOST_ATTEMPTS).update(trouble=BROKE_OFF)
            return None
        found.begun_at, found.attempts, found.done = at, found.attempts + 1, 0
        found.save(update_fields=["begun_at", "attempts", "done"])
    return CertificateBatch.objects.select_related("asked_by").get(pk=pk)
