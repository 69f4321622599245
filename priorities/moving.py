"""The one place where the state of an action changes: by the table of moves, under a row lock, with its history."""

from datetime import datetime

from django.utils.timezone import localdate

from partnership import trail
from partnership.models import Person
from partnership.refusals import Refusal
from priorities import findable, progress
from priorities.models import Action, Move
from priorities.progress import State


def locked(action: Action) -> Action:
    """The action as it stands now, held until the transaction ends: of two at once the second sees the first."""
    held = Action.objects.select_for_update(of=("self",)).select_related("owner_agency", "owner_person")
    return held.get(pk=action.pk)


def refuse_illegal(action: Action, *, key: str) -> None:
    """Refusal when the table does not let this move begin where the action stands."""
    if sentence := progress.why_not(key, State(action.state)):
        raise Refusal(sentence)


def move(action: Action, *, key: str, to: State, by: Person | None, at: datetime, reason: str = "") -> Move:
    """Make one move of a locked action: state, dates that come with it, history and trail; Refusal if it is illegal."""
    refuse_illegal(action, key=key)
    before, action.state = action.state, to
    _keep_dates(action, at=at)
    action.save()
    made = Move.objects.create(
        action=action, key=key, from_state=before, to_state=to, by=by, at=at, reason=reason.strip()
    )
    trail.leave(f"action moved: {key}", by=by, about=action, agency=action.owner_agency, before=before, after=to)
    findable.renew(action)
    return made


def _keep_dates(action: Action, *, at: datetime) -> None:
    """The days that belong to a state are there with it and go when it goes."""
    today, state = localdate(at), State(action.state)
    if state == State.AGREED:
        action.agreed_on = action.agreed_on or today
        action.done_on = action.impact_due_on = None
    if state in progress.UNDER_WAY:
        action.done_on = None
    if state == State.DONE:
        action.done_on = today
    action.closed_on = today if state == State.CLOSED else None
    if state != State.NOT_PURSUED:
        action.dropped_by, action.dropped_until, action.dropped_why = None, None, ""
