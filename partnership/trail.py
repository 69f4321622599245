"""The trail: one line for each deed, in the same transaction as the deed, append-only by a trigger."""

from typing import Any

from django.db import models

from partnership import request_number
from partnership.models import Agency, Person, TrailEntry


def leave(
    deed: str,
    *,
    by: Person | None,
    about: models.Model | None = None,
    agency: Agency | None = None,
    **detail: int | str | bool | list[int] | None,
) -> TrailEntry:
    """Write one line. `deed` is past tense ("load undone"); `detail` holds ids, counts, states: never names or text."""
    known: dict[str, Any] = {key: value for key, value in detail.items() if value is not None}
    return TrailEntry.objects.create(
        by=by,
        agency=agency or getattr(by, "acting_for", None),
        deed=deed,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        detail=known,
        request_number=request_number.current.get(),
    )
