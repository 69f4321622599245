"""The states of a repeat message, and the one table of legal moves between them. Pure. Handbook 9."""

from enum import StrEnum


class State(StrEnum):
    """How far a repeat message has been carried."""

    LOCAL = "local"
    WATCH = "watch"
    APPROVED = "approved"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CHANGED = "changed"
    CLOSED = "closed"


STATE_WORDS = {
    State.LOCAL: "Answered here",
    State.WATCH: "Being watched",
    State.APPROVED: "To be raised",
    State.SENT: "Raised",
    State.ACKNOWLEDGED: "Acknowledged",
    State.ANSWERED: "Answered",
    State.CHANGED: "Changed nationally",
    State.CLOSED: "Closed",
}
_NEXT: dict[State, frozenset[State]] = {
    State.LOCAL: frozenset({State.WATCH, State.APPROVED, State.CLOSED}),
    State.WATCH: frozenset({State.LOCAL, State.APPROVED, State.CLOSED}),
    State.APPROVED: frozenset({State.SENT, State.WATCH}),
    State.SENT: frozenset({State.ACKNOWLEDGED, State.ANSWERED, State.APPROVED}),
    State.ACKNOWLEDGED: frozenset({State.ANSWERED, State.APPROVED}),
    State.ANSWERED: frozenset({State.CHANGED, State.WATCH, State.APPROVED, State.CLOSED}),
    State.CHANGED: frozenset({State.CLOSED, State.WATCH}),
    State.CLOSED: frozenset({State.WATCH}),
}


def may_follow(before: State) -> frozenset[State]:
    """The states a message may come to from another."""
    return _NEXT[before]


def why_not(before: State, after: State) -> str:
    """Why a message may not go from one state to another; empty when it may."""
    if after in _NEXT[before]:
        return ""
    may = ", ".join(f"“{STATE_WORDS[each]}”" for each in State if each in _NEXT[before])
    return f"This message is “{STATE_WORDS[before]}”. From there it may become {may}."
