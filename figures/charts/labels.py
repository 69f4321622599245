"""Puts words where they hide no point, no line and no other words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from figures.charts.axis import BIG_LETTER, LETTER, text_width

# Room around a point, above a line of text and below it.
POINT = 8.0
RISE, BIG_RISE, FALL = 13.0, 23.0, 5.0
# A line between two points is watched at so many places.
SAMPLES = 6


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share any room."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True)
class Spot:
    """Where words may stand: their baseline, from the left, from the middle or to the end."""

    x: float
    y: float
    anchor: str = ""


@dataclass
class Page:
    """What is drawn already."""

    taken: list[Box] = field(default_factory=list)

    def line(self, pieces: Sequence[Sequence[tuple[float, float]]]) -> None:
        """Takes the room of points and of the lines between them."""
        for piece in pieces:
            for place, (x, y) in enumerate(piece):
                self._point(x, y)
                for part in range(1, SAMPLES if place else 1):
                    before_x, before_y = piece[place - 1]
                    share = part / SAMPLES
                    self._point(before_x + (x - before_x) * share, before_y + (y - before_y) * share)

    def level(self, x1: float, x2: float, y: float) -> None:
        """Takes the room of a level line."""
        self.taken.append(Box(x1, y - 1, x2, y + 1))

    def place(self, words: str, spots: Sequence[Spot], *, big: bool = False, depth: float = 0) -> Spot:
        """The first spot where nothing is hidden, or the one where least is; its room is taken from then on.

        A spot is the baseline of the last row of words; `depth` is how far the rows above it reach.
        """
        boxes = [_box(words, spot, (BIG_RISE if big else RISE) + depth, big=big) for spot in spots]
        hidden = [sum(box.meets(other) for other in self.taken) for box in boxes]
        best = hidden.index(min(hidden))
        self.taken.append(boxes[best])
        return spots[best]

    def _point(self, x: float, y: float) -> None:
        self.taken.append(Box(x - POINT, y - POINT, x + POINT, y + POINT))


def balanced(words: str, letters: int) -> list[str]:
    """The words in as few lines as fit, of lengths as even as can be."""
    few = len(wrap(words, letters))
    return next((rows for width in range(1, letters) if len(rows := wrap(words, width)) == few), wrap(words, letters))


def _box(words: str, spot: Spot, rise: float, *, big: bool) -> Box:
    width = text_width(words, BIG_LETTER if big else LETTER)
    left = spot.x - {"": 0.0, "middle": width / 2, "end": width}[spot.anchor]
    return Box(left, spot.y - rise, left + width, spot.y + FALL)
