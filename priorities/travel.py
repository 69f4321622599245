"""Which way a priority goes, read from its actions: what is late, what their owners last said, and how long ago. Pure.

The verdict of the figures stands beside it on the page of the priority; this is what people say of their own work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from priorities.progress import Light

# A word older than this no longer says where things are going.
FRESH = timedelta(days=92)


@dataclass(frozen=True)
class Seen:
    """One action as travel needs it: how it goes, and what its owner last said, when."""

    light: Light
    direction: str = ""
    told_on: date | None = None


@dataclass(frozen=True)
class Travel:
    """Which way a priority goes: a shape and words for the glance, a sentence that gives the reasons."""

    shape: str
    words: str
    sentence: str
    late: int
    at_risk: int
    stale: bool
    open: int = 0

    @property
    def rank(self) -> tuple[bool, bool, int, bool, int]:
        """Red things come first, of them what gets worse; then what is late most, stale, at risk."""
        return not (self.late or self.worse), not self.worse, -self.late, not self.stale, -self.at_risk

    @property
    def worse(self) -> bool:
        """Whether its owners say that it gets worse."""
        return self.shape == _WORDS[-1][0]

    @property
    def standing(self) -> str:
        """Red, stale or neither, in words for a tag; empty when there is nothing to say."""
        if self.late:
            return "Late"
        return "At risk" if self.at_risk else "No recent word" if self.stale else ""

    @property
    def kind(self) -> str:
        """The tag that standing wears."""
        return "worse" if self.late else "notable" if self.at_risk else "plain"


_WORDS = {1: ("better-up", "Getting better"), 0: ("steady", "As before"), -1: ("worse-down", "Getting worse")}


def travel(actions: Sequence[Seen], *, on: date, silent_after: int) -> Travel:
    """The direction of travel of a priority on a day; `silent_after` is in days.

    Of what owners said in the last three months, the majority counts; a draw is “as before”.
    """
    living = [seen for seen in actions if seen.light != Light.ENDED]
    fresh = [seen for seen in living if seen.direction and seen.told_on and on - seen.told_on <= FRESH]
    better = sum(seen.direction == "better" for seen in fresh)
    worse = sum(seen.direction == "worse" for seen in fresh)
    late = sum(seen.light == Light.LATE for seen in living)
    at_risk = sum(seen.light == Light.AT_RISK for seen in living)
    going = [seen for seen in living if seen.light in (Light.LATE, Light.AT_RISK, Light.ON_TRACK)]
    last = max((seen.told_on for seen in going if seen.told_on), default=None)
    stale = bool(going) and (last is None or on - last > timedelta(days=silent_after))
    shape, words = _WORDS[(better > worse) - (better < worse)] if fresh else ("none", "Nobody has said")
    return Travel(shape, words, _why(living, fresh, better, worse, late), late, at_risk, stale, len(living))


def _why(living: Sequence[Seen], fresh: Sequence[Seen], better: int, worse: int, late: int) -> str:
    if not living:
        return "No action is under way."
    many = _so_many(len(living), "action is open", "actions are open")
    overdue = f"{late} late" if late else "none late"
    if not fresh:
        return f"{many}, {overdue}. No owner has said for three months which way it goes."
    counts = ((better, "better"), (worse, "worse"), (len(fresh) - better - worse, "as before"))
    said = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"{many}, {overdue}. Their owners say: {said}."


def _so_many(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
