"""The threads of a priority: one lane for each finding, the oldest first, and how each of them goes. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from string import ascii_uppercase

from priorities.knots import Knot, LooseEnd, Result, Slack, Stage, Standing, neighbours

# So many lanes can be drawn and still be read at a glance; the list has them all.
DRAWN = 8
# The stages of the drawing; what was heard stands beside it, in people's own words.
COLUMNS = tuple(stage for stage in Stage if stage != Stage.VOICE)


class Verdict(StrEnum):
    """How one thread goes."""

    WHOLE = "whole"
    GOING = "going"
    LOOSE = "loose"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Cell:
    """What one thread has at one stage: its knots, and what is missing there."""

    stage: Stage
    knots: tuple[Knot, ...] = ()
    ends: tuple[LooseEnd, ...] = ()
    same_as: Mapping[str, str] | None = None

    @property
    def missing(self) -> LooseEnd | None:
        """What should stand here and does not."""
        return next((end for end in self.ends if end.words.missing), None)

    def borrowed(self, knot: Knot) -> str:
        """The letter of the older thread a knot belongs to; empty when it is this one's own."""
        return (self.same_as or {}).get(knot.key, "")


@dataclass(frozen=True)
class Lane:
    """One thread: its letter, its finding, its cells from left to right, its loose ends."""

    letter: str
    finding: Knot
    cells: tuple[Cell, ...]
    ends: tuple[LooseEnd, ...]

    @property
    def knots(self) -> list[Knot]:
        """All its knots, by stage."""
        return [knot for cell in self.cells for knot in cell.knots]

    @property
    def verdict(self) -> Verdict:
        """Whole when every action that was pursued is proven to have helped; loose when anything is."""
        if self.ends:
            return Verdict.LOOSE
        actions = [knot for knot in self.knots if knot.stage == Stage.ACTION]
        pursued = [knot for knot in actions if knot.standing != Standing.STOPPED]
        if pursued:
            proven = all(knot.standing == Standing.PROVEN and knot.result == Result.BETTER for knot in pursued)
            return Verdict.WHOLE if proven and not self._awaited() else Verdict.GOING
        asked = [knot for knot in self.knots if knot.stage == Stage.RECOMMENDATION]
        ended = [*asked, *actions]
        all_stopped = ended and all(knot.standing == Standing.STOPPED for knot in ended)
        return Verdict.STOPPED if all_stopped else Verdict.GOING

    def _awaited(self) -> bool:
        """Whether a recommendation still waits for its answer."""
        waits = (Standing.PLANNED, Standing.GOING)
        return any(knot.stage == Stage.RECOMMENDATION and knot.standing in waits for knot in self.knots)

    @property
    def words(self) -> str:
        """The verdict in words, with its reason where there is one."""
        if self.verdict == Verdict.LOOSE:
            more = len({end.slack for end in self.ends}) - 1
            return f"Loose end: {self.ends[0].words.short}" + (f", and {more} more" if more else "")
        return {
            Verdict.WHOLE: "Whole: change shown",
            Verdict.GOING: "Under way",
            Verdict.STOPPED: "Ended: not pursued",
        }[self.verdict]


@dataclass(frozen=True)
class Threads:
    """Everything a page tells of the thread of a priority."""

    lanes: tuple[Lane, ...]
    untied: tuple[Knot, ...]
    ends: tuple[LooseEnd, ...]

    @property
    def drawn(self) -> tuple[Lane, ...]:
        """The lanes of the drawing."""
        return self.lanes[:DRAWN]

    def letter_of(self, end: LooseEnd) -> str:
        """The letter of the lane a loose end belongs to; empty for what hangs on none."""
        return next((lane.letter for lane in self.lanes if end in lane.ends), "")


@dataclass(frozen=True)
class Choice:
    """Which threads somebody wants to see: those with a knot of a stage, of a year (April to March), of an agency."""

    stage: Stage | None = None
    year: int | None = None
    agency: str = ""

    def __bool__(self) -> bool:
        return self != Choice()

    def takes(self, knot: Knot) -> bool:
        """Whether one knot is all that is asked for."""
        in_stage = self.stage is None or knot.stage == self.stage
        in_year = self.year is None or (knot.date is not None and year_of(knot.date) == self.year)
        return in_stage and in_year and (not self.agency or self.agency in knot.agencies)


def year_of(day: date) -> int:
    """The calendar year in which the working year (April to March) of a day begins."""
    return day.year - (day.month < 4)


def chosen(threads: Threads, choice: Choice) -> Threads:
    """The threads that have a knot that is asked for, whole and with their letters, and their loose ends."""
    if not choice:
        return threads
    lanes = tuple(lane for lane in threads.lanes if any(map(choice.takes, lane.knots)))
    untied = tuple(knot for knot in threads.untied if choice.takes(knot))
    keys = {knot.key for lane in lanes for knot in lane.knots} | {knot.key for knot in untied}
    return Threads(lanes, untied, tuple(end for end in threads.ends if end.key in keys))


