"""Gaps become findings and recommendations of the backbone, answered there; what became of each is read back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from audits import answering, moving
from audits.models import Answer, Gap, SelfAssessment
from audits.stages import State
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import findings
from priorities.models import Action, Audience, Finding, Priority, Recommendation, Theme
from priorities.progress import ENDED


@dataclass(frozen=True)
class Candidate:
    """A question that is below what is expected, by the moderator's grade where there is one."""

    code: str
    number: str
    title: str
    grade: str
    promise: str
    gap: Gap | None


def candidates(assessment: SelfAssessment) -> list[Candidate]:
    """Every graded question whose final grade needs an action; those that became findings already are marked."""
    sheet = answering.sheet_of(assessment)
    judged = dict(assessment.judgements.filter(part="moderator").values_list("code", "level"))
    found = []
    answers = {each.code: each for each in assessment.answers.select_related("gap__finding")}
    for criterion in sheet.criteria:
        answer = answers.get(criterion.code)
        level = sheet.level(judged.get(criterion.code) or (answer.level if answer else ""))
        if answer is None or answer.not_applicable or level is None or not level.needs_action:
            continue
        found.append(Candidate(criterion.code, criterion.number, criterion.title, level.name, answer.action_text,
                               getattr(answer, "gap", None)))  # fmt: skip
    return found


def make_findings(
    *, by: Person, assessment: SelfAssessment, codes: Iterable[str], at: datetime, asks: str = "",
    priorities: Iterable[Priority] = (), themes: Iterable[Theme] = (),
) -> list[Finding]:  # fmt: skip
    """Record a finding for each chosen gap and ask the agency to answer it; each gap becomes a finding once."""
    check(by, Permission.RECORD_FINDINGS)
    chosen = set(codes)
    made: list[Finding] = []
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        if locked.state != State.FINAL:
            raise Refusal("Findings are made of a final result.")
        wanted = [each for each in candidates(locked) if each.code in chosen and each.gap is None]
        if not wanted:
            raise Refusal("Choose at least one gap that is not a finding yet.")
        tags, words = list(priorities), list(themes)
        for gap in wanted:
            made.append(_found(locked, gap=gap, by=by, at=at, priorities=tags, themes=words))
            findings.recommend(
                by=by, at=at, text=asks.strip() or f"Close the gap: {gap.title.lower()} ({gap.number}).",
                agencies=[locked.agency], follows_from=[made[-1]], audience=Audience.AGENCY, priorities=tags,
                themes=words,
            )  # fmt: skip
        trail.leave("gaps became findings", by=by, about=locked, agency=locked.agency, findings=[f.pk for f in made])
    return made


def _found(
    locked: SelfAssessment, *, gap: Candidate, by: Person, at: datetime, priorities: list[Priority], themes: list[Theme]
) -> Finding:
    finding = findings.record(
        by=by, at=at, on=at.date(), source_kind=Finding.Source.SELF_ASSESSMENT,
        text=f"{locked.agency}: {gap.title} is {gap.grade.lower()} ({gap.number}).", source_title=locked.cycle.name,
        source_address=f"/audits/self-assessments/{locked.pk}/", agency=locked.agency, audience=Audience.AGENCY,
        priorities=priorities, themes=themes,
    )  # fmt: skip
    Gap.objects.create(answer=Answer.objects.get(assessment=locked, code=gap.code), finding=finding)
    return finding


def still_open(assessment: SelfAssessment) -> int:
    """How many of its gaps that became findings no ended action answers yet."""
    ended = Action.objects.filter(called_for_by__follows_from=OuterRef("finding"), state__in=ENDED)
    return Gap.objects.filter(answer__assessment=assessment).exclude(Exists(ended)).count()


@dataclass(frozen=True)
class Became:
    """What became of one gap, as the viewer may see it."""

    code: str
    title: str
    finding: Finding
    recommendations: tuple[Recommendation, ...]
    actions: tuple[Action, ...]


def what_became(assessment: SelfAssessment, *, viewer: Person) -> list[Became]:
    """The mid-cycle view: each gap with its recommendation and actions; a few queries for all."""
    titles = {each.code: f"{each.number} {each.title}" for each in answering.sheet_of(assessment).criteria}
    gaps = list(Gap.objects.filter(answer__assessment=assessment).select_related("answer", "finding"))
    asked = (
        Recommendation.objects.visible_to(viewer)
        .filter(follows_from__in=[gap.finding_id for gap in gaps])
        .prefetch_related("follows_from", "responses__agency", "calls_for")
    )
    shown = set(Action.objects.visible_to(viewer).filter(called_for_by__in=asked).values_list("pk", flat=True))
    by_finding: dict[int, list[Recommendation]] = {}
    for each in asked:
        for finding in each.follows_from.all():
            by_finding.setdefault(finding.pk, []).append(each)
    return [
        Became(
            gap.answer.code, titles.get(gap.answer.code, gap.answer.code), gap.finding,
            tuple(by_finding.get(gap.finding_id, ())),
            tuple(a for r in by_finding.get(gap.finding_id, ()) for a in r.calls_for.all() if a.pk in shown),
        )
        for gap in gaps
    ]  # fmt: skip
