"""Batches of certificates, drawn one by one by a job: office/made_files.py.

The PDFs go into the archive one at a time, so a batch of 500 takes no more memory than one of five.
"""

import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from office import made_files
from partnership import trail
from partnership.access import holds
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import certificate_papers
from training.models import Certificate, CertificateBatch

MOST, SAYS_EVERY = 1000, 10
Clock = Callable[[], datetime]
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
        made, new = made_files.line_up(
            CertificateBatch, by=by, folder="certificate-batches", at=at, certificates=wanted
        )  # fmt: skip
        if new:
            trail.leave("certificates asked for", by=by, about=made, count=len(wanted))
            transaction.on_commit(lambda: wake(made.pk), robust=True)
    return made


def wake(pk: int) -> None:
    """Wake the job; when the broker does not answer, a minute later it is picked up."""
    current_app.send_task("training.tasks.make_certificates", args=[pk])


def make(pk: int, *, clock: Clock) -> bool:
    """Make a batch; says whether it was made. Does nothing when it is made, or another worker is at it."""

    @contextmanager
    def packed(batch: CertificateBatch) -> Iterator[IO[bytes]]:
        with tempfile.TemporaryFile() as file:
            if not draw(batch, file, clock=clock):
                raise made_files.NotAnyMore(NONE_LEFT)
            file.seek(0)
            yield file

    return made_files.make(CertificateBatch, pk, draw=packed, at=clock())


def draw(batch: CertificateBatch, file: IO[bytes], *, clock: Clock) -> int:
    """Write the PDFs of those certificates that stand and that whoever asked may still read; says how many.

    Each few it says how far it is, so that a long batch on a slow machine is not taken for dead.
    """
    rows = Certificate.objects.living().visible_to(batch.asked_by).filter(pk__in=batch.certificates).for_list()
    count = 0
    made_files.move_on(batch, at=clock(), done=0)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for each in rows.order_by("booking__agency__name", "name", "pk").iterator(chunk_size=50):
            folder, name = slugify(each.booking.agency.name)[:60], slugify(each.name)[:60] or "certificate"
            packed.writestr(f"{folder}/{name}-{each.code}.pdf", certificate_papers.draw(each))
            count += 1
            if count % SAYS_EVERY == 0:
                made_files.move_on(batch, at=clock(), done=count)
    made_files.move_on(batch, at=clock(), done=count)
    return count