# Where what is missing should have stood; other loose ends stay at their own knot.
_MISSING_AT = {
    Slack.UNASKED: Stage.RECOMMENDATION,
    Slack.UNANSWERED: Stage.ACTION,
    Slack.UNTAKEN: Stage.ACTION,
    Slack.UNPROVEN: Stage.RE_AUDIT,
}


def lay_out(knots: Iterable[Knot], ends: Sequence[LooseEnd]) -> Threads:
    """The threads among the knots of a priority, with the loose ends found among the same knots.

    A knot that two findings lead to belongs to the older one; the younger shows it again and says so.
    """
    known = {knot.key: knot for knot in knots}
    tied = neighbours(known.values())
    findings = sorted(
        (k for k in known.values() if k.stage == Stage.FINDING), key=lambda k: (k.date or date.max, k.key)
    )
    owner: dict[str, str] = {}
    lanes = []
    for number, finding in enumerate(findings):
        letter = _letter(number)
        reached = _reached(finding, tied)
        same_as = {key: owner[key] for key in reached if key in owner}
        owner |= {key: letter for key in reached if key not in owner}
        own_ends = tuple(end for end in ends if end.key in reached)
        lanes.append(Lane(letter, finding, _cells(reached, own_ends, same_as), own_ends))
    voices = (knot for knot in known.values() if knot.stage == Stage.VOICE)
    seen = set(owner) | {knot.key for knot in voices}
    untied = tuple(sorted((k for k in known.values() if k.key not in seen), key=lambda k: (k.stage, k.title)))
    return Threads(tuple(lanes), untied, tuple(ends))


def sentence(lanes: Sequence[Lane]) -> tuple[str, str]:
    """What the threads say, as one bold sentence and the rest: how many are whole, under way, loose, ended."""
    counts = {verdict: sum(lane.verdict == verdict for lane in lanes) for verdict in Verdict}
    if not lanes:
        return "No finding is tied to this priority yet.", ""
    if len(lanes) == 1:
        return f"The one thread {_ALONE[lanes[0].verdict]}.", ""
    whole = counts.pop(Verdict.WHOLE)
    many = _number(len(lanes))
    first = f"{_number(whole).capitalize()} of {many} threads {'is' if whole == 1 else 'are'} whole."
    others = [_count(count, verdict) for verdict, count in counts.items() if count]
    return first, _listed(others)


_ALONE = {
    Verdict.WHOLE: "is whole: change was shown",
    Verdict.GOING: "is under way",
    Verdict.LOOSE: "has a loose end",
    Verdict.STOPPED: "was ended by a decision",
}


def _count(count: int, verdict: Verdict) -> str:
    one = count == 1
    deed = {
        Verdict.GOING: "is under way" if one else "are under way",
        Verdict.LOOSE: "has a loose end" if one else "have a loose end",
        Verdict.STOPPED: "was ended by a decision" if one else "were ended by a decision",
    }[verdict]
    return f"{_number(count)} {deed}"


def _listed(parts: list[str]) -> str:
    if not parts:
        return ""
    joined = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
    return f"{joined[0].upper()}{joined[1:]}."


def _number(count: int) -> str:
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else f"{count:,}"


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on, as columns of a sheet are called."""
    over, at = divmod(number, 26)
    return (_letter(over - 1) if over else "") + ascii_uppercase[at]


def _reached(finding: Knot, tied: Mapping[str, list[Knot]]) -> dict[str, Knot]:
    """Whatever can be reached from a finding by ties that lead to later stages, itself included."""
    found, edge = {finding.key: finding}, [finding]
    while edge:
        knot = edge.pop()
        onward = [other for other in tied[knot.key] if other.stage > knot.stage and other.key not in found]
        found |= {other.key: other for other in onward}
        edge += onward
    return found


def _cells(reached: Mapping[str, Knot], ends: Sequence[LooseEnd], same_as: Mapping[str, str]) -> tuple[Cell, ...]:
    at: dict[Stage, list[Knot]] = {stage: [] for stage in COLUMNS}
    for knot in sorted(reached.values(), key=lambda k: (k.date or date.max, k.key)):
        at[knot.stage].append(knot)
    hanging: dict[Stage, list[LooseEnd]] = {stage: [] for stage in COLUMNS}
    for end in ends:
        hanging[_MISSING_AT.get(end.slack, reached[end.key].stage)].append(end)
    cells = (Cell(stage, tuple(at[stage]), tuple(hanging[stage]), same_as) for stage in COLUMNS)
    return tuple(cell for cell in cells if cell.knots or cell.ends)
