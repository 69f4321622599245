"""The states of a load and the one table of its legal moves."""

from partnership.refusals import Refusal

WAITING = "waiting"
READING = "reading"
DONE = "done"
FAILED = "failed"
UNDONE = "undone"

CHOICES = [
    (WAITING, "Waiting"),
    (READING, "Being read"),
    (DONE, "Done"),
    (FAILED, "Could not be read"),
    (UNDONE, "Undone"),
]
UNDER_WAY = (WAITING, READING)

# A load that is being read may be begun anew: its worker may have died.
MOVES = {
    WAITING: {READING, FAILED},
    READING: {READING, DONE, FAILED},
    DONE: {UNDONE},
    FAILED: set(),
    UNDONE: set(),
}


class IllegalMove(Refusal):
    """The load is not in a state from which this can be done."""


def check_move(old: str, new: str) -> None:
    """Let a legal move of a load pass; else raise IllegalMove with a sentence fit to show."""
    if new not in MOVES[old]:
        words = dict(CHOICES)
        raise IllegalMove(f"A load that is “{words[old].lower()}” cannot become “{words[new].lower()}”.")
