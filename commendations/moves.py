"""What may become of a nomination: its states, the table of legal moves, and what its writer reads meanwhile. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far a nomination has come."""

    WAITING = "waiting"
    RETURNED = "returned"
    READY = "ready"
    CHOSEN = "chosen"
    NOT_CHOSEN = "not_chosen"
    AWARDED = "awarded"
    THANKED = "thanked"
    DECLINED = "declined"
    JOINED = "joined"
    WITHDRAWN = "withdrawn"


STATE_WORDS: Mapping[State, str] = {
    State.WAITING: "Waits to be read",
    State.RETURNED: "Returned for more",
    State.READY: "With the panel",
    State.CHOSEN: "Chosen, not announced",
    State.NOT_CHOSEN: "Not chosen, not announced",
    State.AWARDED: "Awarded",
    State.THANKED: "Thanked without an award",
    State.DECLINED: "Declined with thanks",
    State.JOINED: "Joined with another",
    State.WITHDRAWN: "Taken back",
}
# What was done, as the history of a nomination says it.
DEED_WORDS: Mapping[str, str] = {
    "nominate": "Sent in",
    "send_back": "Returned for more",
    "send_again": "Sent in again",
    "admit": "Given to the panel",
    "take_out": "Taken back from the panel",
    "choose": "Chosen, quietly",
    "pass_over": "Not chosen, quietly",
    "award": "Awarded",
    "thank": "Thanked without an award",
    "decline": "Declined with thanks",
    "join": "Joined with another",
    "withdraw": "Taken back by its writer",
}
# Nothing more is decided about these, and the address of whoever wrote from outside is deleted.
ENDED = frozenset({State.AWARDED, State.THANKED, State.DECLINED, State.JOINED, State.WITHDRAWN})
# What the panel has decided and nobody but the office may know before the day of the announcement.
QUIET = frozenset({State.CHOSEN, State.NOT_CHOSEN})
OPEN = frozenset(State) - ENDED


@dataclass(frozen=True)
class Move:
    """One deed: the states it may begin from, and the state it leads to."""

    begins: frozenset[State]
    ends: State


def _move(*begins: State, ends: State) -> Move:
    return Move(frozenset(begins), ends)


MOVES: Mapping[str, Move] = {
    "send_back": _move(State.WAITING, ends=State.RETURNED),
    "send_again": _move(State.RETURNED, ends=State.WAITING),
    "admit": _move(State.WAITING, ends=State.READY),
    "take_out": _move(State.READY, ends=State.WAITING),
    "choose": _move(State.READY, State.NOT_CHOSEN, ends=State.CHOSEN),
    "pass_over": _move(State.READY, State.CHOSEN, ends=State.NOT_CHOSEN),
    "award": _move(State.WAITING, State.CHOSEN, ends=State.AWARDED),
    "thank": _move(State.NOT_CHOSEN, ends=State.THANKED),
    "decline": _move(State.WAITING, State.RETURNED, ends=State.DECLINED),
    "join": _move(State.WAITING, State.RETURNED, ends=State.JOINED),
    "withdraw": _move(State.WAITING, State.RETURNED, State.READY, ends=State.WITHDRAWN),
}


def is_legal(deed: str, state: State) -> bool:
    """Whether a deed may be done to a nomination in this state; KeyError for no such deed."""
    return state in MOVES[deed].begins


def as_its_writer_reads(state: State) -> str:
    """The state in the words its writer reads: what was decided quietly reads as being with the panel still."""
    return STATE_WORDS[State.READY if state in QUIET else state]
