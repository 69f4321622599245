"""A chart as a file of its own: SVG that needs no page around it, and PNG made from it."""

import re
from functools import cache
from html import escape
from pathlib import Path

import resvg_py
from django.conf import settings

from dashboard.definitions import Definition
from dashboard.models import Area
from dashboard.series_chart import Drawn
from figures import charts
from figures.charts import Cut

# Room above the drawing for its name and sentence, below it for what happened; pixels of a PNG for each unit.
HEAD, LINE, ZOOM = 62, 20, 2.0
_TOKEN = re.compile(r"var\((--p-[a-z-]+)\)")
_DECLARED = re.compile(r"(--p-[a-z-]+):\s*([^;]+);")
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def as_svg(drawn: Drawn, definition: Definition, area: Area) -> str:
    """The wide drawing with its name, sentence and annotations, colours written out: fit for a slide or a paper."""
    inner = charts.svg(drawn.chart, Cut.WIDE, titled=True)
    found = _VIEW.search(inner)
    width, height = (float(found[1]), float(found[2])) if found else (1160.0, 500.0)
    notes = [f"{note.letter}  {note.text}" for note in drawn.chart.notes]
    total = height + HEAD + LINE * (len(notes) + 1)
    words = [
        _text(0, 20, f"{definition.name}, {area.name}", "c-text c-text--b c-text--ink"),
        _text(0, 44, drawn.chart.sentence, "c-text"),
        *(_text(0, HEAD + height + 16 + LINE * place, note, "c-text") for place, note in enumerate(notes)),
    ]
    body = inner.replace("<svg", f'<svg y="{HEAD}" width="{width:g}" height="{height:g}"', 1)
    size = f'viewBox="-16 -8 {width + 32:g} {total + 16:g}" width="{width + 32:g}" height="{total + 16:g}"'
    paper = f'<rect x="-16" y="-8" width="{width + 32:g}" height="{total + 16:g}" fill="#fff"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{_style()}</style>{paper}{"".join(words)}{body}</svg>'
    )


def as_png(drawn: Drawn, definition: Definition, area: Area) -> bytes:
    """The same as a picture of points, twice as fine as the page draws it."""
    return bytes(resvg_py.svg_to_bytes(svg_string=as_svg(drawn, definition, area), zoom=ZOOM))


def _text(x: float, y: float, words: str, css: str) -> str:
    return f'<text class="{css}" x="{x:g}" y="{y:g}">{escape(words)}</text>'


@cache
def _style() -> str:
    """The rules of the chart grammar with the tokens put in: a file on its own has no style sheet to look them up."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    tokens = dict(_DECLARED.findall((folder / "tokens.css").read_text(encoding="utf-8")))
    rules = [
        line for line in (folder / "charts.css").read_text(encoding="utf-8").splitlines() if line.startswith(".c-")
    ]
    plain = _TOKEN.sub(lambda match: tokens.get(match[1], "#000").strip(), "".join(rules))
    return plain.replace('"Public Sans", ', "").replace('"Liberation Sans"', "Liberation Sans").replace("<", "")
