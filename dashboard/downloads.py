"""Figures as rows of a file: the same as on the page, hidden ones marked "c" and nothing else said of them."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from dashboard import figures_of_area, published
from dashboard.chart_marks import NOTHING, Marks
from dashboard.definitions import Definition
from dashboard.models import Area
from dashboard.overview import Overview
from dashboard.shown import Figure, Reader, State
from figures import rates, suppression

KEYS = (
    "measure", "name", "area_code", "area", "period_kind", "period", "from", "to", "part", "numerator", "denominator",
    "value", "unit", "status", "source", "notes",
)  # fmt: skip
COLUMNS = (
    "Measure", "Name", "Area code", "Area", "Kind of period", "Period", "From", "To", "Part", "Numerator",
    "Denominator", "Value", "Unit", "Status", "Source", "Notes",
)  # fmt: skip
UNITS = {"count": "count", "percent": "%", "rate": "per 10,000 children", "mean": "for each"}
# Places of a value in a file: enough to count on with.
PLACES = 4


def of_measure(definition: Definition, area: Area, *, on: date, reader: Reader) -> list[tuple[Any, ...]]:
    """Every figure of a measure in an area as a reader may see it, with what happened in its time."""
    told = figures_of_area.of_area(area, codes=[definition.code], on=on, reader=reader).get(definition.code)
    return list(rows(definition, area, told.series.figures, told.drawn.marks)) if told else []


def as_json(definition: Definition, area: Area, *, on: date, reader: Reader) -> bytes:
    """The same figures as JSON: {"figures": [...]}."""
    figures = [dict(zip(KEYS, row, strict=True)) for row in of_measure(definition, area, on=on, reader=reader)]
    return json.dumps({"figures": figures}, ensure_ascii=False).encode()


def rows(
    definition: Definition, area: Area, figures: Iterable[Figure], marks: Marks = NOTHING
) -> Iterator[tuple[Any, ...]]:
    """One row a figure, in the order of COLUMNS."""
    words = definition.words_of_parts()
    for figure in figures:
        source = published.sources().get(figure.source)
        yield (
            definition.code,
            definition.name,
            area.code,
            area.name,
            str(figure.period.kind),
            figure.period.label,
            figure.period.start.isoformat(),
            figure.period.end.isoformat(),
            words[figure.part],
            _amount(figure, figure.numerator),
            _amount(figure, figure.denominator),
            _amount(figure, figure.value),
            UNITS[definition.unit],
            figure.status,
            source.words if source else figure.source,
            "; ".join(f"{each.on:%-d %B %Y}: {each.text}" for each in marks.happened if each.on in figure.period),
        )


def latest(page: Overview) -> Iterator[tuple[Any, ...]]:
    """The latest figure of each measure of the dashboard."""
    for definition, figure, marks in page.figures:
        yield from rows(definition, page.area, [figure], marks)


def _amount(figure: Figure, value: float | None) -> float | int | str:
    if figure.state in {State.HIDDEN, State.HIDDEN_BY_SOURCE}:
        return suppression.SYMBOL
    if value is None:
        return ""
    return int(value) if value == int(value) else float(rates.rounded(value, PLACES))
