"""One move of a self-assessment: under lock, by the table of moves, with its line in the history and in the trail."""

from datetime import datetime

from audits import findable, stages
from audits.models import SelfAssessment, Step
from audits.stages import State
from partnership import trail
from partnership.models import Person
from partnership.refusals import Refusal


def lock(pk: int) -> SelfAssessment:
    """A self-assessment under lock, inside a transaction."""
    return SelfAssessment.objects.select_for_update(of=("self",)).for_list().get(pk=pk)


def begin(assessment: SelfAssessment, *, by: Person, at: datetime) -> None:
    """The first line of the history."""
    Step.objects.create(assessment=assessment, key="open", from_state="", to_state=assessment.state, by=by, at=at)


def move(assessment: SelfAssessment, *, key: str, by: Person | None, at: datetime, reason: str = "") -> None:
    """Move a locked row; Refusal when the table does not allow it or a reason is missing."""
    rule, before = stages.MOVES[key], assessment.state
    if not stages.allows(key, before):
        raise Refusal(f"This self-assessment is “{assessment.get_state_display().lower()}”; that cannot be done now.")
    if rule.reason and not reason.strip():
        raise Refusal("Give a reason: it is kept in the history.")
    assessment.state = rule.end
    if rule.end in (State.ANSWERING, State.LOCKED):
        assessment.submitted_at = None
    if rule.end == State.SUBMITTED:
        assessment.submitted_at = assessment.submitted_at or at
        assessment.finalised_at = assessment.finalised_by = None
    if rule.end == State.FINAL:
        assessment.finalised_at, assessment.finalised_by = at, by
    assessment.save(update_fields=["state", "submitted_at", "finalised_at", "finalised_by"])
    Step.objects.create(
        assessment=assessment, key=key, from_state=before, to_state=rule.end, by=by, at=at, reason=reason.strip()
    )
    trail.leave(f"self-assessment: {key.replace('_', ' ')}", by=by, about=assessment, agency=assessment.agency)
    findable.renew(assessment)
