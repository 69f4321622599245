"""One step of a nomination: under lock, legal by the table, written into its history."""

from datetime import datetime

from commendations.models import Commendation, Step
from commendations.moves import ENDED, MOVES, STATE_WORDS, State, is_legal
from partnership.models import Person
from partnership.refusals import Refusal


def locked(commendation: Commendation) -> Commendation:
    """The nomination as it stands, held until the transaction ends."""
    rows = Commendation.objects.select_for_update(of=("self",)).select_related("category", "nominated_by")
    return rows.get(pk=commendation.pk)


def refuse_illegal(commendation: Commendation, *, deed: str) -> None:
    """Refusal when a deed is not for the state of a locked nomination."""
    state = State(commendation.state)
    if not is_legal(deed, state):
        raise Refusal(f"This nomination is “{STATE_WORDS[state].lower()}” already. Nothing was changed.")


def move(commendation: Commendation, *, deed: str, by: Person | None, at: datetime, reason: str = "") -> None:
    """Move a locked nomination; Refusal when the deed is not for its state. The caller has written to its writer."""
    refuse_illegal(commendation, deed=deed)
    state = State(commendation.state)
    commendation.state = MOVES[deed].ends
    if State(commendation.state) in ENDED:
        commendation.decided_by, commendation.decided_at = by, at
        commendation.outside_name = commendation.outside_email = ""
    commendation.save()
    note(commendation, deed=deed, from_state=state, by=by, at=at, reason=reason)


def note(
    commendation: Commendation, *, deed: str, by: Person | None, at: datetime, from_state: str = "", reason: str = ""
) -> None:
    """Write one line of its history."""
    Step.objects.create(
        commendation=commendation, deed=deed, from_state=from_state, to_state=commendation.state, by=by, at=at,
        reason=reason,
    )  # fmt: skip
