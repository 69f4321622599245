"""The two gates before an action is closed: evidence that it was done, and a test of whether it made a difference."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from office import rules
from partnership.access import can, check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import hands, moving, news, progress, wording
from priorities.models import Action, ImpactTest, Proof
from priorities.progress import State


def accept_evidence(
    *, action: Action, by: Person, at: datetime, tester: Person | None = None, impact_due_on: date | None = None
) -> Action:
    """Accept the evidence for an action that is done, and set when its impact is tested and perhaps by whom.

    Without a day the rule "Impact is tested after" sets it. Refusal without any evidence, when the person who accepts
    has given it or owns the action, or when the tester owns it or has worked on it.
    """
    check(by, Permission.AGREE_ACTIONS)
    today = localdate(at)
    with transaction.atomic():
        action = moving.locked(action)
        moving.refuse_illegal(action, key="accept_evidence")
        proofs = _proofs_since_reopening(action)
        if not proofs.exists():
            raise Refusal("There is no evidence yet. The owner gives it, in words or as a file; then it is accepted.")
        if by.pk == action.owner_person_id or not proofs.exclude(given_by=by).exists():
            raise Refusal("You own this action or gave its evidence yourself. Somebody else accepts it.")
        months = rules.value("actions.impact_after", on=today)
        action.impact_due_on = impact_due_on or progress.months_after(today, months)
        if action.impact_due_on < today:
            raise Refusal("The day of the impact test has passed. Choose a day to come.")
        if tester is not None:
            _refuse_unfit_tester(tester, action, on=today)
        action.tester = tester
        moving.move(action, key="accept_evidence", to=State.EVIDENCED, by=by, at=at)
        news.tell(action, what="evidence_accepted", by=by, at=at)
    return action


def send_back(*, action: Action, by: Person, at: datetime, reason: str) -> Action:
    """Send an action back whose evidence does not show that it was done."""
    check(by, Permission.AGREE_ACTIONS)
    wording.refuse_identifiers(reason)
    if not reason.strip():
        raise Refusal("Say what the evidence lacks: the owner reads it.")
    with transaction.atomic():
        action = moving.locked(action)
        moving.move(action, key="send_back", to=State.AT_RISK, by=by, at=at, reason=reason)
        news.tell(action, what="sent_back", by=by, at=at, reason=reason)
    return action


def test_impact(
    *, action: Action, by: Person, at: datetime, impact_type: str, source: str, rating: str, text: str
) -> ImpactTest:
    """Say whether an evidenced action made a difference. Refusal by its owner or whoever has worked on it."""
    check(by, Permission.TEST_IMPACT)
    wording.refuse_identifiers(text)
    today = localdate(at)
    with transaction.atomic():
        action = moving.locked(action)
        hands.refuse_tester(by, action, on=today)
        moving.refuse_illegal(action, key="test_impact")
        tested = ImpactTest.objects.create(
            action=action, by=by, owner_person=action.owner_person, on=today, at=at, impact_type=impact_type,
            source=source, rating=rating, text=text.strip(),
        )  # fmt: skip
        moving.move(action, key="test_impact", to=State.IMPACT_TESTED, by=by, at=at)
        news.tell(action, what="impact_tested", by=by, at=at)
    return tested


def reopen(*, action: Action, by: Person, at: datetime, reason: str, due_on: date) -> Action:
    """Open an action again that made no difference, or whose difference did not last, with a new date."""
    check(by, Permission.TEST_IMPACT)
    wording.refuse_identifiers(reason)
    today = localdate(at)
    if not reason.strip():
        raise Refusal("Say why it is opened again: the owner needs to know what is missing.")
    if due_on <= today:
        raise Refusal("The new date has passed or is today. Choose a day to come.")
    with transaction.atomic():
        action = moving.locked(action)
        hands.refuse_tester(by, action, on=today)
        last = action.impact_tests.first()
        action.due_on, action.tester = due_on, None
        moving.move(action, key="reopen", to=State.AGREED, by=by, at=at, reason=reason)
        if last is not None:
            last.reopened = True
            last.save(update_fields=["reopened"])
        news.tell(action, what="reopened", by=by, at=at, reason=reason)
    return action


# pytest would otherwise take this verb for a test wherever it is imported by name.
test_impact.__test__ = False  # type: ignore[attr-defined]


def _proofs_since_reopening(action: Action) -> QuerySet[Proof]:
    """What was given before an action was opened again proved the deed that made no difference."""
    reopened = action.moves.filter(key="reopen").order_by("-at").values_list("at", flat=True).first()
    return action.proofs.filter(given_at__gt=reopened) if reopened else action.proofs.all()


def _refuse_unfit_tester(tester: Person, action: Action, *, on: date) -> None:
    if not can(tester, Permission.TEST_IMPACT):
        raise Refusal(f"{tester} may not test impact. Choose a board member, the scrutineer or an auditor.")
    if hands.why_not_tester(tester, action, on=on):
        raise Refusal(f"{tester} owns this action or has worked on it. Choose somebody who has not.")
