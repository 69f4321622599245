"""Makes files that take longer than a page may: one worker at a time, three attempts, destroyed after a day.

A job may die at any moment: what is not made is begun anew, and the file's name is kept before the file is written, so
that none is left without a row. What the file holds, whoever lines it up says.
"""

import logging
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import IO, Any, TypeVar

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse

from office.models import MadeFile
from partnership.models import Person
from partnership.refusals import Refusal

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
BROKE_OFF = "It could not be made. That is our fault, not yours; try again, or tell the business unit."
Made = TypeVar("Made", bound=MadeFile)


class NotAnyMore(Refusal):
    """Whoever asked may not read what the file would hold any more; the sentence is what he or she is told."""


def line_up(model: type[Made], *, by: Person, folder: str, at: datetime, **of: Any) -> tuple[Made, bool]:
    """The file a person asks for, and whether it is new: asked twice, it is the one still being made.

    Inside a transaction; whoever lines a new one up wakes the job when that ends.
    """
    # Asked twice at once, the second waits here and finds the first.
    Person.objects.select_for_update().get(pk=by.pk)
    waiting = model.objects.waiting().filter(asked_by=by, **of).first()
    if waiting is not None:
        return waiting, False
    return model.objects.create(asked_by=by, asked_at=at, kept_as=f"{folder}/{uuid.uuid4().hex}", **of), True


def make(
    model: type[Made], pk: int, *, draw: Callable[[Made], AbstractContextManager[IO[bytes]]], at: datetime
) -> bool:  # fmt: skip
    """Make a file; says whether it was made. Does nothing when it is made, or another worker is at it.

    With NotAnyMore of `draw` it is given up at once; whatever else breaks is tried again until the attempts are used
    up, and then said.
    """
    claimed = _claim(model, pk, at=at)
    if claimed is None:
        return False
    rows = model.objects.filter(pk=pk)
    try:
        with draw(claimed) as file:
            # Under the name that is kept already; what an attempt before has left there goes.
            default_storage.delete(claimed.kept_as)
            default_storage.save(claimed.kept_as, File(file))
        rows.update(made_at=at, size=default_storage.size(claimed.kept_as))
    except NotAnyMore as refusal:
        rows.update(trouble=refusal.sentence)
        return False
    except Exception:
        log.exception("%s %s broke off", model._meta.verbose_name, pk)
        if claimed.attempts >= MOST_ATTEMPTS:
            rows.update(trouble=BROKE_OFF)
        return False
    return True


def _claim(model: type[Made], pk: int, *, at: datetime) -> Made | None:
    with transaction.atomic():
        waiting = model.objects.waiting().filter(pk=pk)
        # Only its own row: those it points to are read, not locked.
        found = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if found is None or found.attempts >= MOST_ATTEMPTS:
            waiting.filter(attempts__gte=MOST_ATTEMPTS).update(trouble=BROKE_OFF)
            return None
        found.begun_at, found.alive_at, found.attempts = at, at, found.attempts + 1
        found.save(update_fields=["begun_at", "alive_at", "attempts"])
    return model.objects.for_list().get(pk=pk)


def move_on(made: MadeFile, *, at: datetime, **done: Any) -> None:
    """Say that a file is still being made, and how far it is."""
    type(made).objects.filter(pk=made.pk).update(alive_at=at, **done)


def lying(model: type[Made], *, since: datetime) -> list[int]:
    """Files whose job died, or was never woken."""
    return list(model.objects.lying_since(since).values_list("pk", flat=True))


def forget(model: type[Made], *, at: datetime) -> int:
    """Destroy files kept long enough; says how many."""
    old = list(model.objects.past(at))
    for each in old:
        default_storage.delete(each.kept_as)
        each.delete()
    return len(old)


def answer(made: MadeFile, *, name: str, kind: str) -> FileResponse:
    """The file as a download, which no browser keeps."""
    response = FileResponse(
        default_storage.open(made.kept_as), as_attachment=True, filename=name, content_type=kind
    )  # fmt: skip
    response.headers["Cache-Control"] = "private, no-store"
    return response
