"""Things of audits in few words, made by its verbs, so that no test stands on a state the house forbids."""

from datetime import date, timedelta
from typing import Any

from audits import answering, cycles, gaps, moderating, signing
from audits.models import Cycle, SelfAssessment
from office import drafts, questionnaire_files
from office.models import Version
from office.tests.given import AT, a_published_questionnaire, published, refused
from partnership.models import Agency, Person

ON = AT.date()
DUE = ON + timedelta(days=40)
__all__ = ["AT", "DUE", "ON", "refused"]

FULL = {
    "level": "green", "narrative": "We looked at ten files in October.",
    "difference": "Children wait less for an answer.",
}  # fmt: skip


# Section 11 in small: five questions of three standards, four of them in the short form.
SMALL: dict[str, Any] = {
    "slug": "section-11", "name": "Section 11", "use": "self_assessment",
    "scale": {
        "scheme": "levels", "name": "Blue, Green, Amber, Red",
        "levels": [
            {"key": "red", "name": "Red", "share": 25, "needs_action": True, "meaning": "Not met."},
            {"key": "amber", "name": "Amber", "share": 50, "needs_action": True, "meaning": "Partly met."},
            {"key": "green", "name": "Green", "share": 75, "meaning": "Mostly met."},
            {"key": "blue", "name": "Blue", "share": 100, "needs_example": True, "meaning": "Fully met."},
        ],
    },
    "forms": [
        {"key": "short", "name": "Short form", "kinds": ["voluntary"]}, {"key": "full", "name": "Full form"},
    ],
    "sections": [
        {"title": "Leadership", "criteria": [
            {"code": "board-lead", "title": "Named board lead", "text": "Somebody on the board answers for it."},
            {"code": "contracts", "title": "Contracts", "text": "Contracts ask for it.", "only_for": ["full"]},
        ]},
        {"title": "Duties", "criteria": [{"code": "policy", "title": "Policy", "text": "There is a policy."}]},
        {"title": "Line of accountability", "criteria": [
            {"code": "supervision", "title": "Supervision", "text": "Everybody has it."},
            {"code": "named", "title": "Named people", "text": "They are in post."},
        ]},
    ],
}  # fmt: skip


def a_questionnaire(cast: Any, key: str = "section-11") -> Version:
    """A published one, Section 11 in small; asked again, the same."""
    found = Version.objects.published().filter(questionnaire__slug=key).first()
    if found is not None or key != "section-11":
        return found or a_published_questionnaire(cast, key)
    return published(cast, questionnaire_files.take_in(by=cast.administrator, words=SMALL, at=AT))


def a_cycle(cast: Any, *agencies: Agency, at: Any = AT, due_on: date | None = None, **words: Any) -> Cycle:
    """A cycle of Section 11 opened to the health trust, or to the agencies named."""
    plan = cycles.Plan(
        **{"name": "Section 11, 2026", "version": a_questionnaire(cast), "due_on": due_on or DUE, **words}
    )
    return cycles.open_cycle(by=cast.administrator, plan=plan, agencies=agencies or [cast.agencies.health_trust], at=at)


def an_assessment(cast: Any, agency: Agency | None = None, **words: Any) -> SelfAssessment:
    """The self-assessment of the health trust (or another agency) in a new cycle."""
    asked = agency or cast.agencies.health_trust
    return of(a_cycle(cast, asked, **words), asked)


def of(cycle: Cycle, agency: Agency) -> SelfAssessment:
    """What an agency is asked in a cycle."""
    return SelfAssessment.objects.for_list().get(cycle=cycle, agency=agency)


def an_answer(assessment: SelfAssessment, by: Person, code: str = "supervision", at: Any = AT, **words: Any) -> Any:
    """One answer saved over what stands there now."""
    standing = assessment.answers.filter(code=code).first()
    mark = drafts.mark_of(answering.values_of(standing))
    return answering.keep(assessment, by=by, code=code, words=FULL | words, mark=mark, at=at)


def answered(assessment: SelfAssessment, by: Person, at: Any = AT, **by_code: dict[str, Any]) -> SelfAssessment:
    """Every question answered, completely."""
    for criterion in answering.sheet_of(assessment).criteria:
        words: dict[str, Any] = {} if criterion.graded else {"level": ""}
        if criterion.asks == "number":
            words["number"] = 12
        an_answer(assessment, by, criterion.code, at, **words | by_code.get(criterion.code, {}))
    return assessment


def a_submitted(cast: Any, at: Any = AT, **words: Any) -> SelfAssessment:
    """The health trust's, answered by its lead, and signed by her as its accountable officer."""
    by_code = words.pop("by_code", {})
    return handed_in(cast, an_assessment(cast, at=at, **words), at=at, **by_code)


def handed_in(cast: Any, assessment: SelfAssessment, at: Any = AT, **by_code: Any) -> SelfAssessment:
    """Answered and signed."""
    answered(assessment, cast.lead, at, **by_code)
    signing.name_signer(by=cast.lead, assessment=assessment, capacity="officer", person=cast.lead, at=at)
    signing.finish(by=cast.lead, assessment=assessment, at=at)
    return signing.sign(by=cast.lead, assessment=assessment, at=at)


def judged(cast: Any, assessment: SelfAssessment, at: Any = AT, **by_code: str) -> SelfAssessment:
    """Judged by the scrutineer, who agrees but where a grade is named."""
    moderating.give_seat(by=cast.administrator, assessment=assessment, person=cast.scrutineer, part="moderator", at=at)
    for answer in assessment.answers.exclude(level=""):
        level = by_code.get(answer.code.replace("-", "_"), answer.level)
        words = {"level": level, "verdict": "not_agreed", "quality": "sufficient", "good_practice": "",
                 "reason": "" if level == answer.level else "There is no figure for it."}  # fmt: skip
        moderating.judge(by=cast.scrutineer, assessment=assessment, code=answer.code, words=words, at=at)
    return assessment


def a_final(cast: Any, at: Any = AT, *, grades: dict[str, str] | None = None, **words: Any) -> SelfAssessment:
    """A final result."""
    assessment = judged(cast, a_submitted(cast, at, **words), at, **(grades or {}))
    return moderating.finalise(by=cast.scrutineer, assessment=assessment, outcome="A sound picture.", at=at)


def findings_of(cast: Any, assessment: SelfAssessment, *codes: str, **words: Any) -> Any:
    """Findings made of gaps."""
    return gaps.make_findings(by=cast.administrator, assessment=assessment, codes=codes, at=AT, **words)
