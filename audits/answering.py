"""Answers questions: saves with stale-copy protection, keeps every edition, carries forward, says what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Count
from django.utils.timezone import localdate

from audits import grading, hands
from audits.grading import Given
from audits.models import Answer, AnswerRevision, Assignment, Judgement, SelfAssessment
from audits.stages import WITH_COLLEAGUE, State
from office import drafts, questionnaires
from office.question_sheets import Criterion, Level, Section, Sheet
from partnership import identifiers, trail
from partnership.models import Person
from partnership.refusals import Refusal

FIELDS = ("level", "percent", "agreed", "not_applicable", "why_not", "number", "choice", "narrative", "difference",
          "example", "action_text", "action_due")  # fmt: skip
TEXTS = ("why_not", "narrative", "difference", "example", "action_text")
EMPTY: dict[str, Any] = {
    "level": "", "percent": None, "agreed": [], "not_applicable": False, "why_not": "", "number": None, "choice": "",
    "narrative": "", "difference": "", "example": "", "action_text": "", "action_due": None,
}  # fmt: skip


class Closed(Refusal):
    """The self-assessment is not being answered any more; what was typed is kept as a draft."""


class Unfit(Refusal):
    """The answer cannot be kept as it is; `found` holds (field, sentence)."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__(found[0][1])
        self.found = found


# What is asked ------------------------------------------------------------------


def sheet_of(assessment: SelfAssessment) -> Sheet:
    """The questions of one agency: its form, and the local questions of the cycle. No query once both are read."""
    cycle = assessment.cycle
    local = questionnaires.sheet(cycle.local) if cycle.local else None
    return questionnaires.sheet(cycle.version).of(assessment.variant).joined_by(local)


def codes_open_to(person: Person, assessment: SelfAssessment) -> set[str] | None:
    """Codes of the questions a person may read; None means all, an empty set none."""
    if hands.sees_all_of(person, assessment.agency) or assessment.signers.filter(person=person).exists():
        return None
    if assessment.seats.filter(person=person).exists():
        return None
    return {code for each in assessment.assignments.filter(person=person) for code in each.codes}


def may_answer(person: Person, assessment: SelfAssessment, code: str) -> bool:
    """Whoever leads may, and a colleague with whom the question is shared while the set is with him or her."""
    if hands.leads(person, assessment.agency):
        return True
    with_me = Assignment.objects.filter(assessment=assessment, person=person, state__in=WITH_COLLEAGUE)
    return with_me.filter(codes__contains=[code]).exists()


def question_of(assessment: SelfAssessment, code: str) -> tuple[Section, Criterion]:
    """The section and question of a code; Refusal when this agency is not asked it."""
    found = sheet_of(assessment).find(code)
    if found is None:
        raise Refusal("This question is not part of your form.")
    return found


# What is answered ---------------------------------------------------------------


def values_of(answer: Answer | None) -> dict[str, Any]:
    """What an answer says now, field by field; the mark against stale copies is made of it."""
    return dict(EMPTY) if answer is None else {name: getattr(answer, name) for name in FIELDS}


def given_of(answer: Answer | None, *, evidence: int | None = None) -> Given:
    """An answer as grading wants it; `evidence` spares the count where it is known."""
    if answer is None:
        return Given()
    words = values_of(answer) | {"agreed": frozenset(answer.agreed)}
    count = evidence if evidence is not None else answer.evidence.count()
    return Given(**words, evidence=count, carried=answer.carried)


