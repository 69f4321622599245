"""Drafts and marks: what was typed is not lost, and nobody overwrites a colleague's change unseen."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from office.models import Draft
from partnership import identifiers
from partnership.models import Person
from partnership.refusals import Refusal

MOST = 100_000  # characters of one form
KEPT_FOR = timedelta(days=30)


# The mark of a record -------------------------------------------------------


class ChangedMeanwhile(Refusal):
    """Somebody else has saved the record since the form was opened; `theirs` holds what stands there now."""

    def __init__(self, theirs: Mapping[str, Any], mark: str) -> None:
        super().__init__("Somebody else has changed this while you were writing. Nothing of yours is lost.")
        self.theirs, self.mark = dict(theirs), mark


def mark_of(values: Mapping[str, Any]) -> str:
    """A short mark that is the same only as long as all values are."""
    text = json.dumps(dict(values), sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def refuse_stale(values: Mapping[str, Any], *, mark: str) -> None:
    """Called by a verb with the values of the locked record: ChangedMeanwhile unless the form's mark still fits."""
    if mark != mark_of(values):
        raise ChangedMeanwhile(values, mark_of(values))


# Drafts ---------------------------------------------------------------------


def keep(*, by: Person, form: str, record: str, fields: Mapping[str, list[str]], mark: str, at: datetime) -> Draft:
    """Keep what was typed, one draft for a person, form and record; Refusal when it may not be kept or is too long."""
    if any(len(word) > Draft._meta.get_field(name).max_length for name, word in (("form", form), ("record", record))):
        raise Refusal("Not saved: there is no such form.")
    # What no database can hold and no keyboard writes.
    fields, mark = _without_nul(fields), mark.replace("\0", "")
    if sum(len(value) for values in fields.values() for value in values) > MOST:
        raise Refusal("Not saved: the text is too long to be kept while you write. Save it with the button.")
    if any(found.refused for values in fields.values() for value in values for found in identifiers.find(value)):
        raise Refusal("Not saved: this looks like an NHS number. Take it out.")
    return lay_down(by=by, form=form, record=record, fields=fields, mark=mark, at=at)


def _without_nul(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name.replace("\0", ""): [value.replace("\0", "") for value in values] for name, values in fields.items()}


def lay_down(*, by: Person, form: str, record: str, fields: Mapping[str, Any], at: datetime, mark: str = "") -> Draft:
    """Keep what the portal itself has read and checked, until the person has looked at it.

    One statement, because a form being typed into is kept every two seconds: no row is read or locked before.
    """
    made = Draft(person=by, form=form, record=record, fields=dict(fields), version=mark, saved_at=at)
    [kept] = Draft.objects.bulk_create(
        [made], update_conflicts=True, unique_fields=["person", "form", "record"],
        update_fields=["fields", "version", "saved_at"],
    )  # fmt: skip
    return kept


def of(person: Person, *, form: str, record: str) -> Draft | None:
    """The draft a person left of a form, if any."""
    return Draft.objects.filter(person=person, form=form, record=record).first()


def discard(*, by: Person, form: str, record: str | None) -> None:
    """Forget a draft: it was sent, or is not wanted. `record` is None where nothing was typed."""
    if record is None:
        return
    Draft.objects.filter(person=by, form=form, record=record).delete()


def forget_old(*, at: datetime) -> int:
    """Forget drafts nobody came back to; says how many."""
    with transaction.atomic():
        return Draft.objects.filter(saved_at__lt=at - KEPT_FOR).delete()[0]
