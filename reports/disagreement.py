"""Three views of one standard, the agency's, the moderator's and its staff's, and where they disagree. Pure.

All count from 0 to 100. A staff answer from 1 (not at all) to 5 (always) counts as 0, 25, 50, 75 or 100.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Fewer answers could tell who said what.
LEAST = 5
# One step of the four-step scale.
FAR = 25
MOST_SCORE = 5


@dataclass(frozen=True)
class Views:
    """What each says of one standard of one agency; `answers` is how many of its staff answered, `staff` their mean."""

    own: int | None
    judged: int | None
    staff: int | None
    answers: int

    @property
    def shown(self) -> bool:
        """Whether enough of the staff have answered for their mean to be shown."""
        return self.answers >= LEAST

    @property
    def difference(self) -> int | None:
        """Staff minus what stands officially (the moderator's, else the agency's own); None if it may not be told."""
        official = self.judged if self.judged is not None else self.own
        return self.staff - official if self.shown and self.staff is not None and official is not None else None

    @property
    def disagrees(self) -> bool:
        """Whether the staff are a whole step away."""
        return self.difference is not None and abs(self.difference) >= FAR

    @property
    def way(self) -> str:
        """How far the staff are from the return, in words."""
        if self.difference is None:
            return ""
        return f"{abs(self.difference)} {'lower' if self.difference < 0 else 'higher'} than the return"


def mean(scores: Iterable[int]) -> int | None:
    """The mean of staff answers, 0 to 100; ValueError for one that is not from 1 to 5."""
    found = list(scores)
    if any(not 1 <= score <= MOST_SCORE for score in found):
        raise ValueError("An answer is a number from 1 to 5.")
    return round(sum((score - 1) * 25 for score in found) / len(found)) if found else None


def apart(official: int | None, known: int | None) -> bool:
    """Whether two figures, 0 to 100, are a whole step of the scale apart; an unknown one is apart from nothing."""
    return official is not None and known is not None and abs(official - known) >= FAR


def question_for(standard: str, views: Views) -> str:
    """A question for the challenge event, in plain words."""
    official = views.judged if views.judged is not None else views.own
    way = "lower" if (views.difference or 0) < 0 else "higher"
    return (
        f"{standard}: your return says {official} of 100, {views.answers} of your staff say {views.staff}. "
        f"Why do they see it {way}, and what will you do about it?"
    )


def worst(found: Sequence[tuple[str, Views]], *, most: int = 3) -> list[tuple[str, Views]]:
    """The standards where they disagree most, at most so many."""
    apart = [(name, views) for name, views in found if views.disagrees]
    return sorted(apart, key=lambda pair: -abs(pair[1].difference or 0))[:most]
