"""Second judgements: seats for a moderator and peers, grades beside the agency's, and the final result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from audits import agreement, answering, grading, hands, moving, news
from audits.agreement import Agreement
from audits.models import Cycle, Judgement, Seat, SelfAssessment
from audits.models.judgements import Part
from audits.stages import State
from audits.tallies import Tally
from office import questionnaires
from partnership import identifiers, trail
from partnership.access import check
from partnership.models import Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal


def give_seat(*, by: Person, assessment: SelfAssessment, person: Person, part: str, at: datetime) -> Seat:
    """Ask somebody to judge: a moderator of the board, or a peer who leads another agency. No conflict of interest."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    today = localdate(at)
    if hands.has_interest(person, assessment.agency, on=today):
        raise Refusal(f"{person} belongs to {assessment.agency} or one above or below it, and does not judge it.")
    held = Membership.objects.current(today).filter(person=person).select_related("agency")
    leading = next((each.agency for each in held if each.role in hands.LEADING and each.role != hands.KEEPING), None)
    if part == Part.MODERATOR and not hands.may_moderate(person, assessment.agency, on=today):
        raise Refusal(f"{person} may not moderate. Name the scrutineer, an auditor or somebody of the office.")
    if part == Part.PEER and leading is None:
        raise Refusal(f"{person} does not answer for an agency. A peer is the lead of another one.")
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        if locked.state == State.FINAL:
            raise Refusal("The result is final.")
        if locked.seats.filter(person=person).exists():
            raise Refusal(f"{person} has a seat already.")
        if part == Part.MODERATOR:
            if locked.judgements.filter(part=Part.MODERATOR).exists():
                raise Refusal("The moderator has begun. Another one cannot take the seat now.")
            locked.seats.filter(part=Part.MODERATOR).delete()
        seat = Seat.objects.create(assessment=locked, person=person, part=part, asked_by=by, asked_at=at,
                                   agency=leading if part == Part.PEER else None)  # fmt: skip
        trail.leave("seat given", by=by, about=seat, agency=locked.agency, person=person.pk)
        news.write(
            to=person, key=f"seat {seat.pk}", at=at, subject=f"You are asked to judge: {locked}",
            sentence=f"You sit as {seat.get_part_display().lower()}. Your grade stands beside the agency's own.",
            address=reverse("self_assessment", args=[locked.pk]),
        )  # fmt: skip
    return seat


def judge(*, by: Person, assessment: SelfAssessment, code: str, words: Mapping[str, Any], at: datetime) -> Judgement:
    """Judge one answer: own grade, quality of the evidence, and a reason where one differs."""
    seat = assessment.seats.filter(person=by).first()
    if seat is None or hands.has_interest(by, assessment.agency, on=localdate(at)):
        raise PermissionDenied
    _, criterion = answering.question_of(assessment, code)
    level = answering.sheet_of(assessment).level(words["level"])
    if level is None or not criterion.graded:
        raise Refusal("Choose one of the grades.")
    text = f"{words['reason']} {words['good_practice']}"
    if any(found.refused for found in identifiers.find(text)):
        raise Refusal("This looks like an NHS number. Take it out.")
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        if locked.state != State.SUBMITTED:
            raise Refusal("Judging is done while the self-assessment is with the board.")
        own = locked.answers.filter(code=code).first()
        verdict = _verdict(own.level if own else "", level.key, words["verdict"])
        if verdict != Judgement.Verdict.AGREED and not words["reason"].strip():
            raise Refusal("Your grade differs from the agency's: say why.")
        made, _ = Judgement.objects.update_or_create(
            assessment=locked, code=code, by=by,
            defaults={"criterion_id": criterion.pk, "part": seat.part, "level": level.key, "score": level.share,
                      "verdict": verdict, "reason": words["reason"].strip(), "quality": words["quality"],
                      "good_practice": words["good_practice"].strip(), "at": at},
        )  # fmt: skip
        trail.leave("answer judged", by=by, about=made, agency=locked.agency, part=str(seat.part))
    return made


