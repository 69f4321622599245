"""How a measure stands beside other places: statistical neighbours, region and nation, as published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from dashboard import figures_of_area, measures, published
from dashboard.definitions import Definition
from dashboard.models import Area
from dashboard.series_chart import amount, unit_of
from dashboard.shown import Figure, Series, write
from dashboard.wording import number
from figures.charts import Unit
from partnership.periods import Kind, Period


@dataclass(frozen=True)
class Place:
    """One bar: a place, its figure, and what it is made of."""

    name: str
    value: float | None
    figure: str
    numerator: str
    denominator: str
    own: bool = False


@dataclass(frozen=True)
class Benchmark:
    """A measure in several places in one period, the own place first."""

    heading: str
    sentence: str
    source: str
    source_words: str
    unit: Unit
    heads: tuple[str, str]
    rows: tuple[Place, ...]
    made_up: bool
    stand_in: str


@dataclass(frozen=True)
class Found:
    """The measure that places are compared by, and its series in each of them, the others in the order of the page."""

    measured: Definition
    series: dict[str, Series]
    others: tuple[str, ...]


def find(definition: Definition, area: Area, others: Sequence[str], *, on: date) -> Found | None:
    """What is published of the measure (or the one it is compared by) in these places; None without any."""
    measured = measures.known()[definition.benchmark or definition.code]
    if not measured.published or not others:
        return None
    series = figures_of_area.beside(measured.code, [area.code, *others], on=on)
    known = tuple(code for code in others if code in series and code != area.code)
    return Found(measured, series, known) if known else None


def compare(found: Found, area: Area) -> Benchmark | None:
    """The latest period published of any other place; None where none has a figure."""
    measured, series, others = found.measured, found.series, found.others
    period = max((p for code in others if (p := _latest_published(series[code]))), default=None)
    if period is None:
        return None
    names = _names()
    rows = [_place(measured, names[code], _of(series[code], period)) for code in others]
    own = _own(measured, area, series.get(area.code), period)
    source = measured.published[0].source
    return Benchmark(
        heading=f"{measured.name}, {_period_words(period)}",
        sentence=_sentence(measured, own, dict(zip(others, rows, strict=True)), area),
        source=source,
        source_words=published.sources()[source].words,
        unit=unit_of(Series(measured, ())),
        heads=(measured.numerator_heading, measured.denominator_heading),
        rows=(*([own] if own else []), *rows),
        made_up=area.level == Area.Level.COUNTY_DEMO,
        stand_in=names[published.places()["demonstration_stands_beside"]],
    )


def lines(found: Found, definition: Definition) -> tuple[tuple[str, dict[Period, float]], ...]:
    """England, the region and the middle of the statistical neighbours by period, to stand on the chart of a measure.

    None where the places are compared by another measure: a count and a rate do not share an axis.
    """
    if found.measured.code != definition.code:
        return ()
    names = _names()
    single = [code for code in found.others if code[:3] in {"E92", "E12"}]
    lines = [(names[code], _by_period(found.series[code])) for code in reversed(single)]
    neighbours = [_by_period(found.series[code]) for code in found.others if code[:3] in {"E10", "E06"}]
    every = sorted({period for each in neighbours for period in each})
    middle = {period: median(each[period] for each in neighbours if period in each) for period in every}
    return (*lines, ("Statistical neighbours", middle))


def _by_period(series: Series) -> dict[Period, float]:
    return {figure.period: figure.value for figure in series.figures if figure.value is not None}


def _names() -> dict[str, str]:
    return {place["code"]: place["name"] for place in published.places()["area"]}


def _latest_published(series: Series) -> Period | None:
    found = [figure.period for figure in series.figures if figure.value is not None]
    return max(found, key=lambda period: period.end, default=None)


def _of(series: Series | None, period: Period) -> Figure | None:
    return next((figure for figure in series.figures if figure.period == period), None) if series else None


def _own(measured: Definition, area: Area, series: Series | None, period: Period) -> Place | None:
    """The own figure of that period, else the latest of the same kind with its period beside the name."""
    figure = _of(series, period)
    if figure is None and series is not None:
        figure = (series.of(period.kind) or [None])[-1]  # type: ignore[list-item]
    if figure is None:
        return None
    name = area.name if figure.period == period else f"{area.name}, {figure.period}"
    return _place(measured, name, figure, own=True)


def _place(measured: Definition, name: str, figure: Figure | None, *, own: bool = False) -> Place:
    value = figure.value if figure else None
    return Place(
        name=name,
        value=value,
        figure=write(measured, value) if value is not None else (figure.state.value if figure else "Not received"),
        numerator=amount(figure.numerator) if figure else "",
        denominator=amount(figure.denominator) if figure else "",
        own=own,
    )


def _sentence(measured: Definition, own: Place | None, others: Mapping[str, Place], area: Area) -> str:
    """ "Oxfordshire 82.5%. England 76.2%. Three of ten statistical neighbours are higher." """
    parts = [f"{own.name} {own.figure}."] if own else []
    nation = others.get("E92000001")
    if nation:
        parts.append(f"{nation.name} {nation.figure}.")
    neighbours = [place for code, place in others.items() if code[:3] in {"E10", "E06"}]
    known = [place.value for place in neighbours if place.value is not None]
    if own and own.value is not None and known:
        higher = sum(value > own.value for value in known)
        word = number(higher).capitalize()
        verb = "is" if higher == 1 else "are"
        kin = "places shown" if area.level == Area.Level.COUNTY_DEMO else "statistical neighbours"
        parts.append(f"{word} of {number(len(known))} {kin} {verb} higher.")
    return " ".join(parts)


def _period_words(period: Period) -> str:
    if period.kind == Kind.FINANCIAL_YEAR:
        return f"year to 31 March {period.end.year}"
    return f"{period.end:%-d %B %Y}"
