"""How far two graders agree: same, one step apart, who is kinder, and Cohen's weighted kappa. Pure.

Source: J. Cohen, Weighted kappa, Psychological Bulletin 70 (1968), with linear weights.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# How often each pair of grades was given.
Counts = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Agreement:
    """Counts of pairs, and kappa from -1 to 1; None where chance alone leaves nothing to agree about."""

    pairs: int
    same: int
    near: int
    first_higher: int
    second_higher: int
    kappa: float | None

    @property
    def share_same(self) -> int | None:
        """Whole per cent of pairs with the same grade."""
        return round(self.same * 100 / self.pairs) if self.pairs else None

    def in_words(self, first: str) -> str:
        """What it says, in plain words; `first` names the first grader, as "the agency"."""
        if not self.pairs:
            return "Nothing has been judged by both yet."
        lean = ""
        if self.first_higher or self.second_higher:
            higher, lower = _times(self.first_higher), _times(self.second_higher)
            lean = f" Where they differ, {first} grades higher {higher} and lower {lower}."
        return f"{self.same} of {self.pairs} grades are the same, {self.near} are one step apart.{lean}"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def compare(pairs: Iterable[tuple[int, int]], *, steps: int) -> Agreement:
    """Pairs of grades, each from 1 to `steps`; ValueError for one outside."""
    return of_counts(Counter(pairs), steps=steps)


def of_counts(counts: Counts, *, steps: int) -> Agreement:
    """The same of pairs that are counted already."""
    if any(not 1 <= each <= steps for pair in counts for each in pair):
        raise ValueError(f"A grade is a number from 1 to {steps}.")
    gaps: Counter[int] = Counter()
    for (first, second), count in counts.items():
        gaps[first - second] += count
    return Agreement(
        pairs=gaps.total(),
        same=gaps[0],
        near=gaps[1] + gaps[-1],
        first_higher=sum(count for gap, count in gaps.items() if gap > 0),
        second_higher=sum(count for gap, count in gaps.items() if gap < 0),
        kappa=_kappa(counts),
    )


def _kappa(counts: Counts) -> float | None:
    """1 - observed / expected disagreement, each weighted by how many steps apart."""
    firsts: Counter[int] = Counter()
    seconds: Counter[int] = Counter()
    for (first, second), count in counts.items():
        firsts[first] += count
        seconds[second] += count
    observed = sum(abs(first - second) * count for (first, second), count in counts.items()) * firsts.total()
    expected = sum(abs(a - b) * firsts[a] * seconds[b] for a in firsts for b in seconds)
    return 1 - observed / expected if expected else None
