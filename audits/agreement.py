"""How far two graders agree: same, one step apart, who is kinder, and Cohen's weighted kappa. Pure.

Source: J. Cohen, Weighted kappa, Psychological Bulletin 70 (1968), with linear weights.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


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

    @property
    def sentence(self) -> str:
        """What it says, in plain words."""
        if not self.pairs:
            return "Nothing has been judged by both yet."
        lean = ""
        if self.first_higher or self.second_higher:
            lean = f" Where they differ, the first is higher {self.first_higher} and lower {self.second_higher} times."
        return f"{self.same} of {self.pairs} grades are the same, {self.near} are one step apart.{lean}"


def compare(pairs: Iterable[tuple[int, int]], *, steps: int) -> Agreement:
    """Pairs of grades, each from 1 to `steps`; ValueError for one outside."""
    found = list(pairs)
    if any(not 1 <= each <= steps for pair in found for each in pair):
        raise ValueError(f"A grade is a number from 1 to {steps}.")
    gaps = [first - second for first, second in found]
    return Agreement(
        pairs=len(found),
        same=gaps.count(0),
        near=sum(abs(gap) == 1 for gap in gaps),
        first_higher=sum(gap > 0 for gap in gaps),
        second_higher=sum(gap < 0 for gap in gaps),
        kappa=_kappa(found),
    )


def _kappa(pairs: list[tuple[int, int]]) -> float | None:
    """1 - observed / expected disagreement, each weighted by how many steps apart."""
    if not pairs:
        return None
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    observed = sum(abs(first - second) for first, second in pairs) * len(pairs)
    expected = sum(abs(a - b) * firsts[a] * seconds[b] for a in firsts for b in seconds)
    return 1 - observed / expected if expected else None
