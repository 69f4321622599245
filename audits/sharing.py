"""Shares questions out to colleagues: given, handed back, changes asked for, closed; every step is kept and told."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from audits import answering, news, stages
from audits.models import Assignment, AssignmentStep, SelfAssessment
from audits.stages import Share
from partnership import trail
from partnership.access import check
from partnership.models import Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal


def share_out(
    *, by: Person, assessment: SelfAssessment, person: Person, codes: Iterable[str], note: str, due_on: date | None,
    at: datetime,
) -> Assignment:  # fmt: skip
    """Give some questions to a colleague of the agency."""
    check(by, Permission.ANSWER_SELF_ASSESSMENTS, agency=assessment.agency)
    known = {each.code for each in answering.sheet_of(assessment).criteria}
    chosen = [code for code in codes if code in known]
    today = localdate(at)
    if not chosen:
        raise Refusal("Choose at least one question.")
    if not Membership.objects.current(today).filter(person=person, agency=assessment.agency).exists():
        raise Refusal(f"{person} does not belong to {assessment.agency}. Only colleagues answer for it.")
    if due_on is not None and not today <= due_on <= assessment.due_on:
        raise Refusal(f"Choose a day from today to {assessment.due_on:%-d %B %Y}, when all of it is due.")
    with transaction.atomic():
        answering.refuse_closed(assessment, on=today)
        made = Assignment.objects.create(assessment=assessment, person=person, codes=chosen, note=note.strip(),
                                         due_on=due_on, given_by=by, given_at=at)  # fmt: skip
        _step(made, by=by, at=at, words=note)
        _tell(made, person, f"{len(chosen)} question{'s' if len(chosen) != 1 else ''} for you to answer", note, at)
    return made


def hand_back(*, by: Person, assignment: Assignment, words: str, at: datetime) -> Assignment:
    """The colleague hands the set back; none of its questions may be left blank."""
    with transaction.atomic():
        locked = _lock(assignment)
        if locked.person_id != by.pk:
            raise Refusal("Only the colleague with whom it is shared hands it back.")
        blank = [
            criterion.number
            for criterion, _ in answering.missing_of(locked.assessment)
            if criterion.code in locked.codes
        ]
        if blank:
            raise Refusal(f"Not complete yet: {', '.join(blank)}.")
        _move(locked, to=Share.SUBMITTED, by=by, words=words, at=at)
        _tell(locked, locked.given_by, f"{by} has answered {len(locked.codes)} questions", words, at)
    return locked


def ask_for_changes(*, by: Person, assignment: Assignment, words: str, at: datetime) -> Assignment:
    """Give the set back to the colleague with what is to be changed."""
    check(by, Permission.ANSWER_SELF_ASSESSMENTS, agency=assignment.assessment.agency)
    if not words.strip():
        raise Refusal("Say what is to be changed.")
    with transaction.atomic():
        locked = _lock(assignment)
        _move(locked, to=Share.CHANGES, by=by, words=words, at=at)
        _tell(locked, locked.person, "Changes are asked for in your answers", words, at)
    return locked


def close(*, by: Person, assignment: Assignment, words: str, at: datetime) -> Assignment:
    """Close the set: it is done, or taken back."""
    check(by, Permission.ANSWER_SELF_ASSESSMENTS, agency=assignment.assessment.agency)
    with transaction.atomic():
        locked = _lock(assignment)
        _move(locked, to=Share.CLOSED, by=by, words=words, at=at)
    return locked


def _lock(assignment: Assignment) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related(
        "assessment__cycle__version__questionnaire", "assessment__cycle__local__questionnaire", "assessment__agency",
        "person", "given_by",
    )  # fmt: skip
    return rows.get(pk=assignment.pk)


def _move(locked: Assignment, *, to: Share, by: Person, words: str, at: datetime) -> None:
    if Share(locked.state) not in stages.SHARE_MOVES[to]:
        raise Refusal(f"This set is “{locked.get_state_display().lower()}”; that cannot be done now.")
    locked.state = to
    locked.save(update_fields=["state"])
    _step(locked, by=by, at=at, words=words)


def _step(assignment: Assignment, *, by: Person, at: datetime, words: str) -> None:
    AssignmentStep.objects.create(assignment=assignment, to_state=assignment.state, by=by, at=at, words=words.strip())
    trail.leave(
        "questions shared", by=by, about=assignment, agency=assignment.assessment.agency, state=assignment.state
    )


def _tell(assignment: Assignment, to: Person, subject: str, words: str, at: datetime) -> None:
    news.write(
        to=to, subject=subject, sentence=f"{assignment.assessment}.", words=words.strip(), at=at,
        address=reverse("self_assessment", args=[assignment.assessment_id]),
        key=f"share {assignment.pk} {assignment.state} {assignment.steps.count()} {to.pk}",
    )  # fmt: skip
