"""Describes an XmR chart: which point bears which shape, where average and limits hold, and the sentence."""

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date

from figures.charts.description import (
    WORDS_FOR_BLANK,
    Column,
    Level,
    LineChart,
    Note,
    Point,
    Shade,
    State,
    Target,
    Unit,
)
from figures.spc import Meaning, Row, Span, XmR, sentence
from figures.spc.words import NOT_COMPARED, row_words

_STATES = {
    Meaning.USUAL: State.USUAL,
    Meaning.IMPROVEMENT: State.BETTER,
    Meaning.CONCERN: State.WORSE,
    Meaning.UNUSUAL_HIGH: State.NOTABLE,
    Meaning.UNUSUAL_LOW: State.NOTABLE,
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def month_name(on: date) -> str:
    """ "September 2025"."""
    return f"{on:%B %Y}"


def describe(
    chart: XmR,
    *,
    title: str,
    unit: Unit,
    period: str = "month",
    name: Callable[[date], str] = month_name,
    hidden: Container[date] = (),
    spans: Mapping[Span, tuple[str, str]] | None = None,
    happened: Mapping[date, str] | None = None,
    columns: Sequence[Column] = (),
    year_starts: int = 4,
) -> LineChart:
    """The description of an XmR chart.

    `name` writes a period; `hidden` are the dates whose gap is a hidden small number; `spans` gives each excluded span
    its label and one word for it; `happened` are annotations, put on the first point on or after their date.
    """
    rows = chart.rows
    target = chart.settings.target
    return LineChart(
        title=title,
        sentence=sentence(chart, unit.write, period),
        unit=unit,
        points=tuple(_point(row, name, hidden) for row in rows),
        levels=_levels(chart),
        target=None if target is None else Target(target, f"Target {unit.write(target)}"),
        shades=_shades(chart, spans or {}),
        notes=_notes(rows, happened or {}),
        columns=tuple(columns),
        year_starts=year_starts,
    )


def _point(row: Row, name: Callable[[date], str], hidden: Container[date]) -> Point:
    if row.value is None:
        state = State.HIDDEN if row.on in hidden else State.MISSING
        return Point(row.on, name(row.on), None, state, WORDS_FOR_BLANK[state])
    if row.excluded:
        return Point(row.on, name(row.on), row.value, State.EXCLUDED, NOT_COMPARED)
    words = "Usual" if row.signal is None else row_words(row)
    return Point(row.on, name(row.on), row.value, _STATES[row.meaning], words)


def _levels(chart: XmR) -> tuple[Level, ...]:
    """One level for each unbroken run of rows that share a group and are not excluded."""
    levels: list[Level] = []
    for place, row in enumerate(chart.rows):
        group = chart.group_of(row)
        if row.excluded or group.limits is None:
            continue
        before = chart.rows[place - 1] if place else None
        goes_on = before is not None and before.group == row.group and not before.excluded
        first = levels.pop().first if goes_on else place
        mean, lower, upper = map(float, (group.limits.mean, group.limits.lower, group.limits.upper))
        levels.append(Level(first, place, mean, lower, upper, group.trial))
    return tuple(levels)


def _shades(chart: XmR, labels: Mapping[Span, tuple[str, str]]) -> tuple[Shade, ...]:
    shades = []
    for span in chart.settings.excluded:
        places = [place for place, row in enumerate(chart.rows) if row.on in span]
        if places:
            label, short = labels.get(span, (NOT_COMPARED, ""))
            shades.append(Shade(places[0], places[-1], label, short))
    return tuple(shades)


def _notes(rows: Sequence[Row], happened: Mapping[date, str]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for on in sorted(happened):
        places = [place for place, row in enumerate(rows) if row.on >= on]
        if places and rows[0].on <= on and len(notes) < len(LETTERS):
            notes.append(Note(places[0], LETTERS[len(notes)], happened[on]))
    return tuple(notes)
