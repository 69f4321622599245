"""What the page of one priority tells: its thread as picture and list, its loose ends, its measures, its voices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from priorities import drawing, golden_thread
from priorities.knots import Knot, LooseEnd, Stage, Standing, loose_ends
from priorities.lanes import Cell, Choice, Lane, Threads, chosen, lay_out, sentence, year_of
from priorities.models import Priority

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person

# So many loose ends stand on the page at once; the others are one fold away.
MOST_NOTICES = 6
MOST_VOICES = 3


@dataclass(frozen=True)
class Notice:
    """One loose end as a notice: its thread, what is loose, why it matters, and where it is mended."""

    end: LooseEnd
    letter: str
    what: str

    @property
    def title(self) -> str:
        """The letter of its thread, and what is loose."""
        return f"{self.letter}. {self.end.words.title}" if self.letter else self.end.words.title


@dataclass(frozen=True)
class ThreadPage:
    """The thread of a priority for one viewer on one day, as far as it was chosen."""

    knots: tuple[Knot, ...]
    every: Threads
    choice: Choice
    on: date

    @cached_property
    def threads(self) -> Threads:
        """The threads that were asked for."""
        return chosen(self.every, self.choice)

    @cached_property
    def sentence(self) -> tuple[str, str]:
        """The bold sentence above the picture, and the rest."""
        return sentence(self.threads.lanes)

    @property
    def more(self) -> int:
        """How many threads are in the list only."""
        return len(self.threads.lanes) - len(self.threads.drawn)

    @cached_property
    def in_words(self) -> str:
        """What the picture shows."""
        return drawing.in_words(self.threads.drawn)

    @cached_property
    def key(self) -> list[tuple[str, str, str]]:
        """Shape, colour and words of what is drawn."""
        return [(shape, drawing.colour_of(shape), words) for shape, words in drawing.key_of(self.threads.drawn)]

    @cached_property
    def notices(self) -> list[Notice]:
        """Every loose end, the oldest first."""
        titles = {knot.key: knot.title for knot in self.knots}
        return [Notice(end, self.threads.letter_of(end), titles.get(end.key, "")) for end in self.threads.ends]

    @property
    def first_notices(self) -> list[Notice]:
        """Those that stand open on the page."""
        return self.notices[:MOST_NOTICES]

    @property
    def other_notices(self) -> list[Notice]:
        """Those behind a fold."""
        return self.notices[MOST_NOTICES:]

    @cached_property
    def lists(self) -> list[tuple[Lane, str, str, list[dict[str, str]]]]:
        """The list twin: each lane with the shape and colour of its verdict and its lines."""
        shapes = drawing.SHAPE_OF_VERDICT
        return [
            (lane, shapes[lane.verdict], drawing.colour_of(shapes[lane.verdict]), _lines(lane))
            for lane in self.threads.lanes
        ]

    @property
    def untied(self) -> list[tuple[str, list[Knot]]]:
        """What hangs on no finding, by stage; measures have a place of their own."""
        others = [knot for knot in self.threads.untied if knot.stage != Stage.MEASURE]
        return [(stage.words, list(knots)) for stage, knots in groupby(others, key=lambda knot: knot.stage)]

    @property
    def measures(self) -> list[Knot]:
        """Every measure with a figure that watches the priority or one of its actions."""
        return [knot for knot in self._watching if knot.standing != Standing.PLANNED]

    @property
    def measures_to_come(self) -> list[Knot]:
        """Measures nobody has sent a figure for."""
        return [knot for knot in self._watching if knot.standing == Standing.PLANNED]

    @cached_property
    def _watching(self) -> list[Knot]:
        return [knot for knot in self.knots if knot.stage == Stage.MEASURE]

    @property
    def voices(self) -> list[Knot]:
        """What was heard, the latest first."""
        return [knot for knot in self.knots if knot.stage == Stage.VOICE][::-1]

    @property
    def first_voices(self) -> list[Knot]:
        """Those that are read on the page itself."""
        return self.voices[:MOST_VOICES]

    @property
    def years(self) -> list[int]:
        """The working years the knots are of, the latest first."""
        return sorted({year_of(knot.date) for knot in self.knots if knot.date}, reverse=True)

    @property
    def agencies(self) -> list[str]:
        """The agencies that have a part in the threads."""
        return sorted({name for knot in self.knots for name in knot.agencies})


def page_of(
    priority: Priority, *, viewer: Person | AnonymousUser, on: date, choice: Choice | None = None
) -> ThreadPage:
    """The thread of a priority as a viewer may see it."""
    knots = tuple(golden_thread.follow(priority, viewer=viewer, on=on))
    ends = loose_ends(knots, on=on, sees_all=golden_thread.sees_all(viewer))
    return ThreadPage(knots, lay_out(knots, ends), choice or Choice(), on)


def _lines(lane: Lane) -> list[dict[str, str]]:
    """The knots of a lane as lines of the thread list, with what is missing where it is missing."""
    lines: list[dict[str, str]] = []
    for cell in lane.cells:
        lines += [_line(knot, cell) for knot in cell.knots]
        lines += [_gap(end, cell) for end in cell.ends if end.words.missing]
    for line, following in pairwise(lines):
        cut = following["shape"] == "gap"
        off = line["shape"] == "gap" or following["shape"] == "planned"
        line["line"] = "cut" if cut else "off" if off else ""
    return lines


def _line(knot: Knot, cell: Cell) -> dict[str, str]:
    own = next((end for end in cell.ends if end.key == knot.key and not end.words.missing), None)
    same = f"Same as {cell.borrowed(knot)}. " if cell.borrowed(knot) else ""
    state = " ".join(filter(None, [same + knot.state, own.sentence if own else ""]))
    # A state that names a month of its own (due March 2027) would read as if it had two.
    says_when = re.search(r"\b\d{4}$", knot.state) is not None
    day = f"{knot.date:%B %Y}" if knot.date and not says_when else ""
    return {
        "shape": drawing.shape_of(knot, cell),
        "stage": _stage(knot),
        "title": knot.title,
        "address": knot.address,
        "state": ", ".join(filter(None, [state.rstrip("."), day])),
        "line": "",
    }


def _stage(knot: Knot) -> str:
    """What a line is headed with: the source of a finding, else the stage, and whose it is."""
    words = knot.kind if knot.stage == Stage.FINDING else knot.stage.words
    return f"{words}, {knot.agencies[0]}" if knot.stage == Stage.ACTION and knot.agencies else words


def _gap(end: LooseEnd, cell: Cell) -> dict[str, str]:
    late = f" for {end.age}" if end.age else ""
    return {
        "shape": "gap",
        "stage": cell.stage.words,
        "title": end.words.missing,
        "address": "",
        "state": f"Missing{late}. {end.sentence}",
        "line": "",
    }