def _verdict(own: str, judged: str, said: str) -> str:
    """Same grade is agreed; another one is not, or is said to be justified."""
    if own == judged:
        return Judgement.Verdict.AGREED
    return said if said == Judgement.Verdict.JUSTIFIED else Judgement.Verdict.NOT_AGREED


def unjudged(assessment: SelfAssessment, *, by: Person | None = None) -> list[str]:
    """Numbers of graded answers the moderator (or somebody) has not judged yet; what does not apply is left."""
    done = assessment.judgements.filter(by=by) if by else assessment.judgements.filter(part=Part.MODERATOR)
    judged = set(done.values_list("code", flat=True))
    left = set(assessment.answers.filter(not_applicable=True).values_list("code", flat=True))
    return [each.number for each in answering.sheet_of(assessment).criteria
            if each.graded and each.code not in judged and each.code not in left]  # fmt: skip


def finalise(*, by: Person, assessment: SelfAssessment, outcome: str, at: datetime) -> SelfAssessment:
    """Freeze the result: every graded answer is judged, every query answered. The agency is told."""
    check(by, Permission.MODERATE_SELF_ASSESSMENTS)
    if hands.has_interest(by, assessment.agency, on=localdate(at)):
        raise PermissionDenied
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        if left := unjudged(locked):
            raise Refusal(f"Not judged yet: {', '.join(left[:12])}{' and more' if len(left) > 12 else ''}.")
        if locked.remarks.filter(kind="query", reply="").exists():
            raise Refusal("A query is not answered yet. Wait for the agency, or answer it together.")
        if not outcome.strip():
            raise Refusal("Say what the result is in a few sentences: the agency reads it first.")
        moving.move(locked, key="finalise", by=by, at=at)
        locked.outcome = outcome.strip()
        locked.save(update_fields=["outcome"])
        for person in hands.leading(locked.agency, on=localdate(at)):
            news.write(
                to=person, key=f"final {locked.pk} {locked.steps.count()} {person.pk}", at=at, words=locked.outcome,
                subject=f"The result of {locked.cycle}", sentence=f"The result for {locked.agency} is final.",
                address=reverse("self_assessment", args=[locked.pk]),
            )  # fmt: skip
    return locked


def reopen_result(*, by: Person, assessment: SelfAssessment, reason: str, at: datetime) -> SelfAssessment:
    """Open a final result again, with a reason that stays in the history."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        moving.move(locked, key="reopen_result", by=by, at=at, reason=reason)
    return locked


def say_of_result(*, by: Person, assessment: SelfAssessment, words: str) -> None:
    """The agency's own words on a final result."""
    check(by, Permission.ANSWER_SELF_ASSESSMENTS, agency=assessment.agency)
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        if locked.state != State.FINAL:
            raise Refusal("The result is not final yet.")
        locked.agency_words, locked.agency_words_by = words.strip(), by
        locked.save(update_fields=["agency_words", "agency_words_by"])
        trail.leave("agency spoke on result", by=by, about=locked, agency=locked.agency)


# How far they agree ---------------------------------------------------------------


@dataclass(frozen=True)
class Agreements:
    """Agency against moderator, and peers against moderator."""

    own: Agreement
    peers: Agreement


def agreements(cycle: Cycle, tally: Tally) -> Agreements:
    """How far grades agree over the self-assessments of a tally; no query of its own."""
    numbers = {level.key: level.number for level in questionnaires.sheet(cycle.version).levels}
    steps = max(len(numbers), 1)
    return Agreements(
        agreement.of_counts(tally.own_and_moderator(numbers), steps=steps),
        agreement.of_counts(tally.peer_and_moderator(numbers), steps=steps),
    )


def mean_of(assessment: SelfAssessment) -> tuple[int | None, int | None]:
    """Own and moderated mean, 0 to 100."""
    own = grading.overall(assessment.answers.values_list("score", flat=True))
    judged = grading.overall(assessment.judgements.filter(part=Part.MODERATOR).values_list("score", flat=True))
    return own, judged
