"""A pack: its kind, what it is about, and the chapters gathered for it with the eyes of whoever reads it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from reports.blocks import Gathered
from reports.gathering import safely
from reports.models.papers import Pack as Kind

FAILED = "This part could not be gathered. The office has been told; the others are not touched by it."


@dataclass(frozen=True)
class Chapter:
    """One part of a pack."""

    key: str
    title: str
    gathered: Gathered


@dataclass(frozen=True)
class Pack:
    """A whole pack as it can be told on a day."""

    kind: Kind
    about: str
    title: str
    lead: str
    chapters: tuple[Chapter, ...]
    on: date


def chapters(parts: Iterable[tuple[str, str, Callable[[], Gathered]]]) -> tuple[Chapter, ...]:
    """Chapters from key, title and what gathers each; one that fails says so and hides no other."""
    return tuple(Chapter(key, title, safely(key, gather, failed=FAILED)) for key, title, gather in parts)
