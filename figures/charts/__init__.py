"""One description of a chart; from it the SVG of the page and of print, the figure to explore, the table and the words.

Inside: `description` (what a chart holds), `from_spc` (an XmR chart described), `svg` (drawn for a given width),
`explore` (Plotly), `twin` (the table), `key` (what the marks mean). Colours live in the style sheet: the SVG bears
classes only.
"""

from figures.charts.description import (
    Bar,
    BarChart,
    Chart,
    Column,
    Coming,
    FanChart,
    Level,
    Line,
    LineChart,
    Note,
    Point,
    Shade,
    Stack,
    StackedChart,
    State,
    Target,
    Unit,
)
from figures.charts.explore import plotly_figure
from figures.charts.from_spc import LETTERS, describe
from figures.charts.ink import Cut
from figures.charts.key import KeyEntry, key
from figures.charts.svg import sparkline, svg
from figures.charts.twin import Twin, twin

__all__ = [
    "LETTERS",
    "Bar",
    "BarChart",
    "Chart",
    "Column",
    "Coming",
    "Cut",
    "FanChart",
    "KeyEntry",
    "Level",
    "Line",
    "LineChart",
    "Note",
    "Point",
    "Shade",
    "Stack",
    "StackedChart",
    "State",
    "Target",
    "Twin",
    "Unit",
    "describe",
    "key",
    "plotly_figure",
    "sparkline",
    "svg",
    "twin",
]
