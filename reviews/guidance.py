"""Editions of the statutory guidance and the clocks each sets, read from data/guidance.toml. Pure."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "guidance.toml"
_SPAN = re.compile(r"(\d{1,3}) (working|calendar) days?\Z")


@dataclass(frozen=True)
class Span:
    """A number of days, working (England) or calendar."""

    count: int
    working: bool

    def __str__(self) -> str:
        return f"{self.count} {'working' if self.working else 'calendar'} day{'' if self.count == 1 else 's'}"


@dataclass(frozen=True)
class Edition:
    """One edition: from when it holds, whether its clocks were held against the printed text, and the clocks."""

    key: str
    name: str
    valid_from: date
    confirmed: bool
    notification: Span
    rapid_review: Span
    review_months: int
    copy_before_publication: Span
    on_website_months: int
    repository_months: int


@cache
def editions() -> tuple[Edition, ...]:
    """All editions, the oldest first; ValueError names the edition whose block is not well written."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> tuple[Edition, ...]:
    """The editions of a TOML text, the oldest first; ValueError as above."""
    found = [_edition(block) for block in tomllib.loads(text)["edition"]]
    return tuple(sorted(found, key=lambda edition: edition.valid_from))


def in_force(on: date) -> Edition:
    """The edition that holds on a day; before the first one, the first."""
    begun = [edition for edition in editions() if edition.valid_from <= on]
    return begun[-1] if begun else editions()[0]


def _edition(block: dict[str, object]) -> Edition:
    spans = {name: _span(block, name) for name in ("notification", "rapid_review", "copy_before_publication")}
    rest = {name: value for name, value in block.items() if name not in spans}
    try:
        return Edition(**rest, **spans)  # type: ignore[arg-type]
    except TypeError as wrong:
        raise ValueError(f"{block.get('key')}: {wrong}") from wrong


def _span(block: dict[str, object], name: str) -> Span:
    found = _SPAN.match(str(block.get(name, "")))
    if found is None:
        raise ValueError(f"{block.get('key')}: {name} must be such as “15 working days”, not {block.get(name)!r}.")
    return Span(int(found[1]), found[2] == "working")
