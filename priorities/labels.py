"""The three short lines below a knot of the drawing, cut to the room there is. Pure."""

from collections import Counter
from dataclasses import dataclass

from priorities.knots import Knot, Slack, Stage, Standing
from priorities.lanes import Cell

# Room below a knot, in units of the drawing.
ROOM = 158
# Parts of the size of a letter it takes, about, in Public Sans.
_NARROW, _WIDE = set("iljft.,:;'’!|()I "), set("mwMWQ%@—")
_PLURALS = {Stage.FINDING: "findings", Stage.TRAINING: "courses", Stage.MEASURE: "measures", Stage.REPORT: "reports"}
_COUNTED = (
    (Standing.PROVEN, "impact tested"),
    (Standing.DONE, "done"),
    (Standing.GOING, "under way"),
    (Standing.PLANNED, "planned"),
    (Standing.STOPPED, "not pursued"),
)


@dataclass(frozen=True)
class Label:
    """At most two lines of title and one of state, which may have a meaning: better, worse, steady or notable."""

    title: tuple[str, ...]
    state: str = ""
    tone: str = ""


def label(cell: Cell) -> Label:
    """The words below the knots of a cell."""
    if not cell.knots:
        end = cell.ends[0]
        return Label(wrapped(end.words.missing), _since(cell), "worse")
    if len(cell.knots) > 1:
        return _of_many(cell)
    knot = cell.knots[0]
    title = wrapped(knot.kind if knot.stage == Stage.FINDING else knot.title)
    own = next((end for end in cell.ends if end.key == knot.key and not end.words.missing), None)
    if cell.missing:
        return Label(title, cut(_since(cell), ROOM, bold=True), "worse")
    if own:
        said = f"{own.age} late" if own.slack == Slack.LATE and own.age else own.words.short
        return Label(title, cut(said[0].upper() + said[1:], ROOM, bold=True), "worse")
    if cell.borrowed(knot):
        return Label(title, f"Same as {cell.borrowed(knot)}")
    return Label(title, cut(_state(knot), ROOM), _tone(knot))


def _of_many(cell: Cell) -> Label:
    counts = Counter(knot.standing for knot in cell.knots)
    many = f"{len(cell.knots)} {_PLURALS.get(cell.stage, f'{cell.stage.words.lower()}s')}"
    said = (
        "" if cell.stage == Stage.MEASURE else ", ".join(f"{counts[each]} {w}" for each, w in _COUNTED if counts[each])
    )
    loose = len({end.key for end in cell.ends if not end.words.missing})
    gaps = len({end.key for end in cell.ends if end.words.missing})
    if loose or gaps:
        troubles = [f"{loose} {'loose end' if loose == 1 else 'loose ends'}"] if loose else []
        troubles += [f"{gaps} missing"] if gaps else []
        return Label((many, said) if said and width(said) <= ROOM else (many,), ", ".join(troubles), "worse")
    return Label((many, *wrapped(said)))


def _since(cell: Cell) -> str:
    end = cell.ends[0]
    if end.slack == Slack.UNPROVEN:
        return f"Impact test {end.age} late" if end.age else "Impact test is late"
    return f"Missing for {end.age}" if end.age else "Missing"


def _state(knot: Knot) -> str:
    if knot.stage == Stage.FINDING or not knot.state:
        return f"{knot.date:%B %Y}" if knot.date else knot.state
    return knot.state


def _tone(knot: Knot) -> str:
    word = knot.shape.split("-")[0]
    return word if word in ("better", "worse", "notable") else ""


def width(words: str, *, size: float = 14, bold: bool = False) -> float:
    """About how wide words are drawn, in units; the sum of what each letter takes."""
    parts = sum(0.31 if w in _NARROW else 0.86 if w in _WIDE else 0.66 if w.isupper() else 0.56 for w in words)
    return parts * size * (1.05 if bold else 1)


def cut(words: str, room: float, *, size: float = 14, bold: bool = False) -> str:
    """Words cut at a word so that they fit, with an ellipsis where something was left out."""
    words = " ".join("".join(w if w.isprintable() else " " for w in words).split())
    if width(words, size=size, bold=bold) <= room:
        return words
    kept = words.split()
    while len(kept) > 1 and width(" ".join(kept) + "…", size=size, bold=bold) > room:
        kept.pop()
    short = " ".join(kept).rstrip(".,;:")
    while len(short) > 1 and width(short + "…", size=size, bold=bold) > room:
        short = short[:-1]
    return short + "…"


def wrapped(words: str, *, room: float = ROOM, lines: int = 2) -> tuple[str, ...]:
    """Words on one line or two of about equal length; what has no room is cut."""
    each = "".join(w if w.isprintable() else " " for w in words).split()
    if lines == 1 or width(words) <= room or len(each) < 2:
        return (cut(words, room),) if each else ()
    splits = [(" ".join(each[:at]), " ".join(each[at:])) for at in range(1, len(each))]
    fitting = [split for split in splits if max(map(width, split)) <= room]
    if fitting:
        return min(fitting, key=lambda split: max(map(width, split)))
    first = max((split for split in splits if width(split[0]) <= room), key=lambda split: len(split[0]), default=None)
    return (first[0], cut(first[1], room)) if first else (cut(words, room),)
