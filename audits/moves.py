"""A table of moves from one state to another, as a self-assessment and an audit each have one. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """One line of a table: from which states, to which, what happened in words, and whether a reason is needed."""

    key: str
    words: str
    begins: tuple[str, ...]
    end: str
    reason: bool = False


def table(*moves: Move) -> dict[str, Move]:
    """Moves by their keys; ValueError where two have the same."""
    found = {move.key: move for move in moves}
    if len(found) < len(moves):
        raise ValueError("Two moves have the same key.")
    return found
