"""The picture of the golden thread: threads as yarn from finding to report, in two cuts, as SVG. Pure.

Styled by class only (static/css/thread.css), every word escaped; hidden from assistive technology, for the sentence
above it and the list below it say the same. Sizes and rules: docs of the look, section 7.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from figures.charts.ink import box, drawing, line, number, text
from priorities.knots import Knot, Stage, Standing
from priorities.labels import Label, cut, label, width
from priorities.lanes import COLUMNS, Cell, Lane, Verdict

# Wide: stages from left to right, lanes below each other.
WIDE, COLUMN, FIRST, HEAD, LANE = 1200, 171, 64, 36, 172
# Narrow: threads hang down, stages are rows.
NARROW, ROW, FIRST_ROW, LEFTMOST, RIGHTMOST = 340, 54, 80, 152, 318
WIDE_KNOT, NARROW_KNOT = 34, 26
SHAPE_OF_VERDICT = {
    Verdict.WHOLE: "proven", Verdict.GOING: "going", Verdict.LOOSE: "late", Verdict.STOPPED: "unmet",
}  # fmt: skip
_SHAPE_OF_STANDING = {
    Standing.PLANNED: "planned", Standing.GOING: "going", Standing.DONE: "done", Standing.PROVEN: "proven",
    Standing.STOPPED: "unmet",
}  # fmt: skip
# The one knot a cell shows of several: whatever a reader should see first.
_FRONT = (
    "late",
    "worse",
    "going",
    "planned",
    "notable",
    "steady",
    "none",
    "hidden",
    "done",
    "better",
    "proven",
    "unmet",
)
KEY = (
    ("done", "Done"),
    ("proven", "Done, and impact tested"),
    ("going", "Under way"),
    ("planned", "Planned"),
    ("late", "Loose end"),
    ("gap", "Missing"),
    ("unmet", "Not pursued"),
)


def shape_of(knot: Knot, cell: Cell) -> str:
    """The shape of one knot, as the sprite calls it; a loose end at the knot itself comes first."""
    if any(end.key == knot.key and not end.words.missing for end in cell.ends):
        return "late"
    return knot.shape or _SHAPE_OF_STANDING[knot.standing]


def front_of(cell: Cell) -> str:
    """The shape a whole cell shows: what is missing, else the knot one should look at first."""
    if cell.missing:
        return "gap"
    shapes = [shape_of(knot, cell) for knot in cell.knots]
    return min(shapes, key=lambda shape: _FRONT.index(shape.split("-")[0]))


def colour_of(shape: str) -> str:
    """The meaning a shape brings: better, worse, notable, steady, none or brand."""
    word = {"late": "worse", "gap": "worse", "hidden": "none"}.get(shape, shape.split("-")[0])
    return word if word in ("better", "worse", "notable", "steady", "none") else "brand"


def key_of(lanes: Sequence[Lane]) -> list[tuple[str, str]]:
    """The shapes that are really drawn, with their words; a measure's own shapes say theirs beside them."""
    drawn = {front_of(cell) for lane in lanes for cell in lane.cells}
    return [(shape, words) for shape, words in KEY if shape in drawn]


def in_words(lanes: Sequence[Lane]) -> str:
    """What the picture shows, for whoever cannot see it: "A reaches the report. C breaks after the finding."."""
    said = [f"{lane.letter} {_fate(lane)}." for lane in lanes]
    return " ".join([f"Threads across {len(COLUMNS)} stages.", *said, "The list below says the same."])


def _fate(lane: Lane) -> str:
    reached = [cell.stage for cell in lane.cells if cell.knots]
    last = max(reached).words.lower()
    return {
        Verdict.WHOLE: f"is whole and reaches the {last}",
        Verdict.GOING: f"is under way, at the {last}",
        Verdict.LOOSE: f"has a loose end ({lane.ends[0].words.short if lane.ends else ''}) and reaches the {last}",
        Verdict.STOPPED: f"was ended at the {last}",
    }[lane.verdict]


# How two neighbours are joined ------------------------------------------------


@dataclass(frozen=True)
class _Link:
    """What joins two cells: yarn, dots for what is only planned, or a break before what is missing."""

    kind: str
    begin: Stage
    end: Stage


