"""Versions of questionnaires: drafted, reviewed by a named second person, published, read as one sheet.

Rows are the truth. questionnaire_files.py loads a shipped draft; question_drafts.py changes the words of a draft.
"""

from datetime import datetime
from functools import lru_cache

from django.db import transaction

from office.models import Aid, Criterion, Descriptor, Level, Questionnaire, Section, Statement, Variant, Version
from office.question_sheets import Criterion as Asked
from office.question_sheets import Level as Grade
from office.question_sheets import Link, Sheet
from office.question_sheets import Section as Part
from office.question_sheets import Statement as Fact
from office.question_sheets import Variant as Shape
from partnership import trail
from partnership.access import can, check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

PARTS = (Section, Level, Variant)


# The way of a version -----------------------------------------------------------


def ask_for_review(*, by: Person, version: Version, reviewer: Person) -> Version:
    """Name the second person who reviews a draft; Refusal when it is the one who made it, or may not review."""
    check(by, Permission.KEEP_QUESTIONNAIRES)
    with transaction.atomic():
        locked = lock(version.pk)
        if locked.state != Version.State.DRAFT:
            raise Refusal(f"This version is {locked.get_state_display().lower()}; only a draft is reviewed.")
        if reviewer.pk == locked.made_by_id:
            raise Refusal("Whoever made a draft does not review it. Name somebody else.")
        if not can(reviewer, Permission.REVIEW_QUESTIONNAIRES):
            raise Refusal(
                f"{reviewer} may not review questionnaires. Name a board member, the scrutineer or the office."
            )
        if faults := faults_of(locked):
            raise Refusal(f"It is not ready yet. {faults[0]}")
        locked.reviewer = reviewer
        locked.save(update_fields=["reviewer"])
        trail.leave("review of questionnaire asked", by=by, about=locked, reviewer=reviewer.pk)
    return locked


def review(*, by: Person, version: Version, words: str, fit: bool, at: datetime) -> Version:
    """The named reviewer says that a draft may be published, or what is to be changed first."""
    check(by, Permission.REVIEW_QUESTIONNAIRES)
    with transaction.atomic():
        locked = lock(version.pk)
        if locked.state != Version.State.DRAFT or locked.reviewer_id != by.pk:
            raise Refusal("You have not been asked to review this version, or it has been reviewed already.")
        if not fit and not words.strip():
            raise Refusal("Say what is to be changed.")
        locked.review_words = words.strip()
        if fit:
            locked.state, locked.reviewed_at = Version.State.REVIEWED, at
        else:
            locked.reviewer = None
        locked.save(update_fields=["state", "reviewed_at", "review_words", "reviewer"])
        trail.leave("questionnaire reviewed", by=by, about=locked, fit=fit)
    return locked


def publish(*, by: Person, version: Version, at: datetime) -> Version:
    """Publish a reviewed version: from now on nobody changes it."""
    check(by, Permission.KEEP_QUESTIONNAIRES)
    with transaction.atomic():
        locked = lock(version.pk)
        if locked.state != Version.State.REVIEWED:
            raise Refusal("Only a version that a second person has reviewed is published.")
        locked.state, locked.published_by, locked.published_at = Version.State.PUBLISHED, by, at
        locked.save(update_fields=["state", "published_by", "published_at"])
        trail.leave("questionnaire published", by=by, about=locked)
    return locked


def retire(*, by: Person, version: Version) -> Version:
    """Take a published version out of use; what was answered under it stays."""
    check(by, Permission.KEEP_QUESTIONNAIRES)
    with transaction.atomic():
        locked = lock(version.pk)
        if locked.state != Version.State.PUBLISHED:
            raise Refusal("Only a published version is retired.")
        locked.state = Version.State.RETIRED
        locked.save(update_fields=["state"])
        trail.leave("questionnaire retired", by=by, about=locked)
    return locked


def draft_anew(*, by: Person, version: Version, note: str, at: datetime) -> Version:
    """A new draft with all the words of a version; codes stay, so that years compare."""
    check(by, Permission.KEEP_QUESTIONNAIRES)
    with transaction.atomic():
        questionnaire = Questionnaire.objects.select_for_update().get(pk=version.questionnaire_id)
        newest = questionnaire.versions.order_by("-number").first() or version
        if newest.open_to_change:
            raise Refusal(f"There is a draft already: version {newest.number}. Change that one.")
        made = Version.objects.create(
            questionnaire=questionnaire, number=newest.number + 1, scheme=version.scheme,
            scale_name=version.scale_name, note=note.strip(), made_by=by, made_at=at,
        )  # fmt: skip
        _copy(version, made)
        trail.leave("questionnaire drafted", by=by, about=made, number=made.number)
    return made


