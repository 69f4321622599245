"""What few grades can tell: how they spread, when a percentage is honest, whether two audits differ, how far two
graders agree. Pure.

Fewer than 5 cases have no percentages (handbook 8). Sources: E. B. Wilson (1927) for one share; R. G. Newcombe,
Statistics in Medicine 17 (1998), method 10, for the difference of two; J. L. Fleiss, J. Cohen, B. S. Everitt,
Psychological Bulletin 72 (1969), for the standard error of weighted kappa.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from audits import agreement
from figures.rates import Z_95, Rate, wilson

FEWEST_FOR_PERCENT = 5
# Below this many pairs an interval of kappa says next to nothing, and the formula (of large samples) does not hold.
FEWEST_FOR_KAPPA = 10


@dataclass(frozen=True)
class Spread:
    """How the grades of a section fell: (key, name, count) from the best grade down, and those without a grade."""

    grades: tuple[tuple[str, str, int], ...]
    good: int
    not_enough: int = 0

    @property
    def graded(self) -> int:
        """How many have a grade."""
        return sum(count for _, _, count in self.grades)

    @property
    def good_in_words(self) -> str:
        """How many are good or better, of how many; per cent only where that is honest."""
        return share_in_words(self.good, self.graded) if self.graded else "–"

    @property
    def sentence(self) -> str:
        """The same as a sentence."""
        if not self.graded:
            return "No case could be graded."
        return f"{self.good_in_words} good or better"


def share_in_words(part: int, whole: int) -> str:
    """ "3 of 4" while there are few, "12 of 20 (60%)" from 5 on."""
    few = f"{part} of {whole}"
    return few if whole < FEWEST_FOR_PERCENT else f"{few} ({round(part * 100 / whole)}%)"


# Two audits -----------------------------------------------------------------------


class Direction(StrEnum):
    """What a comparison shows."""

    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Difference:
    """Shares of two audits, and the 95% interval of now minus before in percentage points; None where one is empty."""

    before: tuple[int, int]
    now: tuple[int, int]
    low: float | None
    high: float | None

    @property
    def direction(self) -> Direction:
        """Better or worse only where chance alone is a poor explanation."""
        if self.low is not None and self.low > 0:
            return Direction.BETTER
        if self.high is not None and self.high < 0:
            return Direction.WORSE
        return Direction.UNCLEAR

    @property
    def sentence(self) -> str:
        """Both counts, and how sure one may be."""
        if self.low is None or self.high is None:
            return "Not graded both times."
        counts = f"{self.before[0]} of {self.before[1]}, then {self.now[0]} of {self.now[1]}"
        if self.direction == Direction.UNCLEAR:
            return f"{counts}: so few cases cannot tell whether it changed."
        if min(self.before[1], self.now[1]) < FEWEST_FOR_PERCENT:
            return f"{counts}: {self.direction.value}."
        return f"{counts}: {self.direction.value}, by {_points(self.low)} to {_points(self.high)} points."


def _points(value: float) -> int:
    return abs(round(value))


def difference(before: tuple[int, int], now: tuple[int, int]) -> Difference:
    """Two shares (good, graded) compared; ValueError for more good than graded."""
    for good, graded in (before, now):
        if not 0 <= good <= graded:
            raise ValueError(f"{good} of {graded} is no share.")
    if not before[1] or not now[1]:
        return Difference(before, now, None, None)
    p1, p2 = (100 * good / graded for good, graded in (now, before))
    (l1, u1), (l2, u2) = (wilson(Rate(good, graded, 100)) for good, graded in (now, before))
    gap = p1 - p2
    return Difference(
        before, now, gap - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), gap + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    )


# Two graders ----------------------------------------------------------------------


@dataclass(frozen=True)
class TwoGraders:
    """Agreement of pairs of grades, with weighted kappa and its 95% interval; None where too few or no spread."""

    counted: agreement.Agreement
    low: float | None
    high: float | None

    @property
    def within_one(self) -> int:
        """How many pairs are the same or one step apart."""
        return self.counted.same + self.counted.near

    @property
    def sentence(self) -> str:
        """What it says, honestly for small numbers."""
        if not self.counted.pairs:
            return "Nothing has been graded twice yet."
        pairs = self.counted.pairs
        words = (
            f"{share_in_words(self.counted.same, pairs)} grades are the same, "
            f"{share_in_words(self.within_one, pairs)} within one step."
        )
        if self.low is None or self.high is None or self.counted.kappa is None:
            return f"{words} That is too few, or too little spread, for a weighted kappa."
        return f"{words} Weighted kappa {self.counted.kappa:.2f} (95% interval {self.low:.2f} to {self.high:.2f})."


def two_graders(pairs: Iterable[tuple[int, int]], *, steps: int) -> TwoGraders:
    """Pairs of grades from 1 to `steps`, the first grader's and the second's; ValueError for one outside."""
    found = list(pairs)
    counted = agreement.compare(found, steps=steps)
    error = kappa_error(found, steps=steps)
    if error is None or counted.kappa is None or len(found) < FEWEST_FOR_KAPPA:
        return TwoGraders(counted, None, None)
    return TwoGraders(counted, max(-1.0, counted.kappa - Z_95 * error), min(1.0, counted.kappa + Z_95 * error))


def kappa_error(pairs: Sequence[tuple[int, int]], *, steps: int) -> float | None:
    """The large-sample standard error of kappa with linear weights (Fleiss, Cohen and Everitt, formula 9).

    None for no pairs, for a scale of one step, or where chance alone leaves nothing to agree about.
    """
    if not pairs or steps < 2:
        return None
    count, scale = len(pairs), range(1, steps + 1)
    cell = {(a, b): sum(pair == (a, b) for pair in pairs) / count for a in scale for b in scale}
    row = {a: sum(cell[a, b] for b in scale) for a in scale}
    column = {b: sum(cell[a, b] for a in scale) for b in scale}
    weight = {(a, b): 1 - abs(a - b) / (steps - 1) for a in scale for b in scale}
    seen = sum(weight[key] * cell[key] for key in cell)
    chance = sum(weight[a, b] * row[a] * column[b] for a in scale for b in scale)
    if chance == 1:
        return None
    by_row = {a: sum(weight[a, b] * column[b] for b in scale) for a in scale}
    by_column = {b: sum(weight[a, b] * row[a] for a in scale) for b in scale}
    spread = sum(
        cell[a, b] * (weight[a, b] * (1 - chance) - (by_row[a] + by_column[b]) * (1 - seen)) ** 2
        for a in scale
        for b in scale
    )
    rest = (seen * chance - 2 * chance + seen) ** 2
    return sqrt(max(0.0, spread - rest) / count) / (1 - chance) ** 2
