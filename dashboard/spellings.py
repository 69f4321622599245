"""The spellings of the partnership: what people have said that unknown values mean, kept for every later file."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from dashboard import codes
from dashboard.models import Load, Spelling, UnknownValue
from dashboard.unknown_values import ToBeSaid
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

# What a person chooses to say that a value means nothing that is known.
NOTHING = "-"


class CannotBeSaid(Refusal):
    """The value or its meaning is not one that can be said."""


def in_force() -> dict[str, dict[str, str]]:
    """By code set what each spelling means, as the readers of files ask for it."""
    found: dict[str, dict[str, str]] = {}
    for code_set, written, meaning in Spelling.objects.in_force().values_list("code_set", "written", "meaning"):
        found.setdefault(code_set, {})[written] = meaning
    return found


def note(load: Load, found: Iterable[ToBeSaid]) -> None:
    """Keep the unknown values of a load until a person says what they mean."""
    rows = [
        UnknownValue(load=load, code_set=each.code_set, column=each.column[:120], written=each.written, rows=each.rows)
        for each in found
    ]
    UnknownValue.objects.bulk_create(rows)


def say(load: Load, *, meanings: Mapping[UnknownValue, str], by: Person, agency: Agency, at: datetime) -> int:
    """Keep what each value of a load means, NOTHING for nothing that is known; gives how many were kept.

    From now on the values are understood in every file, and asked for in no load. Raises CannotBeSaid for a meaning
    that the code set has not, or when somebody else was quicker.
    """
    check(by, Permission.LOAD_DATA, agency=load.agency)
    for value, meaning in meanings.items():
        if meaning != NOTHING and meaning not in dict(codes.choices(value.code_set)):
            raise CannotBeSaid(f"“{meaning}” is no meaning of {value.column}. Choose one of the list.")
    try:
        with transaction.atomic():
            for value, meaning in meanings.items():
                said = "" if meaning == NOTHING else meaning
                spelling = Spelling.objects.create(
                    code_set=value.code_set, written=value.written, meaning=said, said_by=by, agency=agency, said_at=at
                )
                UnknownValue.objects.filter(code_set=value.code_set, written=value.written).delete()
                trail.leave("spelling said", by=by, agency=agency, about=spelling)
    except IntegrityError as quicker:
        raise CannotBeSaid(
            "Somebody else has said what one of these values means in the meantime. Look at the page again."
        ) from quicker
    return len(meanings)


def end(spelling: Spelling, *, by: Person, agency: Agency, at: datetime) -> None:
    """Let a spelling hold no longer: files sent from now on that use it are asked about again."""
    check(by, Permission.LOAD_DATA, agency=agency)
    with transaction.atomic():
        ended = Spelling.objects.in_force().filter(pk=spelling.pk).update(ended_at=at)
        if not ended:
            raise CannotBeSaid("This spelling was taken back already.")
        trail.leave("spelling ended", by=by, agency=agency, about=spelling)
