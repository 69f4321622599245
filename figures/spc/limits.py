"""Mean and natural process limits of one group of an XmR chart, in exact arithmetic.

Values are taken as the decimals a person reads (0.1 is one tenth), so "equal to a limit" means what it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

# Constants of the individuals chart for moving ranges of two: three sigma, and the upper limit of a range.
THREE_SIGMA = Fraction("2.66")
RANGE_LIMIT = Fraction("3.267")


@dataclass(frozen=True)
class Limits:
    """Mean, limits and two-sigma lines that hold for every row of one group, in the unit of the measure."""

    mean: Fraction
    lower: Fraction
    upper: Fraction
    lower_two_sigma: Fraction
    upper_two_sigma: Fraction
    unscreened: bool
    """True when screening would have left no width, so that all moving ranges were used after all."""

    def side(self, value: Fraction) -> int:
        """+1 above the mean, -1 below, 0 on it."""
        return int(value > self.mean) - int(value < self.mean)

    def outside(self, value: Fraction) -> int:
        """+1 strictly above the upper limit, -1 strictly below the lower, 0 inside or on a limit."""
        return int(value > self.upper) - int(value < self.lower)

    def beyond_two_sigma(self, value: Fraction) -> bool:
        """Strictly beyond a two-sigma line, inside the limits or not."""
        return value > self.upper_two_sigma or value < self.lower_two_sigma


def exact(value: float) -> Fraction:
    """The decimal a person reads as an exact fraction.

    Raises ValueError for infinity and not-a-number: a figure that is not there is None, never a number.
    """
    try:
        return Fraction(repr(float(value)))
    except ValueError:
        raise ValueError(f"{value!r} is not a figure. Leave the value out (None) where there is none.") from None


def limits_of(stretches: Sequence[Sequence[Fraction]], *, screen: bool) -> Limits | None:
    """Limits of the baseline of one group, given as unbroken stretches; None when no two values are neighbours.

    No moving range crosses from one stretch to the next. With `screen`, moving ranges not strictly below 3.267 times
    their mean are dropped, once; the mean of the values is never screened. Where the reference package yields nothing
    (a constant series) the limits equal the mean; where its limits collapse on a nearly constant series with one jump,
    all moving ranges are used and the result says so.
    """
    values = [value for stretch in stretches for value in stretch]
    ranges = [abs(b - a) for stretch in stretches for a, b in pairwise(stretch)]
    if not ranges:
        return None
    mean, all_ranges = _mean(values), _mean(ranges)
    kept = [size for size in ranges if size < RANGE_LIMIT * all_ranges] if screen else ranges
    average_range = _mean(kept) if kept else all_ranges
    unscreened = average_range == 0 and all_ranges > 0
    three_sigma = THREE_SIGMA * (all_ranges if unscreened else average_range)
    two_sigma = three_sigma * 2 / 3
    return Limits(mean, mean - three_sigma, mean + three_sigma, mean - two_sigma, mean + two_sigma, unscreened)


def mean_of(values: Sequence[Fraction]) -> Fraction | None:
    """The mean, or None of nothing."""
    return _mean(values) if values else None


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)
