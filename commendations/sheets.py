"""What panels score by: the sheet in force, and a new version of it; what is there never changes."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from commendations.models import Criterion, Sheet
from office import drafts
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording

MOST = 8
DATA = Path(__file__).parent / "data" / "criteria.toml"
FIRST_DAY = datetime(2022, 4, 1, tzinfo=UTC)
FORM = "thanks-criteria"


@dataclass(frozen=True)
class Line:
    """One criterion as the form gives it: how often it counts, and the words for 1 to 5."""

    name: str
    weight: int
    words: tuple[str, ...]


def settle() -> None:
    """The first version, as the portal comes with it, where there is none; its rows are those of the migration."""
    with transaction.atomic():
        first, new = Sheet.objects.get_or_create(number=1, defaults={"made_at": FIRST_DAY})
        if new:
            for place, words in enumerate(tomllib.loads(DATA.read_text("utf-8"))["criterion"]):
                Criterion.objects.create(
                    sheet=first, place=place, name=words["name"], weight=words["weight"], words=words["words"]
                )


def in_force() -> Sheet:
    """The version new rounds begin with."""
    return Sheet.objects.latest("number")


def lines_of(sheet: Sheet) -> list[Line]:
    """Its criteria, in order."""
    return [Line(each.name, each.weight, tuple(each.words)) for each in sheet.criteria.all()]


def values_of(sheet: Sheet) -> dict[str, Any]:
    """What the form of change begins with and what its mark is made of."""
    values: dict[str, Any] = {}
    for number, line in enumerate(lines_of(sheet), 1):
        values |= {
            f"name_{number}": line.name,
            f"weight_{number}": line.weight,
            f"words_{number}": "\n".join(line.words),
        }
    return values


def write(*, by: Person, lines: Sequence[Line], why: str, mark: str, at: datetime) -> Sheet:
    """A new version; rounds that are open keep theirs.

    Refusal when nothing is different, a word is missing, or a criterion is there twice; ChangedMeanwhile when somebody
    else has written a version since the form was opened.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    _refuse_unfit(lines)
    wording.refuse_identifiers(why, *(text for line in lines for text in (line.name, *line.words)))
    with transaction.atomic():
        # Whoever writes a version waits for whoever is writing one.
        Sheet.objects.select_for_update().get(number=1)
        latest = in_force()
        drafts.refuse_stale(values_of(latest), mark=mark)
        if lines_of(latest) == list(lines):
            raise Refusal("Nothing is different from the version in force. Nothing was changed.")
        made = Sheet.objects.create(number=latest.number + 1, made_by=by, made_at=at, why=why.strip())
        _write(made, lines)
        drafts.discard(by=by, form=FORM, record="new")
        trail.leave("criteria changed", by=by, about=made, number=made.number)
    return made


def _write(sheet: Sheet, lines: Sequence[Line]) -> None:
    Criterion.objects.bulk_create(
        Criterion(sheet=sheet, name=each.name, weight=each.weight, words=list(each.words), place=place)
        for place, each in enumerate(lines)
    )


def _refuse_unfit(lines: Sequence[Line]) -> None:
    if not lines:
        raise Refusal("A panel scores by one criterion at least. Write its name and five words.")
    if len(lines) > MOST:
        raise Refusal(f"{MOST} criteria are the most: judges read many nominations.")
    seen: set[str] = set()
    for line in lines:
        if len(line.words) != 5 or not all(line.words):
            raise Refusal(f"“{line.name}” needs five words, one a line: for 1 first, for 5 last.")
        if len(set(line.words)) != 5:
            raise Refusal(f"“{line.name}” has the same word for two numbers. Judges could not tell them apart.")
        if line.name.lower() in seen:
            raise Refusal(f"“{line.name}” is there twice. Once is enough: give it more weight.")
        if not 1 <= line.weight <= 5:
            raise Refusal(f"“{line.name}” counts from 1 to 5 times.")
        seen.add(line.name.lower())
