"""The marks of the chart grammar as SVG: styled by class only, every word escaped."""

from dataclasses import dataclass
from enum import Enum
from html import escape

from figures.charts.description import State


class Cut(Enum):
    """The two widths each chart is drawn for, in units; one unit is one pixel at full size."""

    WIDE = 1160
    NARROW = 340


@dataclass(frozen=True)
class Sizes:
    """Sizes of the marks: round for usual and better, diamond for worse, square for notable."""

    ring: float
    disc: float
    diamond: float
    square: float


SIZES = {Cut.WIDE: Sizes(5, 6, 14, 11), Cut.NARROW: Sizes(3.4, 4.4, 10.5, 8.2)}
SPARK = Sizes(4, 5, 12.4, 9.2)


def number(value: float) -> str:
    """A coordinate with at most one decimal, never minus zero."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")


def drawing(parts: list[str], width: float, height: float, *, title: str = "", css_class: str = "") -> str:
    """The finished SVG; hidden from assistive technology, unless a title makes it speak for itself in print."""
    css = f' class="{css_class}"' if css_class else ""
    box = f'viewBox="0 0 {number(width)} {number(height)}"'
    if title:
        start = f'<svg{css} xmlns="http://www.w3.org/2000/svg" {box} role="img"><title>{escape(title)}</title>'
    else:
        start = f'<svg{css} xmlns="http://www.w3.org/2000/svg" {box} aria-hidden="true" focusable="false">'
    return f"{start}{''.join(parts)}</svg>"


def text(words: str, x: float, y: float, css: str = "", anchor: str = "") -> str:
    """Words of 14 units; `css` are the variants of c-text ("b ink"), `anchor` is middle or end."""
    classes = " ".join(["c-text", *(f"c-text--{variant}" for variant in css.split())])
    at = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{classes}" x="{number(x)}" y="{number(y)}"{at}>{escape(words)}</text>'


def line(css: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line."""
    ends = f'x1="{number(x1)}" x2="{number(x2)}" y1="{number(y1)}" y2="{number(y2)}"'
    return f'<line class="{css}" {ends}/>'


def box(css: str, x: float, y: float, width: float, height: float, corner: float = 0) -> str:
    """A rectangle; a height or width of less than nothing is nothing."""
    size = f'width="{number(max(width, 0))}" height="{number(max(height, 0))}"'
    rounding = f' rx="{number(corner)}"' if corner else ""
    return f'<rect class="{css}" x="{number(x)}" y="{number(y)}" {size}{rounding}/>'


def path(css: str, pieces: list[list[tuple[float, float]]]) -> str:
    """One line in several pieces: a gap stays a gap."""
    drawn = ["M" + "L".join(f"{number(x)} {number(y)}" for x, y in piece) for piece in pieces if piece]
    return f'<path class="{css}" d="{"".join(drawn)}"/>' if drawn else ""


def hatch(x: float, y: float, width: float, height: float, step: float) -> str:
    """Lines at 45 degrees, cut to the rectangle."""
    pieces = []
    offset = step
    while offset < width + height:
        start = (x + max(0.0, offset - height), y + min(height, offset))
        end = (x + min(width, offset), y + max(0.0, offset - width))
        pieces.append([start, end])
        offset += step
    return path("c-hatch", pieces)


def shape(state: State, x: float, y: float, sizes: Sizes) -> str:
    """The shape of a state at a place: ring, disc, diamond, square; dashed ring for missing, dotted for hidden."""
    at = f'cx="{number(x)}" cy="{number(y)}"'
    match state:
        case State.BETTER:
            return f'<circle class="c-pt c-pt--better" {at} r="{number(sizes.disc)}"/>'
        case State.WORSE:
            half = sizes.diamond / 2
            corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
            return path("c-pt c-pt--worse", [corners]).replace('"/>', 'z"/>')
        case State.NOTABLE:
            half = sizes.square / 2
            return box("c-pt c-pt--notable", x - half, y - half, sizes.square, sizes.square, 1)
        case State.MISSING:
            return f'<circle class="c-pt c-pt--missing" stroke-dasharray="2.5 2" {at} r="{number(sizes.ring + 0.5)}"/>'
        case State.HIDDEN:
            dots = "".join(
                f'<circle class="c-dot" cx="{number(x + off)}" cy="{number(y)}" r="1"/>'
                for off in (-sizes.ring / 2, 0, sizes.ring / 2)
            )
            return f'<circle class="c-pt c-pt--hidden" {at} r="{number(sizes.ring + 0.5)}"/>{dots}'
        case _:
            return f'<circle class="c-pt" {at} r="{number(sizes.ring)}"/>'


def letter(words: str, x: float, y: float) -> str:
    """The disc of an annotation with its letter."""
    disc = f'<circle class="c-note" cx="{number(x)}" cy="{number(y)}" r="12"/>'
    return disc + text(words, x, y + 5, "inv b", "middle")
