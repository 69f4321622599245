"""Loads a questionnaire we ship (a TOML file in a room's data/questionnaires/) as a draft, or says what is wrong.

Afterwards the rows are the truth: loading the same file again makes the next draft, and changes nothing that is there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from office.models import Aid, Criterion, Descriptor, Level, Questionnaire, Section, Statement, Variant, Version
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

Words = Mapping[str, Any]


@dataclass(frozen=True)
class Shipped:
    """One file: its key and what it is called."""

    key: str
    name: str
    purpose: str
    path: Path


def shipped() -> list[Shipped]:
    """Every questionnaire that comes with the portal, of all rooms, by name."""
    found = []
    for path in sorted(Path(settings.BASE_DIR).glob("*/data/questionnaires/*.toml")):
        words = tomllib.loads(path.read_text("utf-8"))
        found.append(Shipped(words["slug"], words["name"], " ".join(words.get("purpose", "").split()), path))
    return sorted(found, key=lambda each: each.name)


def load(*, by: Person, key: str, at: datetime) -> Version:
    """A shipped questionnaire as a new draft; Refusal for an unknown one, or while a draft of it is open."""
    check(by, Permission.KEEP_QUESTIONNAIRES)
    file = next((each for each in shipped() if each.key == key), None)
    if file is None:
        raise Refusal("No questionnaire of this name comes with the portal.")
    return take_in(by=by, words=tomllib.loads(file.path.read_text("utf-8")), at=at)


def take_in(*, by: Person, words: Words, at: datetime) -> Version:
    """A questionnaire in the words of such a file as a new draft; Refusal while a draft of it is open."""
    check(by, Permission.KEEP_QUESTIONNAIRES)
    purpose = _line(words.get("purpose", ""))
    with transaction.atomic():
        questionnaire, _ = Questionnaire.objects.select_for_update().get_or_create(
            slug=words["slug"], defaults={"name": words["name"], "use": words["use"], "purpose": purpose}
        )
        newest = questionnaire.versions.order_by("-number").first()
        if newest is not None and newest.open_to_change:
            raise Refusal(f"There is a draft already: version {newest.number}. Change that one, or publish it first.")
        version = Version.objects.create(
            questionnaire=questionnaire, number=newest.number + 1 if newest else 1, scheme=words["scale"]["scheme"],
            scale_name=words["scale"]["name"], note=_line(words.get("note", "")), made_by=by, made_at=at,
        )  # fmt: skip
        _write(version, words)
        trail.leave("questionnaire loaded", by=by, about=version, number=version.number)
    return version


def _write(version: Version, words: Words) -> None:
    """All parts, table by table; a few queries for the whole file."""
    levels = Level.objects.bulk_create(
        Level(version=version, number=number, **{**each, "meaning": _line(each["meaning"])})
        for number, each in enumerate(words["scale"]["levels"], start=1)
    )
    Variant.objects.bulk_create(
        Variant(version=version, number=number, **each) for number, each in enumerate(words.get("forms", []), start=1)
    )
    sections = Section.objects.bulk_create(
        Section(version=version, number=number, title=each["title"], text=_line(each.get("text", "")))
        for number, each in enumerate(words["sections"], start=1)
    )
    asked = [
        (_criterion(version, section, number, each), each)
        for section, whole in zip(sections, words["sections"], strict=True)
        for number, each in enumerate(whole["criteria"], start=1)
    ]
    Criterion.objects.bulk_create(criterion for criterion, _ in asked)
    by_key = {level.key: level for level in levels}
    Aid.objects.bulk_create(aid for criterion, each in asked for aid in _aids(version, criterion, each))
    Descriptor.objects.bulk_create(
        Descriptor(version=version, criterion=criterion, level=by_key[key], words=_line(text))
        for criterion, each in asked
        for key, text in each.get("grades", {}).items()
    )
    Statement.objects.bulk_create(
        Statement(version=version, criterion=criterion, level=by_key[fact["level"]], number=number, words=fact["words"])
        for criterion, each in asked
        for number, fact in enumerate(each.get("statements", []), start=1)
    )


def _criterion(version: Version, section: Section, number: int, words: Words) -> Criterion:
    return Criterion(
        version=version, section=section, number=number, code=words["code"], title=words["title"],
        text=_line(words["text"]), asks=words.get("asks", "grade"), unit=words.get("unit", ""),
        choices=words.get("choices", []), may_be_left=words.get("may_be_left", True),
        only_for=words.get("only_for", []),
    )  # fmt: skip


def _aids(version: Version, criterion: Criterion, words: Words) -> list[Aid]:
    lines = [(Aid.Kind.PROMPT, text, "") for text in words.get("prompts", [])]
    lines += [(Aid.Kind.GOOD, text, "") for text in words.get("good", [])]
    lines += [(Aid.Kind.LAW, text, address) for text, address in words.get("law", [])]
    return [
        Aid(version=version, criterion=criterion, kind=kind, number=number, words=_line(text), address=address)
        for number, (kind, text, address) in enumerate(lines, start=1)
    ]


def _line(text: str) -> str:
    return " ".join(text.split())
