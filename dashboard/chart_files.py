"""A chart as a file of its own: SVG that needs no page around it, and PNG made from it."""

import re
from html import escape

import resvg_py

from dashboard.definitions import Definition
from dashboard.models import Area
from dashboard.series_chart import Drawn
from figures import charts
from figures.charts import Cut
from office import chart_ink

# Room above the drawing for its name and sentence, below it for what happened; pixels of a PNG for each unit.
HEAD, LINE, ZOOM = 62, 20, 2.0
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
    inked = f"<style>{chart_ink.style()}</style>{paper}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inked}{"".join(words)}{body}</svg>'


def as_png(drawn: Drawn, definition: Definition, area: Area) -> bytes:
    """The same as a picture of points, twice as fine as the page draws it."""
    return bytes(resvg_py.svg_to_bytes(svg_string=as_svg(drawn, definition, area), zoom=ZOOM))


def _text(x: float, y: float, words: str, css: str) -> str:
    return f'<text class="{css}" x="{x:g}" y="{y:g}">{escape(words)}</text>'
