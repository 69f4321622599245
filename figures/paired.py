"""Change within the same people: the mean of paired differences with its 95% interval.

The interval is that of Student's paired t test (Student, "The probable error of a mean", Biometrika 6, 1908): mean plus
and minus t(0.975, n - 1) times the standard error of the differences. The quantile is worked out by the expansion of
Abramowitz and Stegun (Handbook of Mathematical Functions, 1964), 26.7.5, which is right to 0.001 from four degrees of
freedom on; nothing is shown of fewer than five people. Tested with Student's own ten patients.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from figures.rates import Z_95

# Fewer people than this could tell who said what; and the expansion is not near enough.
FEWEST = 5


@dataclass(frozen=True)
class Change:
    """So many people changed by so much on average, with the bounds that 95 of 100 such intervals would hold it in."""

    people: int
    mean: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.low > 0 or self.high < 0


def change(differences: Iterable[float]) -> Change | None:
    """The mean change and its interval; None for fewer than five differences (after less before, one a person)."""
    found = list(differences)
    count = len(found)
    if count < FEWEST:
        return None
    mean = sum(found) / count
    spread = sqrt(sum((each - mean) ** 2 for each in found) / (count - 1))
    reach = t_975(count - 1) * spread / sqrt(count)
    return Change(count, mean, mean - reach, mean + reach)


def t_975(freedom: int) -> float:
    """The quantile of Student's t that leaves 2.5% above, for four degrees of freedom or more; ValueError below."""
    if freedom < FEWEST - 1:
        raise ValueError(f"The expansion needs {FEWEST - 1} degrees of freedom or more, not {freedom}.")
    x = Z_95
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return float(x + sum(term / freedom**power for power, term in enumerate(terms, start=1)))