def _links(cells: Sequence[Cell]) -> list[_Link]:
    links, firm = [], True
    for before, after in pairwise(cells):
        firm = firm and front_of(before) not in ("planned", "late", "gap")
        kind = "break" if not after.knots else "yarn" if firm and front_of(after) != "planned" else "plan"
        links.append(_Link(kind, before.stage, after.stage))
    return links


def _dangles(cells: Sequence[Cell]) -> bool:
    """Whether the thread ends in the air: its last knot is itself the loose end."""
    return front_of(cells[-1]) == "late"


def _yarn(way: str) -> list[str]:
    return [f'<path class="t-{layer}" d="{way}"/>' for layer in ("edge", "core", "twist")]


def _mark(shape: str, x: float, y: float, size: float, sprite: str) -> str:
    # The ring and bar is hollow in the sprite; on yarn it needs paper below.
    ground = f'<circle class="t-ground" cx="{number(x)}" cy="{number(y)}" r="{number(size * 0.4)}"/>'
    at = f'x="{number(x - size / 2)}" y="{number(y - size / 2)}" width="{number(size)}" height="{number(size)}"'
    return f'{ground if shape == "unmet" else ""}<use class="is-{colour_of(shape)}" href="{sprite}#{shape}" {at}/>'


def _bundle(cell: Cell, x: float, y: float, size: float, sprite: str) -> list[str]:
    """A knot; several lie behind each other, so that one sees there are more."""
    behind = min(len(cell.knots) + bool(cell.missing) - 1, 2)
    rings = [
        f'<circle class="t-behind" cx="{number(x + n * size / 5)}" cy="{number(y)}" r="{number(size / 2 - 3)}"/>'
        for n in range(behind, 0, -1)
    ]
    return [*rings, _mark(front_of(cell), x, y, size, sprite)]


# Wide -----------------------------------------------------------------------


def wide(lanes: Sequence[Lane], *, sprite: str) -> str:
    """The drawing for wide screens; `sprite` is the address of the drawings of the shapes."""
    parts = [text(stage.words, _x(stage) - 22, 20, "b ink") for stage in COLUMNS]
    verdict_at = _verdict_column(lanes)
    for row, lane in enumerate(lanes):
        parts += _wide_lane(lane, HEAD + row * LANE, verdict_at, sprite)
    return drawing(parts, WIDE, HEAD + len(lanes) * LANE + 8)


def _x(stage: Stage) -> float:
    return FIRST + COLUMN * COLUMNS.index(stage)


def _verdict_column(lanes: Sequence[Lane]) -> float:
    """One place for all verdicts: the first column past the longest title."""
    longest = max((width(_title(lane), size=17, bold=True) for lane in lanes), default=0)
    columns = [_x(stage) - 22 for stage in (Stage.ACTION, Stage.TRAINING, Stage.RE_AUDIT)]
    return next((x for x in columns if x > longest + 24), columns[-1])


def _title(lane: Lane) -> str:
    return f"{lane.letter}  {cut(lane.finding.title, 640, size=17, bold=True)}"


def _wide_lane(lane: Lane, top: float, verdict_at: float, sprite: str) -> list[str]:
    y = top + 74
    shape = SHAPE_OF_VERDICT[lane.verdict]
    tone = "b worse" if lane.verdict == Verdict.LOOSE else "b ink"
    parts = [
        line("c-axis", 0, top, WIDE, top),
        text(_title(lane), 0, top + 28, "title ink b"),
        _mark(shape, verdict_at + 10, top + 23, 20, sprite),
        text(lane.words, verdict_at + 26, top + 28, tone),
    ]
    for link in _links(lane.cells):
        parts += _ACROSS[link.kind](_x(link.begin), _x(link.end), y)
    if _dangles(lane.cells):
        parts += _fray_across(_x(lane.cells[-1].stage), y)
    for cell in lane.cells:
        parts += _bundle(cell, _x(cell.stage), y, WIDE_KNOT, sprite)
        parts += _words_below(label(cell), _x(cell.stage) - 22, y + 40)
    return parts


