"""Rates, shares and means with honest denominators, and how they are written for the page.

Nothing is rounded until it is written, and then halves go away from zero, as published figures do.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from figures.suppression import Hidden

# Standard normal quantile of a 95% interval.
Z_95 = 1.959963984540054

Amount = int | float
"""A count of things, or a sum such as full-time equivalents."""


@dataclass(frozen=True)
class Rate:
    """So many for each `per` of the denominator; shares are per 100, means per 1."""

    numerator: Amount
    denominator: Amount
    per: int
    denominator_year: str | None = None
    """The year the denominator is of, where it is not that of the numerator: "mid-2024"."""

    @property
    def exact(self) -> Fraction:
        """The rate without any rounding, taking each amount as the decimal a person reads."""
        return _exact(self.numerator) * self.per / _exact(self.denominator)

    @property
    def value(self) -> float:
        """The rate as charts and limits take it, not rounded."""
        return float(self.exact)

    def rounded(self, places: int = 1) -> Decimal:
        """The rate as it is published, halves away from zero."""
        return rounded(self.exact, places)


def rate(
    numerator: Amount | None, denominator: Amount | None, *, per: int = 10_000, denominator_year: str | None = None
) -> Rate | None:
    """A rate per 10,000 (or `per`), or None where it cannot be calculated: a part is missing or nobody is counted.

    Raises ValueError for a negative amount.
    """
    if numerator is None or denominator is None:
        return None
    if min(numerator, denominator) < 0:
        raise ValueError(f"A rate needs amounts of zero or more, not {numerator} of {denominator}.")
    return Rate(numerator, denominator, per, denominator_year) if denominator else None


def share(numerator: Amount | None, denominator: Amount | None) -> Rate | None:
    """A part of a whole in percent, or None where it cannot be calculated.

    Raises ValueError for a negative amount and for a part larger than its whole.
    """
    part = rate(numerator, denominator, per=100)
    if numerator is not None and denominator is not None and numerator > denominator:
        raise ValueError(f"{numerator} of {denominator} is more than all. Check which is the denominator.")
    return part


def mean(total: Amount | None, count: Amount | None) -> Rate | None:
    """So much for each one (children per worker, days per decision), or None where it cannot be calculated."""
    return rate(total, count, per=1)


def from_shown(
    numerator: Amount | Hidden | None, denominator: Amount | Hidden | None, *, per: int = 100
) -> Rate | Hidden | None:
    """A rate from what suppression has left: hidden when either part is hidden, so that neither can be worked back."""
    for part in (numerator, denominator):
        if isinstance(part, Hidden):
            return part
    return rate(numerator, denominator, per=per)  # type: ignore[arg-type]  # the loop has returned every Hidden


def wilson(part: Rate) -> tuple[float, float]:
    """The 95% interval of a share in percent, by Wilson's score method (1927); it never leaves 0 to 100.

    Raises ValueError for a rate that is not a share.
    """
    if part.per != 100 or part.numerator > part.denominator:
        raise ValueError("Only a share has this interval: a part of a whole, in percent.")
    count, portion = float(part.denominator), part.numerator / part.denominator
    spread = Z_95**2 / count
    middle = (portion + spread / 2) / (1 + spread)
    reach = Z_95 * sqrt(portion * (1 - portion) / count + spread / (4 * count)) / (1 + spread)
    return max(0.0, 100 * (middle - reach)), min(100.0, 100 * (middle + reach))


def rounded(value: float | Fraction | Decimal, places: int = 0) -> Decimal:
    """Rounded to so many decimal places, halves away from zero; a float counts as the decimal a person reads.

    So 2.675 becomes 2.68 and -0.5 becomes -1. Never minus zero.
    """
    exact = value if isinstance(value, Fraction) else _exact(value)
    steps = int((abs(exact) * 10**places + Fraction(1, 2)) // 1)
    return Decimal(f"{'-' if exact < 0 and steps else ''}{steps}E-{places}")


def write_number(value: float | Fraction | Decimal, places: int = 0) -> str:
    """ "402", "5,047", "14.1"."""
    return f"{rounded(value, places):,f}"


def write_share(value: float | Fraction | Decimal, places: int = 0) -> str:
    """ "52%", "82.5%"."""
    return f"{write_number(value, places)}%"


def write_rate(value: float | Fraction | Decimal, *, of: str, per: int = 10_000, places: int = 1) -> str:
    """ "322.2 per 10,000 children"."""
    return f"{write_number(value, places)} per {per:,} {of}"


def _exact(value: float | Decimal) -> Fraction:
    return Fraction(value) if isinstance(value, int | Decimal) else Fraction(repr(float(value)))
