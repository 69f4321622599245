"""What must never be in the backbone, beyond what the database itself refuses."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from priorities import campaign_checks
from priorities.models import Action, ImpactTest, Move, Proof, Response
from priorities.progress import MOVES, State

PROVEN = [State.EVIDENCED, State.IMPACT_TESTED, State.CLOSED]


def broken() -> Iterator[str]:
    """One sentence for each thing that must never be."""
    yield from _without_proof()
    yield from _without_test()
    yield from _tested_by_worker()
    yield from _history_does_not_fit()
    yield from _accepted_without_actions()
    yield from campaign_checks.broken()


def _without_proof() -> Iterator[str]:
    for action in Action.objects.filter(state__in=PROVEN, proofs=None):
        yield f"Action {action.pk} counts as evidenced without any evidence."


def _without_test() -> Iterator[str]:
    for action in Action.objects.filter(state__in=[State.IMPACT_TESTED, State.CLOSED], impact_tests=None):
        yield f"Action {action.pk} counts as impact tested without any test."


def _tested_by_worker() -> Iterator[str]:
    gave = Proof.objects.filter(action=OuterRef("action"), given_by=OuterRef("by"))
    for test in ImpactTest.objects.filter(Exists(gave)):
        yield f"Impact test {test.pk} was made by a person who gave evidence for action {test.action_id}."


def _history_does_not_fit() -> Iterator[str]:
    last = Move.objects.filter(action=OuterRef("pk")).order_by("-at", "-pk")
    for action in Action.objects.annotate(last_state=last.values("to_state")[:1]).filter(
        ~Q(last_state=F("state")) | Q(last_state=None)
    ):
        yield f"Action {action.pk} is {action.state}, but its history ends elsewhere."
    for move in Move.objects.exclude(key="propose"):
        rule = MOVES[move.key]
        if move.from_state not in rule.begins or move.to_state not in rule.ends:
            yield f"Move {move.pk} of action {move.action_id} is not in the table of moves."


def _accepted_without_actions() -> Iterator[str]:
    promised = Action.objects.filter(called_for_by=OuterRef("recommendation"), owner_agency=OuterRef("agency"))
    for answer in Response.objects.filter(answer="accepted").exclude(Exists(promised)):
        yield f"Recommendation {answer.recommendation_id} was accepted by agency {answer.agency_id} without any action."
