"""Begins a questionnaire from nothing; changes scale and forms of a draft: which agencies are asked what."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from office.models import Criterion, Level, Questionnaire, Section, Variant, Version
from office.question_drafts import open_draft
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

SCALES = Path(__file__).parent / "data" / "scales.toml"
LOWEST = "A scale has at least two grades. Add another before you take this one out."
RISING = "The share rises from grade to grade. Choose one between those of its neighbours."


@lru_cache(maxsize=1)
def scales() -> dict[str, Mapping[str, Any]]:
    """The scales a new questionnaire can begin with, by key."""
    return {each["key"]: each for each in tomllib.loads(SCALES.read_text("utf-8"))["scales"]}


# A new questionnaire -------------------------------------------------------------


def begin(*, by: Person, name: str, use: str, purpose: str, scale: str, at: datetime) -> Version:
    """A questionnaire from nothing: a first draft with the grades of a scale and one empty section."""
    check(by, Permission.KEEP_QUESTIONNAIRES)
    chosen = scales().get(scale)
    if chosen is None:
        raise Refusal("Choose one of the scales.")
    name = name.strip()
    with transaction.atomic():
        if Questionnaire.objects.filter(name__iexact=name).exists():
            raise Refusal(f"There is a questionnaire called “{name}” already. Draft a new version of it instead.")
        questionnaire = Questionnaire.objects.create(
            slug=_free(slugify(name)[:50] or "questionnaire", Questionnaire.objects.values_list("slug", flat=True)),
            name=name, use=use, purpose=purpose.strip(),
        )  # fmt: skip
        version = Version.objects.create(
            questionnaire=questionnaire, number=1, scheme=chosen["scheme"], scale_name=chosen["name"],
            note="The first version.", made_by=by, made_at=at,
        )  # fmt: skip
        Level.objects.bulk_create(
            Level(version=version, number=number, **each) for number, each in enumerate(chosen["levels"], start=1)
        )
        Section.objects.create(version=version, number=1, title="First section")
        trail.leave("questionnaire begun", by=by, about=version, number=1)
    return version


def _free(stem: str, taken: Any) -> str:
    """The stem, or the first numbered one that nobody has."""
    known = set(taken)
    return stem if stem not in known else next(f"{stem}-{n}" for n in count(2) if f"{stem}-{n}" not in known)


# The scale -------------------------------------------------------------------------


def change_scale(*, by: Person, version: Version, scheme: str, scale_name: str, note: str) -> None:
    """How a grade is come by, what the scale is called, and what differs from the version before."""
    with transaction.atomic():
        locked = open_draft(version.pk, by=by)
        locked.scheme, locked.scale_name, locked.note = scheme, scale_name.strip(), note.strip()
        locked.save(update_fields=["scheme", "scale_name", "note"])
        trail.leave("scale changed", by=by, about=locked)


def change_level(*, by: Person, level: Level, words: Mapping[str, Any]) -> None:
    """Other words and rules for a grade of the scale."""
    with transaction.atomic():
        version = open_draft(level.version_id, by=by)
        others = version.levels.exclude(pk=level.pk)
        below = others.filter(number__lt=level.number).aggregate(most=Max("share"))["most"]
        above = others.filter(number__gt=level.number).order_by("number").values_list("share", flat=True).first()
        share = words["share"]
        if (below is not None and share <= below) or (above is not None and share >= above):
            raise Refusal(RISING)
        Level.objects.filter(pk=level.pk).update(**words)
        trail.leave("scale changed", by=by, about=version, level=level.pk)


def add_level(*, by: Person, version: Version, words: Mapping[str, Any]) -> Level:
    """One more grade, put where its share says."""
    with transaction.atomic():
        locked = open_draft(version.pk, by=by)
        levels = list(locked.levels.order_by("number"))
        if any(each.share == words["share"] for each in levels):
            raise Refusal("Another grade counts as much. Choose another share.")
        number = 1 + sum(each.share < words["share"] for each in levels)
        # From the top down, because two may not bear one number even for a moment.
        for each in reversed(levels[number - 1 :]):
            Level.objects.filter(pk=each.pk).update(number=each.number + 1)
        key = _free(slugify(words["name"])[:17] or "grade", [each.key for each in levels])
        made = Level.objects.create(version=locked, number=number, key=key, **words)
        trail.leave("scale changed", by=by, about=locked, level=made.pk)
    return made


def remove_level(*, by: Person, level: Level) -> None:
    """Take a grade out, with what it meant for each question; facts that belong to it have to go first."""
    with transaction.atomic():
        version = open_draft(level.version_id, by=by)
        if version.levels.count() <= 2:
            raise Refusal(LOWEST)
        if level.statements.exists():
            raise Refusal("Questions have facts of this grade. Give those another grade, or take them out, first.")
        Level.objects.get(pk=level.pk).delete()
        for number, each in enumerate(version.levels.order_by("number"), start=1):
            Level.objects.filter(pk=each.pk).update(number=number)
        trail.leave("scale changed", by=by, about=version, level=level.pk)


# The forms -------------------------------------------------------------------------


def add_variant(*, by: Person, version: Version, name: str, kinds: Sequence[str], most_people: int | None) -> Variant:
    """One more form, tried after those there are."""
    with transaction.atomic():
        locked = open_draft(version.pk, by=by)
        _refuse_unreached(locked, kinds, most_people)
        last = locked.variants.aggregate(last=Max("number"))["last"] or 0
        key = _free(slugify(name)[:17] or "form", locked.variants.values_list("key", flat=True))
        made = Variant.objects.create(
            version=locked, number=last + 1, key=key, name=name.strip(), kinds=list(kinds), most_people=most_people
        )
        trail.leave("form added", by=by, about=locked, form=made.pk)
    return made


def _refuse_unreached(version: Version, kinds: Sequence[str], most_people: int | None) -> None:
    """Refusal when an earlier form takes every agency, so that this one would never be asked."""
    whole = next((each for each in version.variants.all() if not each.kinds and each.most_people is None), None)
    if whole is not None and not kinds and most_people is None:
        raise Refusal(f"“{whole.name}” takes every agency already. Say which kinds or sizes get this one.")


def change_variant(*, by: Person, variant: Variant, name: str, kinds: Sequence[str], most_people: int | None) -> None:
    """Other agencies for a form, or another name; its key stays, so that the ticks of questions stay."""
    with transaction.atomic():
        version = open_draft(variant.version_id, by=by)
        Variant.objects.filter(pk=variant.pk).update(name=name.strip(), kinds=list(kinds), most_people=most_people)
        trail.leave("form changed", by=by, about=version, form=variant.pk)


def remove_variant(*, by: Person, variant: Variant) -> None:
    """Take a form out; Refusal for questions that only it asks, which nobody would be asked any more."""
    with transaction.atomic():
        version = open_draft(variant.version_id, by=by)
        asked = Criterion.objects.filter(version=version, only_for__contains=[variant.key])
        orphan = asked.filter(only_for__len=1).order_by("section__number", "number").first()
        if orphan is not None:
            raise Refusal(f"Only this form asks “{orphan.title}”. Let another one ask it, or take it out, first.")
        for each in asked:
            kept = [key for key in each.only_for if key != variant.key]
            Criterion.objects.filter(pk=each.pk).update(only_for=kept)
        Variant.objects.get(pk=variant.pk).delete()
        trail.leave("form removed", by=by, about=version, form=variant.pk)
