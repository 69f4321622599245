"""What is charged and why it need not be: which moves of a charge are legal, and the reasons for a waiver. Pure."""

from enum import StrEnum


class State(StrEnum):
    """Where a charge stands."""

    PROPOSED = "proposed"
    DISPUTED = "disputed"
    WAIVED = "waived"
    INVOICED = "invoiced"
    PAID = "paid"


# A dispute stops the invoice until somebody has decided; what has been invoiced can still be waived by a credit note
# of the council, not here.
MOVES: dict[str, tuple[State, ...]] = {
    State.PROPOSED: (State.DISPUTED, State.WAIVED, State.INVOICED),
    State.DISPUTED: (State.WAIVED, State.PROPOSED),
    State.WAIVED: (),
    State.INVOICED: (State.PAID,),
    State.PAID: (),
}
# Domain handbook 10: sickness, bereavement, emergency safeguarding, court; told promptly.
REASONS = {
    "sickness": "Sickness",
    "bereavement": "Bereavement",
    "emergency": "Emergency safeguarding work",
    "court": "Court",
    "ours": "Our mistake",
    "other": "Another reason",
}


def may_follow(before: str, after: str) -> bool:
    """Whether a charge may go from one state to another."""
    return after in MOVES.get(before, ())
