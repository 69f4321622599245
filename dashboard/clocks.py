"""The limits of time that measures judge by, each with the date from which it holds. Pure.

What began under a limit keeps it: a limit is always asked of the day on which the clock started.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "data" / "clocks.toml"
Unit = Literal["hours", "working_days"]


@dataclass(frozen=True)
class Limit:
    """So many hours or working days, from a day on."""

    valid_from: date
    limit: int
    unit: Unit


@dataclass(frozen=True)
class Clock:
    """One clock with its limits, oldest first."""

    key: str
    limits: tuple[Limit, ...]

    @property
    def unit(self) -> Unit:
        """Hours or working days; the same for all its limits."""
        return self.limits[-1].unit

    def on(self, days: NDArray[np.datetime64]) -> NDArray[np.int64]:
        """The limit in force on each of the days; the first one also holds before its date."""
        starts = np.array([limit.valid_from for limit in self.limits], dtype="datetime64[D]")
        place = np.searchsorted(starts, days.astype("datetime64[D]"), side="right") - 1
        return np.array([limit.limit for limit in self.limits])[np.maximum(place, 0)]


Clocks = Mapping[str, Clock]


def read(path: Path = FILE) -> dict[str, Clock]:
    """Every clock by its key; raises ValueError for a clock whose unit changes."""
    return made(tomllib.loads(path.read_text(encoding="utf-8"))["clock"])


def made(given: Sequence[Mapping[str, Any]]) -> dict[str, Clock]:
    """Clocks from rows of key, limit, unit and valid_from."""
    found: dict[str, list[Limit]] = {}
    for row in sorted(given, key=lambda row: row["valid_from"]):
        found.setdefault(row["key"], []).append(Limit(row["valid_from"], row["limit"], row["unit"]))
    for key, limits in found.items():
        if len({limit.unit for limit in limits}) > 1:
            raise ValueError(f"The clock {key} counts in two units. Give the new unit a clock of its own.")
    return {key: Clock(key, tuple(limits)) for key, limits in found.items()}