def _words_below(words: Label, x: float, y: float) -> list[str]:
    parts = [text(each, x, y + 17 * row, "ink") for row, each in enumerate(words.title)]
    if words.state:
        tone = f"{words.tone} b" if words.tone else ""
        parts.append(text(words.state, x, y + 17 * len(words.title), tone))
    return parts


def _sag(x: float, end: float, y: float) -> str:
    return f"M{number(x)} {number(y)}Q{number((x + end) / 2)} {number(y + 13)} {number(end)} {number(y)}"


def _fray_across(x: float, y: float) -> list[str]:
    """The yarn stops a third of the way to the next column and frays into four hairs."""
    hairs = "".join(
        f"M{number(x + 52)} {number(y + rise)}{curl}"
        for rise, curl in ((6, "q10 -1 16 -9"), (7, "q10 1 20 0"), (8, "q9 2 15 11"), (8, "q7 4 6 14"))
    )
    way = f"M{number(x)} {number(y)}Q{number(x + 34)} {number(y + 10)} {number(x + 54)} {number(y + 7)}"
    return [*_yarn(way), f'<path class="t-fray" d="{hairs}"/>']


def _break_across(x: float, end: float, y: float) -> list[str]:
    gap = f'<path class="t-gap" d="M{number(x + 80)} {number(y + 4)}L{number(end - 20)} {number(y)}"/>'
    return [*_fray_across(x, y), gap]


_ACROSS: dict[str, Callable[[float, float, float], list[str]]] = {
    "yarn": lambda x, end, y: _yarn(_sag(x, end, y)),
    "plan": lambda x, end, y: [f'<path class="t-plan" d="{_sag(x, end, y)}"/>'],
    "break": _break_across,
}


# Narrow ---------------------------------------------------------------------


def narrow(lanes: Sequence[Lane], *, sprite: str) -> str:
    """The drawing for phones and paper."""
    parts = []
    for row, stage in enumerate(COLUMNS):
        if row % 2 == 0:
            parts.append(box("t-lane", 0, _y(stage) - 27, NARROW, ROW))
        parts.append(text(stage.words, 8, _y(stage) + 5, "ink"))
    step = min(52.0, (RIGHTMOST - LEFTMOST) / max(len(lanes) - 1, 1))
    for place, lane in enumerate(lanes):
        parts += _narrow_lane(lane, LEFTMOST + step * place, min(NARROW_KNOT, step - 2), sprite)
    return drawing(parts, NARROW, FIRST_ROW + ROW * (len(COLUMNS) - 1) + 32)


def _y(stage: Stage) -> float:
    return FIRST_ROW + ROW * COLUMNS.index(stage)


def _narrow_lane(lane: Lane, x: float, size: float, sprite: str) -> list[str]:
    parts = [text(lane.letter, x, 24, "letter ink b", "middle")]
    parts += [f'<path class="t-{layer}" d="M{number(x)} 36V{FIRST_ROW}"/>' for layer in ("edge", "core")]
    side = -6
    for link in _links(lane.cells):
        parts += _DOWN[link.kind](x, _y(link.begin), _y(link.end), side)
        side = -side
    if _dangles(lane.cells):
        parts += _fray_down(x, _y(lane.cells[-1].stage) + 6)
    return [*parts, *(_mark(front_of(cell), x, _y(cell.stage), size, sprite) for cell in lane.cells)]


def _hang(x: float, y: float, end: float, side: float) -> str:
    return f"M{number(x)} {number(y)}Q{number(x + side)} {number((y + end) / 2)} {number(x)} {number(end)}"


def _fray_down(x: float, y: float) -> list[str]:
    at = number(x)
    low = number(y + 18)
    hairs = f"M{at} {low}q-6 4 -7 10M{at} {low}q0 6 1 12M{at} {low}q6 3 9 9"
    return [*_yarn(f"M{at} {number(y)}q3 8 0 18"), f'<path class="t-fray" d="{hairs}"/>']


_DOWN: dict[str, Callable[[float, float, float, float], list[str]]] = {
    "yarn": lambda x, y, end, side: _yarn(_hang(x, y, end, side)),
    "plan": lambda x, y, end, side: [f'<path class="t-plan" d="{_hang(x, y, end, side)}"/>'],
    "break": lambda x, y, end, side: _fray_down(x, y),
}
