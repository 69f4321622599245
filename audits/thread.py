"""The strands of audits: a question of a self-assessment graded again after it led to a finding, and re-audits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.urls import reverse

from audits.models import Gap, Judgement, SelfAssessment
from audits.multi_agency import retests
from audits.stages import State
from priorities.golden_thread import strand
from priorities.knots import Knot, Result, Stage, Standing
from priorities.models import Action, Finding, Priority, Recommendation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person


@strand
def reassessments(priority: Priority, *, viewer: Person | AnonymousUser, on: date) -> Iterator[Knot]:
    """Each gap of the priority that was judged again in a later cycle; four queries, whatever their number."""
    seen = Action.objects.visible_to(viewer).only("pk")
    asked = Recommendation.objects.visible_to(viewer).prefetch_related(Prefetch("calls_for", seen, to_attr="seen"))
    findings = (
        Finding.objects.for_priority(priority)
        .visible_to(viewer)
        .prefetch_related(Prefetch("recommendations", asked, to_attr="asked"))
    )
    gaps = list(
        Gap.objects.filter(finding__in=findings)
        .select_related("answer__assessment__agency")
        .prefetch_related(Prefetch("finding", findings))
    )
    if not gaps:
        return
    again = _judged_again(gaps, viewer)
    before = _judged({gap.answer.assessment_id for gap in gaps})
    for gap in gaps:
        answer = gap.answer
        for judged in again.get((answer.assessment.agency_id, answer.code), []):
            if judged.assessment.finalised_at <= answer.assessment.finalised_at:
                continue
            then = before.get((answer.assessment_id, answer.code), answer.score or 0)
            yield _knot(gap, judged, then)


def _judged_again(gaps: list[Gap], viewer: Person | AnonymousUser) -> dict[tuple[int, str], list[Judgement]]:
    """Final judgements of the same agencies and questions, by agency and code."""
    found: dict[tuple[int, str], list[Judgement]] = {}
    final = SelfAssessment.objects.visible_to(viewer).filter(
        state=State.FINAL, agency__in={gap.answer.assessment.agency_id for gap in gaps}
    )
    judged = Judgement.objects.filter(
        assessment__in=final, part="moderator", code__in={gap.answer.code for gap in gaps}
    )
    for each in judged.select_related("assessment__cycle", "assessment__agency", "criterion"):
        found.setdefault((each.assessment.agency_id, each.code), []).append(each)
    return found


def _judged(assessments: set[int]) -> dict[tuple[int, str], int]:
    rows = Judgement.objects.filter(assessment__in=assessments, part="moderator")
    return {(pk, code): score for pk, code, score in rows.values_list("assessment", "code", "score")}


def _knot(gap: Gap, judged: Judgement, then: int) -> Knot:
    change = judged.score - then
    result = Result.BETTER if change > 0 else Result.WORSE if change < 0 else Result.SAME
    actions = [action for asked in gap.finding.asked for action in asked.seen]  # type: ignore[attr-defined]
    return Knot(
        key=f"reassessment-{judged.pk}-{gap.pk}",
        stage=Stage.RE_AUDIT,
        kind="Self-assessment",
        title=f"{judged.criterion.title}, {judged.assessment.cycle}",
        state=f"From {then} to {judged.score} of 100",
        date=judged.assessment.finalised_at.date() if judged.assessment.finalised_at else None,
        address=reverse("answer_question", args=[judged.assessment_id, judged.code]),
        ties=tuple(f"action-{action.pk}" for action in actions),
        standing=Standing.DONE,
        result=result,
        agencies=(judged.assessment.agency.name,),
    )


@strand
def re_audits(priority: Priority, *, viewer: Person | AnonymousUser, on: date) -> Iterator[Knot]:
    """Multi-agency audits that look again, or test actions; two queries, whatever their number."""
    yield from retests.knots(priority, viewer=viewer, on=on)
