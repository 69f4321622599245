"""The states of a return and the table of legal moves between them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from partnership.refusals import Refusal

ASKED, DRAFT, SUBMITTED, QUERIED, APPROVED = "asked", "draft", "submitted", "queried", "approved"
CHOICES = [
    (ASKED, "Asked for"),
    (DRAFT, "Draft"),
    (SUBMITTED, "Submitted"),
    (QUERIED, "Queried"),
    (APPROVED, "Approved"),
]
# Nothing of the return has been sent; a draft of a correction follows on something that was.
NOT_SENT = frozenset({ASKED, DRAFT})
SENT = frozenset({SUBMITTED, QUERIED, APPROVED})


@dataclass(frozen=True)
class Move:
    """One line of the table: what it is called, whence, whither, and whether a new edition begins."""

    words: str
    whence: frozenset[str]
    to: str
    new_edition: bool = False


MOVES: Mapping[str, Move] = {
    "save": Move("Saved as a draft", frozenset({ASKED, DRAFT}), DRAFT),
    "submit": Move("Submitted", frozenset({ASKED, DRAFT}), SUBMITTED),
    "query": Move("Queried", frozenset({SUBMITTED, APPROVED}), QUERIED),
    "approve": Move("Approved", frozenset({SUBMITTED, QUERIED}), APPROVED),
    "answer": Move("Answered by a new edition", frozenset({QUERIED}), DRAFT, new_edition=True),
    "correct": Move("Correction begun", frozenset({SUBMITTED, APPROVED}), DRAFT, new_edition=True),
    # Back to where it stood before the edition was begun: submitted, queried or approved.
    "discard": Move("Draft discarded", frozenset({DRAFT}), ""),
}


def check_move(key: str, state: str) -> Move:
    """The move, or a Refusal that says why the state does not allow it; KeyError for no such move."""
    move = MOVES[key]
    if state not in move.whence:
        now = dict(CHOICES)[state].lower()
        raise Refusal(f"This return is {now}. Look at its page again: somebody has worked on it meanwhile.")
    return move