def keep(
    assessment: SelfAssessment, *, by: Person, code: str, words: Mapping[str, Any], mark: str, at: datetime,
    carried: bool = False,
) -> Answer:  # fmt: skip
    """Save one answer.

    Closed when the day has passed or it is not being answered; ChangedMeanwhile, with both texts, when somebody else
    saved first; Unfit when a rule of the scale is broken. Each saved state is kept.
    """
    if not may_answer(by, assessment, code):
        raise PermissionDenied
    _, criterion = question_of(assessment, code)
    kept = EMPTY | {name: words[name] for name in FIELDS if name in words}
    if any(found.refused for name in TEXTS for found in identifiers.find(kept[name])):
        raise Refusal("This looks like an NHS number. Take it out.")
    try:
        with transaction.atomic():
            refuse_closed(assessment, on=localdate(at))
            answer = _written(assessment, criterion=criterion, kept=kept, mark=mark, by=by, at=at, carried=carried)
            trail.leave("question answered", by=by, about=answer, agency=assessment.agency, edition=answer.edition)
    except IntegrityError:
        # Two gave the first answer at once: the second is told as if it had come a moment later.
        first = Answer.objects.get(assessment=assessment, code=code)
        raise drafts.ChangedMeanwhile(values_of(first), drafts.mark_of(values_of(first))) from None
    except DatabaseError as problem:
        if "not being answered" in str(problem):
            raise Closed(_closed_words(SelfAssessment.objects.for_list().get(pk=assessment.pk))) from problem
        raise
    return answer


def _written(
    assessment: SelfAssessment, *, criterion: Criterion, kept: dict[str, Any], mark: str, by: Person, at: datetime,
    carried: bool,
) -> Answer:  # fmt: skip
    answer = Answer.objects.select_for_update().filter(assessment=assessment, code=criterion.code).first()
    drafts.refuse_stale(values_of(answer), mark=mark)
    evidence = answer.evidence.count() if answer else 0
    given = Given(**(kept | {"agreed": frozenset(kept["agreed"])}), evidence=evidence)
    sheet = sheet_of(assessment)
    if found := grading.refusals(sheet, criterion, given):
        raise Unfit(found)
    reached = grading.grade(sheet, criterion, given)
    kept |= {"level": reached.key if reached else "", "score": grading.score(sheet, criterion, given)}
    if answer is None:
        answer = Answer(assessment=assessment, criterion_id=criterion.pk, code=criterion.code, edition=0)
    for name, value in kept.items():
        setattr(answer, name, value)
    answer.edition, answer.saved_by, answer.saved_at, answer.carried = answer.edition + 1, by, at, carried
    answer.save()
    AnswerRevision.objects.create(answer=answer, edition=answer.edition, values=plain(values_of(answer)), by=by, at=at)
    return answer


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """As JSON holds it."""
    return {name: str(value) if isinstance(value, date) or (name == "number" and value is not None) else value
            for name, value in values.items()}  # fmt: skip


def refuse_closed(assessment: SelfAssessment, *, on: date) -> None:
    """Closed unless the self-assessment, as it stands in the database now, may be answered on a day."""
    now = SelfAssessment.objects.for_list().get(pk=assessment.pk)
    if now.state != State.ANSWERING or now.due_on < on:
        raise Closed(_closed_words(now))


def _closed_words(assessment: SelfAssessment) -> str:
    if assessment.state in (State.ANSWERING, State.LOCKED):
        return (
            f"The deadline was {assessment.due_on:%-d %B %Y} and has passed, so this is not saved as an answer. What "
            "you typed is kept for you as a draft. Ask the business unit to open it again."
        )
    return (
        f"This self-assessment is “{assessment.get_state_display().lower()}” now, so answers do not change. What you "
        "typed is kept for you as a draft."
    )


# The last cycle -----------------------------------------------------------------


def last_of(assessment: SelfAssessment) -> SelfAssessment | None:
    """What the same agency said in the cycle before, if it was asked."""
    before = assessment.cycle.previous_id
    if before is None:
        return None
    return SelfAssessment.objects.for_list().filter(cycle=before, agency=assessment.agency).first()


@dataclass(frozen=True)
class Last:
    """The answer of the last cycle to the same question, and what the moderator said of it."""

    answer: Answer
    judgement: Judgement | None
    level: str
    judged: str
    same_scale: bool


def last_answer(assessment: SelfAssessment, code: str) -> Last | None:
    """The last answer to a question with its grades in words; None when there is none."""
    before = last_of(assessment)
    answer = before.answers.filter(code=code).select_related("saved_by", "gap__finding").first() if before else None
    if before is None or answer is None:
        return None
    judgement = before.judgements.filter(code=code, part="moderator").first()
    then, now = sheet_of(before), sheet_of(assessment)

    def name(key: str) -> str:
        level = then.level(key)
        return level.name if level else ""

    return Last(
        answer, judgement, name(answer.level), name(judgement.level) if judgement else "", then.graded_like(now)
    )


