"""The way of a self-assessment: its states, and the one table of moves from one to another. Pure."""

from enum import StrEnum

from audits.moves import Move, table


class State(StrEnum):
    """Where a self-assessment stands."""

    ANSWERING = "answering"
    SIGNING = "signing"
    SUBMITTED = "submitted"
    FINAL = "final"
    LOCKED = "locked"


STATE_WORDS = {
    State.ANSWERING: "Being answered",
    State.SIGNING: "Waiting for signatures",
    State.SUBMITTED: "With the board",
    State.FINAL: "Final",
    State.LOCKED: "Locked unfinished",
}


MOVES = table(
    Move("open", "Opened", (), State.ANSWERING),
    Move("finish", "Finished and sent for signature", (State.ANSWERING,), State.SIGNING),
    Move("send_back", "Sent back before it was signed", (State.SIGNING,), State.ANSWERING, reason=True),
    Move("submit", "Signed by all and sent to the board", (State.SIGNING,), State.SUBMITTED),
    Move("lock", "Locked at the deadline", (State.ANSWERING, State.SIGNING), State.LOCKED),
    Move("reopen", "Opened again", (State.LOCKED, State.SIGNING, State.SUBMITTED), State.ANSWERING, reason=True),
    Move("finalise", "Result made final", (State.SUBMITTED,), State.FINAL),
    Move("reopen_result", "Result opened again", (State.FINAL,), State.SUBMITTED, reason=True),
)


def allows(key: str, state: str) -> bool:
    """Whether a move may be made from a state; KeyError for no such move."""
    return state in MOVES[key].begins


class Share(StrEnum):
    """Where a set of questions stands that was shared out to a colleague."""

    GIVEN = "given"
    SUBMITTED = "submitted"
    CHANGES = "changes"
    CLOSED = "closed"


SHARE_WORDS = {
    Share.GIVEN: "Being answered",
    Share.SUBMITTED: "Handed back",
    Share.CHANGES: "Changes asked for",
    Share.CLOSED: "Closed",
}
# From which states a set may go to which: a closed one is done with.
SHARE_MOVES = {
    Share.SUBMITTED: (Share.GIVEN, Share.CHANGES),
    Share.CHANGES: (Share.SUBMITTED,),
    Share.CLOSED: (Share.GIVEN, Share.SUBMITTED, Share.CHANGES),
}
WITH_COLLEAGUE = frozenset({Share.GIVEN, Share.CHANGES})
