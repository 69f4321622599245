"""Statistical process control: mean, natural limits, signals of real change, and the sentence that says so.

XmR charts in the manner of the NHS "Making Data Count" method; the reference behaviour is the R package
NHSRplotthedots 0.2.2 (MIT), except where it breaks down: see `limits`.
Inside: `rules` (runs and trends on plain numbers), `limits` (mean and limits of one group), `xmr` (the chart), `words`.
"""

from figures.spc.limits import Limits
from figures.spc.words import (
    rare_event_note,
    season_note,
    sentence,
    target_shape,
    target_words,
    variation_shape,
    variation_words,
)
from figures.spc.xmr import Assurance, Better, Group, Meaning, Point, Row, Settings, Signal, Span, XmR, xmr

__all__ = [
    "Assurance",
    "Better",
    "Group",
    "Limits",
    "Meaning",
    "Point",
    "Row",
    "Settings",
    "Signal",
    "Span",
    "XmR",
    "rare_event_note",
    "season_note",
    "sentence",
    "target_shape",
    "target_words",
    "variation_shape",
    "variation_words",
    "xmr",
]