def carry_forward(assessment: SelfAssessment, *, by: Person, code: str, at: datetime) -> Answer:
    """Start from the last answer: its words come over, marked until somebody has looked at them and saved."""
    last = last_answer(assessment, code)
    if last is None:
        raise Refusal("There is no answer of the last cycle to this question.")
    words = values_of(last.answer) | {"action_text": "", "action_due": None}
    sheet = sheet_of(assessment)
    _, criterion = question_of(assessment, code)
    if not last.same_scale or sheet.level(words["level"]) is None:
        words["level"], words["percent"] = "", None
    words["agreed"] = []
    reached = sheet.level(words["level"])
    if reached and reached.needs_example and not words["example"].strip():
        words["level"] = ""
    standing = Answer.objects.filter(assessment=assessment, code=criterion.code).first()
    with transaction.atomic():
        made = keep(
            assessment, by=by, code=code, words=words, mark=drafts.mark_of(values_of(standing)), at=at, carried=True
        )
        made.evidence.add(*last.answer.evidence.current(localdate(at)))
    return made


def carry_all_forward(assessment: SelfAssessment, *, by: Person, at: datetime) -> int:
    """Bring over every last answer to a question not answered yet; says how many."""
    before = last_of(assessment)
    if before is None:
        raise Refusal("There is no last cycle to bring answers over from.")
    answered = set(assessment.answers.values_list("code", flat=True))
    said = set(before.answers.values_list("code", flat=True))
    codes = [each.code for each in sheet_of(assessment).criteria if each.code in said and each.code not in answered]
    with transaction.atomic():
        for code in codes:
            carry_forward(assessment, by=by, code=code, at=at)
    return len(codes)


def reached_by(sheet: Sheet, criterion: Criterion, answer: Answer) -> Level:
    """The grade an answer comes to; KeyError where it has none. For those who write answers in bulk."""
    reached = grading.grade(sheet, criterion, given_of(answer, evidence=0))
    if reached is None:
        raise KeyError(criterion.code)
    return reached


# How far it is --------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One question in the list: its answer, what it lacks, and its grade in words."""

    criterion: Criterion
    answer: Answer | None
    lacks: tuple[str, ...]
    grade: str
    number: int = 0

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks


@dataclass(frozen=True)
class Group:
    """The lines of one section."""

    section: Section
    lines: tuple[Line, ...]

    @property
    def done(self) -> int:
        """How many are complete."""
        return sum(line.complete for line in self.lines)


def lines_of(assessment: SelfAssessment, *, only: set[str] | None = None) -> list[Group]:
    """Every question with how far it is, by section; one query. `only` keeps those codes."""
    sheet = sheet_of(assessment)
    answers = {
        each.code: each
        for each in assessment.answers.select_related("saved_by").annotate(pieces=Count("evidence", distinct=True))
    }
    groups = []
    for section in sheet.sections:
        lines = tuple(
            _line(sheet, each, answers.get(each.code)) for each in section.criteria if only is None or each.code in only
        )
        if lines:
            groups.append(Group(section, lines))
    return groups


def _line(sheet: Sheet, criterion: Criterion, answer: Answer | None) -> Line:
    if answer is None:
        return Line(criterion, None, ("Not answered.",), "")
    given = given_of(answer, evidence=answer.pieces)  # type: ignore[attr-defined]
    level = sheet.level(answer.level)
    words = "Does not apply" if answer.not_applicable else level.name if level else ""
    lacking = tuple(grading.lacks(sheet, criterion, given))
    return Line(criterion, answer, lacking, words, level.number if level and not answer.not_applicable else 0)


def missing_of(assessment: SelfAssessment) -> list[tuple[Criterion, tuple[str, ...]]]:
    """The questions that are not complete, and what each lacks."""
    return [(line.criterion, line.lacks) for group in lines_of(assessment) for line in group.lines if line.lacks]
