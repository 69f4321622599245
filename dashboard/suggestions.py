"""Which known spellings an unknown value most resembles, and so what it may mean.

Pure. Values are compared by the runs of two and three characters they share (tf-idf: a run weighs more the fewer
spellings have it); the seven nearest vote. A suggestion is put before a person, never applied by itself.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard import cell_values

# Less alike than this is a guess; then nothing is suggested.
LEAST = 0.2
NEAREST = 7
# How much more the nearest counts than the next: likeness to this power.
SHARPNESS = 5


@dataclass(frozen=True)
class Suggestion:
    """What a value may mean, and how much it resembles a spelling that means this, from 0 to 1."""

    meaning: str
    likeness: float


def runs(value: str) -> Counter[str]:
    """The runs of two and three characters of each word, its ends marked: “red” gives “ r”, “re”, … “ed ”."""
    bare = "".join(letter if letter.isalnum() else " " for letter in cell_values.word(value))
    words = [f" {word} " for word in bare.split()]
    return Counter(word[at : at + size] for word in words for size in (2, 3) for at in range(len(word) - size + 1))


class Neighbours:
    """The known spellings of one code set (spelling to meaning), ready to be asked which a value resembles."""

    def __init__(self, known: Mapping[str, str]) -> None:
        counted = {spelling: runs(spelling) for spelling in known}
        spread = Counter(run for found in counted.values() for run in found)
        self._rarity = {run: 1 + math.log((1 + len(known)) / (1 + count)) for run, count in spread.items()}
        self._unseen = 1 + math.log(1 + len(known))
        self._meaning = dict(known)
        self._holders: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for spelling, found in counted.items():
            for run, weight in self._weights(found).items():
                self._holders[run].append((spelling, weight))

    def _weights(self, found: Mapping[str, int]) -> dict[str, float]:
        weights = {run: (1 + math.log(count)) * self._rarity.get(run, self._unseen) for run, count in found.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {run: weight / length for run, weight in weights.items()}

    def suggest(self, value: str) -> Suggestion | None:
        """What the nearest spellings mean by their votes; None when nothing is alike enough to be worth a look."""
        likeness: dict[str, float] = defaultdict(float)
        for run, weight in self._weights(runs(value)).items():
            for spelling, other in self._holders.get(run, ()):
                likeness[spelling] += weight * other
        nearest = sorted(likeness, key=lambda spelling: (-likeness[spelling], spelling))[:NEAREST]
        votes: dict[str, float] = defaultdict(float)
        for spelling in nearest:
            votes[self._meaning[spelling]] += likeness[spelling] ** SHARPNESS
        best = max(votes, key=lambda meaning: votes[meaning], default=None)
        if best is None:
            return None
        alike = max(likeness[spelling] for spelling in nearest if self._meaning[spelling] == best)
        return Suggestion(best, min(1.0, alike)) if alike >= LEAST else None


def right_of(pairs: Sequence[tuple[str, str]], *, known: Mapping[str, str], folds: int = 5) -> int:
    """How many of the pairs (value, meaning) are suggested rightly by the other folds and by what is known anyway."""
    right = 0
    for fold in range(folds):
        others: Iterable[tuple[str, str]] = (pair for place, pair in enumerate(pairs) if place % folds != fold)
        neighbours = Neighbours({**dict(others), **known})
        for value, meaning in pairs[fold::folds]:
            found = neighbours.suggest(value)
            right += found is not None and found.meaning == meaning
    return right
