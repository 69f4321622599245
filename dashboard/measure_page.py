"""What the page of a measure says: verdict, chart and table, the parts, the comparison, the definition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from dashboard import areas, benchmark, figures_of_area, measure_bars, measure_words, published, series_chart
from dashboard.benchmark import Benchmark
from dashboard.definitions import Definition
from dashboard.ledger import headline
from dashboard.measure_table import Table, table
from dashboard.models import Area
from dashboard.series_chart import Drawn
from dashboard.shown import Reader
from figures import charts
from figures.charts import BarChart, Cut, KeyEntry, Note


@dataclass(frozen=True)
class Picture:
    """A chart as the page shows it: drawn for two widths, its key, and for exploring."""

    caption: str
    detail: str
    sentence: str
    wide: SafeString
    narrow: SafeString
    key: tuple[tuple[SafeString, str], ...]
    notes: tuple[Note, ...]
    explore: dict[str, Any]


@dataclass(frozen=True)
class MeasurePage:
    """All that the page says of one measure in one area."""

    definition: Definition
    area: Area
    value: str
    unit: str
    note: str
    drawn: Drawn
    lead: str
    state_words: str
    picture: Picture
    table: Table
    limits: tuple[str, ...]
    quality: tuple[str, ...]
    parts: BarChart | None
    benchmark: Benchmark | None
    benchmark_chart: BarChart | None
    meaning: tuple[tuple[str, str], ...]
    open_government: bool

    @property
    def seen(self) -> bool:
        """Whether the chart has a figure to draw: where all are hidden it would be an empty frame."""
        return any(figure.value is not None for figure in self.drawn.figures)

    @property
    def in_words(self) -> bool:
        """Whether there is no figure to show in large."""
        return not any(character.isdigit() for character in self.value)


def measure_page(
    definition: Definition, area: Area, *, on: date, reader: Reader, among: Sequence[Area]
) -> MeasurePage | None:
    """The page for a reader, or None where the area has no figure of the measure; `among` are all areas with figures.

    It is kept under the stamps of all of them: as long as no figure changes anywhere it is not made again.
    """
    asked = ("page", definition.code, tuple(each.stamp for each in among))
    return figures_of_area.kept(area, asked, lambda: _made(definition, area, on, reader), on=on, reader=reader)


def _made(definition: Definition, area: Area, on: date, reader: Reader) -> MeasurePage | None:
    told = figures_of_area.of_area(area, codes=[definition.code], on=on, reader=reader).get(definition.code)
    if told is None:
        return None
    found = benchmark.find(definition, area, areas.compared_with(area), on=on)
    compared = benchmark.compare(found, area) if found else None
    drawn = series_chart.beside(told.drawn, benchmark.lines(found, definition) if found else ())
    value, unit, note = headline(told)
    used = {figure.source for figure in told.series.figures} | ({compared.source} if compared else set())
    return MeasurePage(
        definition=definition,
        area=area,
        value=value,
        unit=unit,
        note=note,
        drawn=drawn,
        lead=measure_words.lead(told),
        state_words=drawn.words,
        picture=picture(drawn),
        table=table(told, drawn),
        limits=measure_words.limits(drawn),
        quality=measure_words.quality(told, on=on),
        parts=measure_bars.parts(told.series),
        benchmark=compared,
        benchmark_chart=measure_bars.compared(compared) if compared else None,
        meaning=measure_words.meaning(told, area),
        open_government=any(published.sources()[key].licence for key in used if key in published.sources()),
    )


def picture(drawn: Drawn) -> Picture:
    """The chart of a measure, ready for a page; its table stands further down."""
    chart, definition = drawn.chart, drawn.series.definition
    return Picture(
        caption=f"{definition.name}, by {drawn.period_word}",
        detail=f"{definition.numerator}{', of all: ' + definition.denominator if definition.is_share else ''}",
        sentence=chart.sentence,
        wide=mark_safe(charts.svg(chart, Cut.WIDE)),
        narrow=mark_safe(charts.svg(chart, Cut.NARROW)),
        key=tuple(_entry(entry) for entry in charts.key(chart)),
        notes=chart.notes,
        explore=charts.plotly_figure(chart),
    )


def _entry(entry: KeyEntry) -> tuple[SafeString, str]:
    return mark_safe(entry.svg), entry.words
