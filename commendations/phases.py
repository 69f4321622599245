"""The phases of a round by its dates, and even spread of reading. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean


class Phase(StrEnum):
    """Where a round stands on a day."""

    COMING = "coming"
    NOMINATE = "nominate"
    SCREEN = "screen"
    SCORE = "score"
    DECIDE = "decide"
    ANNOUNCE = "announce"


PHASE_WORDS: Mapping[Phase, str] = {
    Phase.COMING: "Has not begun",
    Phase.NOMINATE: "Nominations are open",
    Phase.SCREEN: "The office reads",
    Phase.SCORE: "The panel scores",
    Phase.DECIDE: "The panel decides",
    Phase.ANNOUNCE: "Waits for its announcement",
}


@dataclass(frozen=True)
class Dates:
    """First day of nominations, then the last day of each phase."""

    opens_on: date
    nominate_until: date
    screen_until: date
    score_until: date
    decide_until: date

    def phase(self, on: date) -> Phase:
        """The phase a day lies in; what comes after the last is the announcement."""
        if on < self.opens_on:
            return Phase.COMING
        ends = (self.nominate_until, self.screen_until, self.score_until, self.decide_until)
        phases = (Phase.NOMINATE, Phase.SCREEN, Phase.SCORE, Phase.DECIDE)
        return next((phase for phase, end in zip(phases, ends, strict=True) if on <= end), Phase.ANNOUNCE)


def spread(
    may_read: Mapping[int, Sequence[int]], *, each: int, loads: Mapping[int, int] | None = None
) -> dict[int, list[int]]:
    """Who reads what: `each` readers for every nomination, among those who may, so that all read about as much.

    `may_read` gives for each nomination the judges without a conflict; `loads` what each has to read already.
    Nominations few may read are given out first, and each time to whoever has least. Where fewer than `each` may read
    one, all of them do: the caller sees from the length that the quorum cannot be reached.
    """
    load = {judge: (loads or {}).get(judge, 0) for judges in may_read.values() for judge in judges}
    given: dict[int, list[int]] = {}
    for nomination in sorted(may_read, key=lambda key: (len(may_read[key]), key)):
        chosen = sorted(may_read[nomination], key=lambda judge: (load[judge], judge))[:each]
        for judge in chosen:
            load[judge] += 1
        given[nomination] = chosen
    return given


def weighted(marks: Sequence[tuple[int, int]]) -> float:
    """The mean of scores from 1 to 5, each with its weight: pairs of score and weight; ValueError for none."""
    total = sum(weight for _, weight in marks)
    if not total:
        raise ValueError("No marks, no mean.")
    return sum(score * weight for score, weight in marks) / total


# Judges further apart than this on the scale of 1 to 5 are asked to talk before anything is decided.
APART = 1.5


@dataclass(frozen=True)
class Result:
    """What the panel thinks of one nomination: the mean of its judges, and how far they are apart."""

    opinions: int
    mean: float | None
    apart: float

    @property
    def disagree(self) -> bool:
        """Whether the judges should talk first."""
        return self.apart >= APART

    @property
    def in_words(self) -> str:
        """The mean to one decimal; nothing yet without opinions."""
        return f"{self.mean:.1f}" if self.mean is not None else "Nothing yet"


def result(opinions: Sequence[float]) -> Result:
    """The result of the weighted means of several judges."""
    if not opinions:
        return Result(0, None, 0.0)
    return Result(len(opinions), fmean(opinions), max(opinions) - min(opinions))
