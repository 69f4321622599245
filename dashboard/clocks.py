"""The limits of time that measures judge by, each with the date from which it holds. Pure.

What began under a limit keeps it: a limit is always asked of the day on which the clock started.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.datetime64]


class Unit(StrEnum):
    """What a limit is counted in."""

    HOURS = "hours"
    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"


@dataclass(frozen=True)
class Limit:
    """So many hours or days, from a day on."""

    valid_from: date
    count: int
    unit: Unit


@dataclass(frozen=True)
class Clock:
    """The limits of one clock, oldest first; of two from one day the later holds."""

    limits: Sequence[Limit]

    def places(self, days: Days) -> NDArray[np.int64]:
        """Which of the limits held on each of the days; the first also holds before its date."""
        starts = np.array([limit.valid_from for limit in self.limits], dtype="datetime64[D]")
        found: NDArray[np.int64] = np.searchsorted(starts, days.astype("datetime64[D]"), side="right") - 1
        return np.maximum(found, 0)


Clocks = Mapping[str, Clock]
