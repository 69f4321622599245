"""Changes the words of a draft: sections, questions, their order; a change takes a review back to the draft.

Its scale and its forms are changed by scale_drafts.py.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from office import drafts
from office.models import Aid, Criterion, Descriptor, Section, Statement, Variant, Version
from office.questionnaires import lock
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

FIXED = "This version is published, and a published version never changes. Draft a new one."


def open_draft(pk: int, *, by: Person) -> Version:
    """The version under lock, a draft again if it had been reviewed: what is changed afterwards nobody has reviewed."""
    check(by, Permission.KEEP_QUESTIONNAIRES)
    version = lock(pk)
    if not version.open_to_change:
        raise Refusal(FIXED)
    if version.state == Version.State.REVIEWED:
        version.state, version.reviewer, version.reviewed_at = Version.State.DRAFT, None, None
        version.save(update_fields=["state", "reviewer", "reviewed_at"])
    return version


# Sections ---------------------------------------------------------------------


def add_section(*, by: Person, version: Version, title: str, text: str) -> Section:
    """A new last section."""
    with transaction.atomic():
        locked = open_draft(version.pk, by=by)
        last = locked.sections.aggregate(last=Max("number"))["last"] or 0
        made = Section.objects.create(version=locked, number=last + 1, title=title.strip(), text=text.strip())
        trail.leave("section added", by=by, about=locked, section=made.pk)
    return made


def change_section(*, by: Person, section: Section, title: str, text: str) -> None:
    """Other words for a section."""
    with transaction.atomic():
        version = open_draft(section.version_id, by=by)
        Section.objects.filter(pk=section.pk).update(title=title.strip(), text=text.strip())
        trail.leave("section changed", by=by, about=version, section=section.pk)


def remove_section(*, by: Person, section: Section) -> None:
    """Take an empty section out; its number goes to the next one."""
    with transaction.atomic():
        version = open_draft(section.version_id, by=by)
        if section.criteria.exists():
            raise Refusal("It has questions. Move them to another section, or take them out, first.")
        Section.objects.get(pk=section.pk).delete()
        for number, each in enumerate(version.sections.order_by("number"), start=1):
            Section.objects.filter(pk=each.pk).update(number=number)
        trail.leave("section removed", by=by, about=version, section=section.pk)


# Questions ----------------------------------------------------------------------


def values_of(criterion: Criterion) -> dict[str, Any]:
    """What a question says now, as the form asks it."""
    aids = list(criterion.aids.order_by("number", "pk"))
    levels = {level.pk: level.key for level in criterion.version.levels.all()}
    return {
        "section": str(criterion.section_id),
        "title": criterion.title,
        "text": criterion.text,
        "asks": criterion.asks,
        "unit": criterion.unit,
        "choices": "\n".join(criterion.choices),
        "may_be_left": criterion.may_be_left,
        "only_for": list(criterion.only_for),
        "prompts": "\n".join(aid.words for aid in aids if aid.kind == Aid.Kind.PROMPT),
        "good": "\n".join(aid.words for aid in aids if aid.kind == Aid.Kind.GOOD),
        "law": "\n".join(f"{aid.words} | {aid.address}" for aid in aids if aid.kind == Aid.Kind.LAW),
        **{f"means_{levels[each.level_id]}": each.words for each in criterion.descriptors.all()},
        "statements": "\n".join(
            f"{levels[each.level_id]}: {each.words}" for each in criterion.statements.order_by("number")
        ),
    }


def add_criterion(*, by: Person, section: Section, title: str, text: str) -> Criterion:
    """A new last question of a section; its code is made of the title and never changes."""
    with transaction.atomic():
        version = open_draft(section.version_id, by=by)
        last = section.criteria.aggregate(last=Max("number"))["last"] or 0
        made = Criterion.objects.create(
            version=version, section=section, number=last + 1, code=_new_code(version, title), title=title.strip(),
            text=text.strip(),
        )  # fmt: skip
        trail.leave("question added", by=by, about=version, criterion=made.pk)
    return made


def _new_code(version: Version, title: str) -> str:
    """A code no question of any version of this questionnaire has had, so that a dropped one is not taken up again."""
    stem = slugify(title)[:24].strip("-") or "question"
    taken = set(
        Criterion.objects.filter(version__questionnaire=version.questionnaire, code__startswith=stem).values_list(
            "code", flat=True
        )
    )
    return stem if stem not in taken else next(f"{stem}-{n}" for n in range(2, 1000) if f"{stem}-{n}" not in taken)


def change_criterion(*, by: Person, criterion: Criterion, words: Mapping[str, Any], mark: str) -> None:
    """Other words for a question, all that belongs to it; ChangedMeanwhile when somebody else was first."""
    with transaction.atomic():
        version = open_draft(criterion.version_id, by=by)
        row = Criterion.objects.select_related("version").get(pk=criterion.pk)
        drafts.refuse_stale(values_of(row), mark=mark)
        for name in ("title", "text", "asks", "unit", "may_be_left"):
            setattr(row, name, words[name].strip() if isinstance(words[name], str) else words[name])
        row.choices, row.only_for = _lines(words["choices"]), list(words["only_for"])
        if row.asks == "choice" and len(row.choices) < 2:
            raise Refusal("A question that asks for one of a list needs at least two choices, one a line.")
        _put_into(row, words.get("section") or str(row.section_id))
        row.save()
        _close_ranks(criterion.section_id)
        _put_aids(row, words)
        _put_grades(row, words)
        trail.leave("question changed", by=by, about=version, criterion=row.pk)


def _put_into(row: Criterion, section: str) -> None:
    """Make a question the last one of another section; its code stays."""
    if section == str(row.section_id):
        return
    row.section = row.version.sections.get(pk=section)
    row.number = (row.section.criteria.aggregate(last=Max("number"))["last"] or 0) + 1


def _close_ranks(section: int) -> None:
    """Number the questions of a section without a hole."""
    for number, each in enumerate(Criterion.objects.filter(section=section).order_by("number"), start=1):
        if each.number != number:
            Criterion.objects.filter(pk=each.pk).update(number=number)


def remove_criterion(*, by: Person, criterion: Criterion) -> None:
    """Take a question out of a draft; its number goes to the next one."""
    with transaction.atomic():
        version = open_draft(criterion.version_id, by=by)
        Criterion.objects.get(pk=criterion.pk).delete()
        _close_ranks(criterion.section_id)
        trail.leave("question removed", by=by, about=version, criterion=criterion.pk)


def _put_aids(row: Criterion, words: Mapping[str, Any]) -> None:
    laws = [line.partition("|") for line in _lines(words["law"])]
    lines = [(Aid.Kind.PROMPT, text, "") for text in _lines(words["prompts"])]
    lines += [(Aid.Kind.GOOD, text, "") for text in _lines(words["good"])]
    lines += [(Aid.Kind.LAW, name.strip(), address.strip()) for name, _, address in laws]
    row.aids.all().delete()
    Aid.objects.bulk_create(
        Aid(version=row.version, criterion=row, kind=kind, number=number, words=text, address=address)
        for number, (kind, text, address) in enumerate(lines, start=1)
    )


def _put_grades(row: Criterion, words: Mapping[str, Any]) -> None:
    levels = {level.key: level for level in row.version.levels.all()}
    row.descriptors.all().delete()
    Descriptor.objects.bulk_create(
        Descriptor(version=row.version, criterion=row, level=level, words=words[f"means_{key}"].strip())
        for key, level in levels.items()
        if words.get(f"means_{key}", "").strip()
    )
    row.statements.all().delete()
    facts = []
    for number, line in enumerate(_lines(words.get("statements", "")), start=1):
        key, _, text = line.partition(":")
        if key.strip() not in levels or not text.strip():
            known = ", ".join(levels)
            raise Refusal(f"Statement {number}: begin the line with a grade and a colon. The grades are {known}.")
        facts.append(Statement(version=row.version, criterion=row, level=levels[key.strip()], number=number,
                               words=text.strip()))  # fmt: skip
    Statement.objects.bulk_create(facts)


# Order ------------------------------------------------------------------


def move(part: Section | Criterion | Variant, *, by: Person, up: bool) -> None:
    """Let a section, question or form change places with the one before or after it; at the end nothing happens."""
    with transaction.atomic():
        version = open_draft(part.version_id, by=by)
        siblings = _siblings(version, part)
        at = next(place for place, each in enumerate(siblings) if each.pk == part.pk)
        other = at - 1 if up else at + 1
        if 0 <= other < len(siblings):
            here, there = siblings[at], siblings[other]
            model = type(part)
            model.objects.filter(pk=here.pk).update(number=there.number)
            model.objects.filter(pk=there.pk).update(number=here.number)
            trail.leave("order changed", by=by, about=version, part=part.pk)


def _siblings(version: Version, part: Section | Criterion | Variant) -> Sequence[Any]:
    if isinstance(part, Criterion):
        return list(Criterion.objects.filter(section=part.section_id).order_by("number"))
    return list((version.sections if isinstance(part, Section) else version.variants).order_by("number"))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
