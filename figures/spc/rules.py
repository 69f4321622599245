"""The run rules of an XmR chart on plain numbers: +1 is up or above, -1 down or below, 0 neither.

Every function takes one unbroken stretch of neighbouring rows and returns as many numbers as it was given.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise


def direction(value: float | Fraction, than: float | Fraction) -> int:
    """+1 when the value is strictly larger, -1 when strictly smaller, 0 when equal."""
    return int(value > than) - int(value < than)


def shift_ends(sides: Sequence[int], length: int) -> list[int]:
    """Marks each row that completes `length` neighbouring rows on the same side of the mean."""
    return [_shared(sides[max(0, end - length + 1) : end + 1], length) for end in range(len(sides))]


def trend_ends(values: Sequence[float | Fraction], length: int) -> list[int]:
    """Marks each row that completes `length` rows, each strictly above (or below) the one before; a tie ends a run."""
    steps = [0, *(direction(later, earlier) for earlier, later in pairwise(values))]
    return shift_ends(steps, length - 1)


def backfill(ends: Sequence[int], length: int) -> list[int]:
    """Spreads each mark to the whole run it completes; where two runs share a row, the later one names it."""
    rows = [0] * len(ends)
    for end, mark in enumerate(ends):
        if mark:
            rows[end - length + 1 : end + 1] = [mark] * length
    return rows


def two_of_three(sides: Sequence[int], close: Sequence[bool]) -> list[int]:
    """Marks the close rows of any three neighbours on one side of the mean of which at least two are close to a limit.

    A row on the mean (side 0) never qualifies, and a third row that is not close is not named.
    """
    rows = [0] * len(sides)
    for start in range(len(sides) - 2):
        window = range(start, start + 3)
        side = _shared([sides[row] for row in window], 3)
        if side and sum(close[row] for row in window) >= 2:
            for row in window:
                rows[row] = side if close[row] else rows[row]
    return rows


def _shared(marks: Sequence[int], length: int) -> int:
    """The mark that all bear, if there are `length` of them, else 0."""
    return marks[0] if len(marks) == length and len(set(marks)) == 1 else 0
