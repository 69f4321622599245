"""What few grades can tell: how they spread, when a percentage is honest, whether two audits differ, how far two
graders agree. Pure.

Fewer than 5 cases have no percentages (handbook 8). Sources: E. B. Wilson (1927) for one share; R. G. Newcombe,
Statistics in Medicine 17 (1998) 873-890, method 10, for the difference of two; R. G. Miller, The jackknife: a review,
Biometrika 61 (1974), for the error of weighted kappa with the case as the unit.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from audits import agreement
from figures.rates import Z_95, Rate, wilson

FEWEST_FOR_PERCENT = 5
# Of fewer cases an interval of kappa says next to nothing.
FEWEST_FOR_KAPPA = 5


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
    """Agreement of pairs of grades over some cases; kappa's 95% interval is None where too few or no spread."""

    counted: agreement.Agreement
    cases: int
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
        words = f"{self._share(self.counted.same)} grades are the same, {self._share(self.within_one)} within one step."
        if self.low is None or self.high is None or self.counted.kappa is None:
            return f"{words} That is too few cases, or too little spread, for a weighted kappa."
        return (
            f"{words} Weighted kappa {self.counted.kappa:.2f} (95% interval {self.low:.2f} to {self.high:.2f}; "
            f"it takes the {self.cases} cases as its unit, because grades of one case hang together)."
        )

    def _share(self, part: int) -> str:
        # Many grades of few cases are still few cases.
        if self.cases < FEWEST_FOR_PERCENT:
            return f"{part} of {self.counted.pairs}"
        return share_in_words(part, self.counted.pairs)


def two_graders(by_case: Iterable[Iterable[tuple[int, int]]], *, steps: int) -> TwoGraders:
    """Pairs of grades from 1 to `steps`, first and second grader's, of each case; ValueError for one outside.

    The sections of one case are no independent witnesses, so the error of kappa comes from leaving out one whole case
    after another (the jackknife), and the interval from Student's t with one degree of freedom fewer than cases.
    """
    cases = [Counter(pairs) for pairs in by_case]
    cases = [each for each in cases if each]
    together: Counter[tuple[int, int]] = Counter()
    for each in cases:
        together += each
    counted = agreement.of_counts(together, steps=steps)
    error = _error(cases, together, steps=steps)
    if not error or counted.kappa is None:
        return TwoGraders(counted, len(cases), None, None)
    reach = t_95(len(cases) - 1) * error
    return TwoGraders(counted, len(cases), max(-1.0, counted.kappa - reach), min(1.0, counted.kappa + reach))


def _error(cases: list[Counter[tuple[int, int]]], together: Counter[tuple[int, int]], *, steps: int) -> float | None:
    """The standard error of kappa by the jackknife over cases; None for too few or where kappa is undefined."""
    if len(cases) < FEWEST_FOR_KAPPA:
        return None
    without = [agreement.of_counts(together - each, steps=steps).kappa for each in cases]
    known = [kappa for kappa in without if kappa is not None]
    if len(known) < len(cases):
        return None
    mean = sum(known) / len(known)
    return sqrt((len(known) - 1) / len(known) * sum((kappa - mean) ** 2 for kappa in known))


def t_95(freedom: int) -> float:
    """Student's t that 2.5% lie above, from four degrees of freedom on (to 0.01); ValueError for fewer.

    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.5, to the third term.
    """
    if freedom < 4:
        raise ValueError("The series holds from four degrees of freedom on.")
    z = Z_95
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
