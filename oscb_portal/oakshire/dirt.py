"""Dirt for made-up files: faults and oddities as authorities' exports have them, planted in known numbers.

No row gets two, so a reader of the file can be compared with the numbers exactly. A fault is named as
dashboard/faults.py names it; what is only written oddly, and must be understood, is counted apart.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Row = dict[str, Any]


@dataclass(frozen=True)
class Flaw:
    """One kind of dirt: what it does to a row, which rows can have it, and what becomes of the row."""

    name: str
    spoil: Callable[[Row], None]
    fits: Callable[[Row], bool] = lambda row: True
    refused: bool = False
    # Written oddly, but to be understood: no fault.
    understood: bool = False


@dataclass
class Planted:
    """Rows with dirt in them, and how much of which kind."""

    rows: list[Row]
    refused: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    understood: Counter[str] = field(default_factory=Counter)

    @property
    def told(self) -> dict[str, Any]:
        """For the manifest."""
        return {
            "rows": len(self.rows),
            "refused": self.refused,
            "faults": dict(sorted(self.faults.items())),
            "understood": dict(sorted(self.understood.items())),
        }


# Of a hundred rows so many have each flaw; and at least one row has it where there are rows to spare.
A_HUNDREDTH = 0.4
ROWS_TO_SPARE = 40
DUPLICATE = "duplicate_row"


def plant(rng: np.random.Generator, rows: list[Row], flaws: list[Flaw]) -> Planted:
    """Spoil some of the rows and say some twice; the rows given are changed."""
    planted = Planted(rows)
    each = max(int(len(rows) * A_HUNDREDTH / 100), 1) if len(rows) >= ROWS_TO_SPARE else 0
    clean = [int(place) for place in rng.permutation(len(rows))]
    for flaw in flaws:
        chosen = [place for place in clean if flaw.fits(rows[place])][:each]
        clean = [place for place in clean if place not in set(chosen)]
        for place in chosen:
            flaw.spoil(rows[place])
        counter = planted.understood if flaw.understood else planted.faults
        counter[flaw.name] += len(chosen)
        planted.refused += len(chosen) if flaw.refused else 0
    # A row said twice takes the place of another, so that the number of rows stays.
    twice = clean[: 2 * each]
    for once, again in zip(twice[::2], twice[1::2], strict=False):
        rows[again] = dict(rows[once])
    twice = twice[1::2]
    planted.faults[DUPLICATE] += len(twice)
    planted.refused += len(twice)
    for counter in (planted.faults, planted.understood):
        for name in [name for name, count in counter.items() if not count]:
            del counter[name]
    return planted


def put(column: str, value: Any) -> Callable[[Row], None]:
    """Put a value into a column."""

    def spoil(row: Row) -> None:
        row[column] = value

    return spoil


def change(column: str, to: Callable[[Any], Any]) -> Callable[[Row], None]:
    """Write the value of a column in another way."""

    def spoil(row: Row) -> None:
        row[column] = to(row[column])

    return spoil


def filled(*columns: str) -> Callable[[Row], bool]:
    """Rows in which these columns hold something."""
    return lambda row: all(row[column] not in (None, "") for column in columns)
