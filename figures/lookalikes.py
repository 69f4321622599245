"""Other hidden counts that would look the same to a reader: as long as there are some, a hidden count cannot be known.

A look-alike moves some hidden counts up or down by one so that every sum still holds. Whoever is given one has proof;
in tables of rows and columns, and of months, quarters and years, one is found whenever there is one.
"""

from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

# So many half-made look-alikes are tried before giving up, which counts as "there is none": more is hidden then.
PATIENCE = 5_000


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """A reader knows that the parts add up to the total."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class _Attempt(Generic[Key]):
    """Counts moved so far, each by one, and by how much each sum they upset is out."""

    moves: Mapping[Key, int]
    out: Mapping[int, int]


class _Hidden(Generic[Key]):
    """The hidden counts: how far each may fall, which sums hold it, and which are no secret."""

    def __init__(self, counts: Mapping[Key, int], hidden: Set[Key], sums: Sequence[Sum[Key]]) -> None:
        # A reader knows the rule: a hidden count is not zero, unless a zero had to be hidden too.
        at_least = min((1, *(counts[key] for key in hidden)))
        self.room = {key: counts[key] - at_least for key in hidden}
        self.members = [
            [(key, sign) for key, sign in [(each.total, -1), *((part, 1) for part in each.parts)] if key in hidden]
            for each in sums
        ]
        self.sums_of: dict[Key, list[tuple[int, int]]] = {key: [] for key in hidden}
        for number, members in enumerate(self.members):
            for key, sign in members:
                self.sums_of[key].append((number, sign))
        self.plain = self._plain()
        self.members = [[(key, sign) for key, sign in members if key not in self.plain] for members in self.members]

    def _plain(self) -> set[Key]:
        """The hidden counts anybody can work out at once: one alone in a sum, and so on with what is known then.

        No look-alike moves them: not to try saves nearly all of a search that finds nothing.
        """
        left = [{key for key, _ in members} for members in self.members]
        alone = [number for number, keys in enumerate(left) if len(keys) == 1]
        plain: set[Key] = set()
        while alone:
            for key in left[alone.pop()]:
                plain.add(key)
                for number, _ in self.sums_of[key]:
                    left[number] = left[number] - {key}
                    if len(left[number]) == 1:
                        alone.append(number)
        return plain

    def look_alike(self, key: Key) -> Mapping[Key, int] | None:
        """Moves of hidden counts, this among them, that leave every sum as it was; None when none are found.

        Breadth first, so the first one found is a smallest.
        """
        if key in self.plain:
            return None
        nothing: _Attempt[Key] = _Attempt({}, {})
        waiting = deque(attempt for step in (1, -1) for attempt in self._moved(nothing, key, step))
        seen: set[frozenset[tuple[int, int]]] = set()
        while waiting and len(seen) < PATIENCE:
            attempt = waiting.popleft()
            if not attempt.out:
                return attempt.moves
            state = frozenset(attempt.out.items())
            if state not in seen:
                seen.add(state)
                waiting.extend(self._mended(attempt))
        return None

    def _mended(self, attempt: _Attempt[Key]) -> Iterator[_Attempt[Key]]:
        """Every way to bring one of the upset sums nearer to balance by one more move."""
        number = min(attempt.out)
        towards = -1 if attempt.out[number] > 0 else 1
        for key, sign in self.members[number]:
            yield from self._moved(attempt, key, towards * sign)

    def _moved(self, attempt: _Attempt[Key], key: Key, step: int) -> Iterator[_Attempt[Key]]:
        """The attempt with one more count moved, if that count has not moved yet and may go that way."""
        if key in attempt.moves or self.room[key] + step < 0:
            return
        out = dict(attempt.out)
        for number, sign in self.sums_of[key]:
            out[number] = out.get(number, 0) + step * sign
            if not out[number]:
                del out[number]
        yield _Attempt({**attempt.moves, key: step}, out)


def protections(
    counts: Mapping[Key, int], hidden: Set[Key], secret: Set[Key], sums: Sequence[Sum[Key]]
) -> dict[Key, frozenset[Key]]:
    """For each secret count that a look-alike protects, the counts this look-alike moves.

    The others could be worked out by a reader. A protection stays good when more counts are hidden, and when any is
    shown that it does not move, unless that one is a zero: then the reader may know that none of the hidden is zero.
    """
    puzzle = _Hidden(counts, hidden, sums)
    found: dict[Key, frozenset[Key]] = {}
    for key in secret:
        if key not in found and (moves := puzzle.look_alike(key)) is not None:
            moved = frozenset(moves)
            found.update(dict.fromkeys(moved & secret, moved))
    return found
