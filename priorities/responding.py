"""An agency answers a recommendation: accepted with actions, in part, or not, with the reason."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from office import drafts
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import progress, wording
from priorities.models import Action, Response
from priorities.progress import Strength

Answer = Response.Answer
FORM = "answer"


def answer(
    *,
    response: Response,
    by: Person,
    at: datetime,
    answer: str,
    reason: str = "",
    weak_reason: str = "",
    actions: Iterable[Action] = (),
) -> Response:
    """Answer for the agency that was asked; an answer may be given anew, the trail keeps the earlier one.

    `actions` are actions of that agency that carry the answer out. Refusal when "accepted" comes without any action,
    when a part or the whole is not accepted without a reason, or when all actions are weak without a stated reason.
    """
    check(by, Permission.ANSWER_RECOMMENDATIONS, agency=response.agency)
    wording.refuse_identifiers(reason, weak_reason)
    promised = list(actions)
    with transaction.atomic():
        response = Response.objects.select_for_update(of=("self",)).select_related("agency").get(pk=response.pk)
        _refuse_thin(response, answer, reason.strip(), weak_reason.strip(), promised)
        before = response.answer
        response.answer, response.answered_by, response.answered_at = answer, by, at
        response.reason = "" if answer == Answer.ACCEPTED else reason.strip()
        response.weak_reason = weak_reason.strip()
        response.save()
        # A part that is not accepted any more lets go of what it had promised; actions of other agencies stay.
        recommendation = response.recommendation
        recommendation.calls_for.remove(*recommendation.calls_for.filter(owner_agency=response.agency))
        recommendation.calls_for.add(*promised)
        drafts.discard(by=by, form=FORM, record=str(response.pk))
        trail.leave(
            "recommendation answered", by=by, about=recommendation, agency=response.agency,
            answer=answer, before=before or None, actions=[action.pk for action in promised],
        )  # fmt: skip
    return response


def _refuse_thin(response: Response, answer: str, reason: str, weak_reason: str, actions: list[Action]) -> None:
    if strange := [each for each in actions if each.owner_agency_id != response.agency_id]:
        raise Refusal(f"“{strange[0].text[:60]}” is no action of {response.agency}. Choose actions of that agency.")
    if answer == Answer.NOT_ACCEPTED and actions:
        raise Refusal("A recommendation that is not accepted has no actions. Answer “in part”, or choose no action.")
    if answer != Answer.ACCEPTED and not reason:
        raise Refusal("Say why, or which part is accepted: the board and the public read the reason.")
    if answer != Answer.NOT_ACCEPTED and not actions:
        raise Refusal("Accepting means doing something: propose an action first, then choose it here.")
    if progress.only_weak([Strength(each.strength) for each in actions]) and not weak_reason:
        raise Refusal(
            "All these actions are weak: they ask people to remember. Say why nothing stronger is possible, "
            "or add an action that changes how work is done."
        )