def lock(pk: int) -> Version:
    """A version under lock, inside a transaction: whoever changes or publishes it waits for the other."""
    return Version.objects.select_for_update(of=("self",)).select_related("questionnaire", "made_by").get(pk=pk)


def _copy(old: Version, new: Version) -> None:
    """Every part of one version as parts of another."""
    put: dict[tuple[str, int], int] = {}
    for model in (Level, Variant, Section, Criterion, Aid, Descriptor, Statement):
        for row in model.objects.filter(version=old).order_by("pk"):
            before, row.pk, row.version = row.pk, None, new
            for name in ("section_id", "criterion_id", "level_id"):
                if hasattr(row, name):
                    setattr(row, name, put[name.removesuffix("_id"), getattr(row, name)])
            row.save(force_insert=True)
            put[model.__name__.lower(), before] = row.pk


def faults_of(version: Version) -> list[str]:
    """What a draft lacks before anybody can review it, in sentences."""
    read = _read(version)
    faults = []
    if len(read.levels) < 2:
        faults.append("The scale needs at least two grades.")
    if not any(read.criteria):
        faults.append("It has no question yet.")
    faults += [f"“{section.title}” has no question." for section in read.sections if not section.criteria]
    if read.scheme == "statements":
        faults += [
            f"“{each.title}” is graded by statements and has none."
            for each in read.criteria
            if each.graded and not each.statements
        ]
    known = {variant.key for variant in read.variants}
    faults += [f"“{c.title}” is asked in forms that do not exist." for c in read.criteria if set(c.only_for) - known]
    return faults


# Reading --------------------------------------------------------------------------


def sheet(version: Version) -> Sheet:
    """A version as plain values; a published one never changes, so it is read once in the life of a process."""
    if version.published_at is not None:
        return _read_once(version.pk, version.published_at)
    return _read(version)


@lru_cache(maxsize=64)
def _read_once(pk: int, published_at: datetime) -> Sheet:
    return _read(Version.objects.select_related("questionnaire").get(pk=pk))


def _read(version: Version) -> Sheet:
    """Eight queries, whatever the number of questions."""
    levels = {level.pk: level for level in version.levels.order_by("number")}
    aids: dict[int, list[Aid]] = {}
    for aid in version.aids.order_by("number", "pk"):
        aids.setdefault(aid.criterion_id, []).append(aid)
    described: dict[int, list[tuple[str, str]]] = {}
    for each in version.descriptors.all():
        described.setdefault(each.criterion_id, []).append((levels[each.level_id].key, each.words))
    facts: dict[int, list[Fact]] = {}
    for fact in version.statements.order_by("number", "pk"):
        facts.setdefault(fact.criterion_id, []).append(Fact(fact.pk, fact.words, levels[fact.level_id].key))
    asked: dict[int, list[Asked]] = {}
    for row in version.criteria.select_related("section").order_by("section__number", "number"):
        asked.setdefault(row.section_id, []).append(
            _criterion(row, aids.get(row.pk, []), described.get(row.pk, []), facts.get(row.pk, []))
        )
    sections = [
        Part(each.pk, each.number, each.title, each.text, tuple(asked.get(each.pk, ())))
        for each in version.sections.order_by("number")
    ]
    return Sheet(
        version.pk, str(version), version.scheme, version.scale_name,
        tuple(_grade(level) for level in levels.values()), tuple(sections),
        tuple(Shape(v.key, v.name, tuple(v.kinds), v.most_people) for v in version.variants.order_by("number")),
    )  # fmt: skip


def _grade(row: Level) -> Grade:
    return Grade(row.number, row.key, row.name, row.meaning, row.share, row.needs_example, row.needs_action, row.need)


def _criterion(row: Criterion, aids: list[Aid], described: list[tuple[str, str]], facts: list[Fact]) -> Asked:
    return Asked(
        row.pk, row.code, f"{row.section.number}.{row.number}", row.title, row.text, row.asks, row.unit,
        tuple(row.choices), row.may_be_left, tuple(row.only_for),
        prompts=tuple(each.words for each in aids if each.kind == Aid.Kind.PROMPT),
        good=tuple(each.words for each in aids if each.kind == Aid.Kind.GOOD),
        law=tuple(Link(each.words, each.address) for each in aids if each.kind == Aid.Kind.LAW),
        descriptors=tuple(described), statements=tuple(facts),
    )  # fmt: skip
