"""Measures beside each other on one time axis, one chart above the other: never two axes in one chart."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from dashboard import figures_of_area, measures
from dashboard.definitions import Definition
from dashboard.figures_of_area import Told
from dashboard.ledger import address_of
from dashboard.measure_page import Picture, picture
from dashboard.models import Area
from dashboard.series_chart import amount, drawn
from dashboard.shown import Figure, Reader, Series
from partnership.periods import Period

FILE = Path(__file__).parent / "data" / "views.toml"


@dataclass(frozen=True)
class View:
    """A ready-made comparison: which measures answer a question of the plan together."""

    slug: str
    name: str
    question: str
    measures: tuple[str, ...]
    caution: str = ""
    parts: bool = False


@dataclass(frozen=True)
class Beside:
    """One of the measures, on the common span of time."""

    definition: Definition
    address: str
    lead: str
    picture: Picture
    parts: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Comparison:
    """The measures with figures, those without, what to say, and the table of all."""

    shown: tuple[Beside, ...]
    missing: tuple[Definition, ...]
    sentence: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[str | float, ...], ...]
    """The same rows for a file: figures as numbers, what is not to be seen in words."""


@cache
def views() -> dict[str, View]:
    """The ready-made views of the file, in its order; ValueError names a measure that is not there."""
    found = {}
    for each in tomllib.loads(FILE.read_text(encoding="utf-8"))["view"]:
        unknown = [code for code in each["measures"] if code not in measures.known()]
        if unknown:
            raise ValueError(f"views.toml: “{each['slug']}” names {unknown[0]}, which is no measure.")
        found[each["slug"]] = View(**{**each, "measures": tuple(each["measures"])})
    return found


def compare(codes: Sequence[str], area: Area, *, on: date, reader: Reader, parts: bool = False) -> Comparison:
    """These measures of an area, over the span that all of them have figures for, where they have one."""
    told = figures_of_area.of_area(area, codes=codes, on=on, reader=reader)
    there = [told[code] for code in codes if code in told]
    first, last = _common([each.series for each in there])
    cut = [_cut(each, first, last) for each in there]
    return Comparison(
        shown=tuple(_beside(each, area, parts=parts) for each in cut),
        missing=tuple(measures.known()[code] for code in codes if code not in told),
        sentence=_sentence(cut),
        heads=tuple(each.series.definition.name for each in cut),
        rows=tuple(_rows(cut, _said)),
        numbers=tuple(_rows(cut, _plain)),
    )


def _common(series: Sequence[Series]) -> tuple[date, date]:
    """From the latest first to the earliest last day; everything where they do not meet."""
    spans = [(each.whole[0].period.start, each.whole[-1].period.end) for each in series if each.whole]
    first, last = max((span[0] for span in spans), default=date.min), min((span[1] for span in spans), default=date.max)
    return (first, last) if first < last else (date.min, date.max)


def _cut(told: Told, first: date, last: date) -> Told:
    within = tuple(f for f in told.series.figures if first <= f.period.end and f.period.start <= last)
    series = Series(told.series.definition, within)
    return Told(series, drawn(series, told.drawn.marks), told.recorded_at, told.version)


def _beside(told: Told, area: Area, *, parts: bool) -> Beside:
    definition, latest = told.series.definition, told.series.latest
    return Beside(
        definition=definition,
        address=address_of(definition, area),
        lead=f"{told.series.write(latest.value)}, {latest.period}" if latest and latest.value is not None else "",
        picture=picture(told.drawn),
        parts=tuple(_parts(told.series)) if parts else (),
    )


def _parts(series: Series) -> list[tuple[str, str, str, str]]:
    """Each part in the latest period that has any: name, of whom it is true, out of how many, figure."""
    words = {part: name for part, name in series.definition.words_of_parts().items() if part}
    known = [figure for figure in series.figures if figure.part in words]
    if not known:
        return []
    newest = max(figure.period for figure in known)
    return [
        (words[f.part], amount(f.numerator), amount(f.denominator), _said(series, f))
        for f in known
        if f.period == newest
    ]


def _said(series: Series, figure: Figure) -> str:
    return series.write(figure.value) if figure.value is not None else figure.state.value


def _sentence(told: Sequence[Told]) -> str:
    """How each stands, one sentence each: "A: unusually high, 188 in October 2026. B: no real change, 6 in ...".

    Two ends of a line are two points of noise: only where too few figures tell of a usual range are they compared.
    """
    return " ".join(f"{words}." for each in told if (words := _stands(each) or _moved(each)))


def _stands(told: Told) -> str:
    latest, words = told.series.latest, told.drawn.words
    if latest is None or latest.value is None or not words or told.drawn.xmr is None or not told.drawn.shape:
        return ""
    now = told.series.write(latest.value)
    return f"{told.series.definition.name}: {words[:1].lower()}{words[1:]}, {now} in {latest.period}"


def _moved(told: Told) -> str:
    known = [figure for figure in told.series.whole if figure.value is not None]
    if len(known) < 2 or known[0].value is None or known[-1].value is None:
        return ""
    name, before, now = (
        told.series.definition.name,
        told.series.write(known[0].value),
        told.series.write(known[-1].value),
    )
    if before == now:
        return f"{name} stayed at {now}"
    verb = "rose" if known[-1].value > known[0].value else "fell"
    return f"{name} {verb} from {before} ({known[0].period}) to {now} ({known[-1].period})"


def _plain(series: Series, figure: Figure) -> str | float:
    if figure.value is None:
        return figure.state.value
    return round(figure.value, series.definition.decimals or None)


Cell = TypeVar("Cell")


def _rows(told: Sequence[Told], say: Callable[[Series, Figure], Cell]) -> list[tuple[Cell | str, ...]]:
    """One row a period, the latest first; a measure without that period has an empty cell."""
    by_period: dict[Period, dict[int, Cell]] = {}
    for place, each in enumerate(told):
        for figure in each.series.whole:
            by_period.setdefault(figure.period, {})[place] = say(each.series, figure)
    ordered = sorted(by_period.items(), key=lambda item: item[0].end, reverse=True)
    return [(str(period), *(cells.get(place, "") for place in range(len(told)))) for period, cells in ordered]
