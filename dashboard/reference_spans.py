"""Spans of time that charts shade and do not compare, such as the pandemic; they are data, not code. Pure."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from partnership.periods import Period

FILE = Path(__file__).parent / "data" / "reference_spans.toml"


@dataclass(frozen=True)
class ReferenceSpan:
    """From the first to the last day, both included; its label, and one word for narrow charts."""

    key: str
    first: date
    last: date
    label: str
    short: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.key}: it ends on {self.last}, before it begins on {self.first}.")

    def covers(self, period: Period) -> bool:
        """Whether more than half of a period lies within."""
        first, last = max(self.first, period.start), min(self.last, period.end)
        return max((last - first + timedelta(days=1)).days, 0) * 2 > period.days


@cache
def known() -> tuple[ReferenceSpan, ...]:
    """All of the file, in its order."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(ReferenceSpan(**each) for each in found["span"])


def covered(span: ReferenceSpan, periods: Sequence[Period]) -> list[Period]:
    """The periods of a series that lie mostly within."""
    return [period for period in periods if span.covers(period)]
