"""What the page of a measure says: verdict, chart and table, the parts, the comparison, the definition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from dashboard import areas, benchmark, figures_of_area, published
from dashboard.benchmark import Benchmark
from dashboard.definitions import POLARITIES, Definition
from dashboard.figures_of_area import Told
from dashboard.models import Area
from dashboard.overview import headline
from dashboard.series_chart import Drawn, amount, unit_of
from dashboard.shown import Figure, Series, State
from figures import charts
from figures.charts import Bar, BarChart, Column, Cut, KeyEntry
from figures.spc.xmr import ENOUGH_VALUES
from partnership.periods import Kind

LATEST_ROWS = 12
TREND = {"better": "unlikely to be chance", "worse": "unlikely to be chance", "notable": "unlikely to be chance"}


@dataclass(frozen=True)
class Picture:
    """A chart as the page shows it: drawn for two widths, its key, and for exploring."""

    caption: str
    detail: str
    sentence: str
    wide: SafeString
    narrow: SafeString
    key: tuple[tuple[SafeString, str], ...]
    explore: dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One period of the table twin."""

    period: str
    cells: tuple[str, ...]
    figure: str
    shape: str
    kind: str
    words: str


@dataclass(frozen=True)
class Table:
    """The table twin: its heads and rows, the latest first, the earlier ones folded away."""

    heads: tuple[str, ...]
    latest: tuple[Row, ...]
    earlier: tuple[Row, ...]

    @property
    def says(self) -> bool:
        """Whether there is anything to say of the single figures."""
        return any(row.words for row in (*self.latest, *self.earlier))


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
    parts: BarChart | None
    benchmark: Benchmark | None
    benchmark_chart: BarChart | None
    meaning: tuple[tuple[str, str], ...]
    open_government: bool

    @property
    def in_words(self) -> bool:
        """Whether there is no figure to show in large."""
        return not any(character.isdigit() for character in self.value)


def measure_page(definition: Definition, area: Area, *, on: date) -> MeasurePage | None:
    """The page, or None where the area has no figure of the measure."""
    told = figures_of_area.of_area(area, codes=[definition.code], on=on).get(definition.code)
    if told is None:
        return None
    compared = benchmark.compare(definition, area, areas.compared_with(area), on=on)
    value, unit, note = headline(told)
    used = {figure.source for figure in told.series.figures} | ({compared.source} if compared else set())
    return MeasurePage(
        definition=definition,
        area=area,
        value=value,
        unit=unit,
        note=note,
        drawn=told.drawn,
        lead=_lead(told),
        state_words=told.drawn.words,
        picture=_picture(told),
        table=_table(told),
        limits=_limits(told.drawn),
        parts=_parts(told.series),
        benchmark=compared,
        benchmark_chart=_compared(compared) if compared else None,
        meaning=_meaning(told, area),
        open_government=any(published.sources()[key].licence for key in used if key in published.sources()),
    )


def _picture(told: Told) -> Picture:
    """The chart of the measure, ready for the page; its table stands further down."""
    chart, definition = told.drawn.chart, told.series.definition
    return Picture(
        caption=f"{definition.name}, by {told.drawn.period_word}",
        detail=f"{definition.numerator}{', of all: ' + definition.denominator if definition.is_share else ''}",
        sentence=chart.sentence,
        wide=mark_safe(charts.svg(chart, Cut.WIDE)),
        narrow=mark_safe(charts.svg(chart, Cut.NARROW)),
        key=tuple(_entry(entry) for entry in charts.key(chart)),
        explore=charts.plotly_figure(chart),
    )


def _entry(entry: KeyEntry) -> tuple[SafeString, str]:
    return mark_safe(entry.svg), entry.words


# Words ----------------------------------------------------------------------


def _lead(told: Told) -> str:
    """ "27 of 43 conferences, October 2026." """
    latest = told.series.latest
    if latest is None:
        return ""
    definition, period = told.series.definition, latest.period
    if latest.state is not State.SHOWN:
        return f"{period}: {_why_not(latest, definition)}"
    if not definition.is_share or latest.numerator is None or latest.denominator is None:
        return f"{definition.numerator_heading or definition.name}, {_in(period.kind, period.label)}."
    heads = definition.numerator_heading.lower(), definition.denominator_heading.lower()
    return (
        f"{amount(latest.numerator)} {heads[0]} of {amount(latest.denominator)} {heads[1]}, "
        f"{_in(period.kind, period.label)}."
    )


def _in(kind: Kind, label: str) -> str:
    return f"year to March {label[:2]}{label[-2:]}" if kind == Kind.FINANCIAL_YEAR else label


def _why_not(figure: Figure, definition: Definition) -> str:
    words = {
        State.HIDDEN: "so few children are counted that the figure could point to one of them.",
        State.HIDDEN_BY_SOURCE: "its publisher hides the figure.",
        State.MISSING: "no figure was received.",
        State.NOT_COLLECTED: "no figure was asked for.",
        State.NO_CASES: f"there were no {definition.denominator_heading.lower() or 'cases'} to count.",
    }
    return words[figure.state]


def _limits(drawn: Drawn) -> tuple[str, ...]:
    """How the limits were found, in sentences."""
    if drawn.xmr is None:
        return (
            ("The figures come once a year. They are too few, and too far apart, to tell what is usual.",)
            if len(drawn.figures) > 1
            else ()
        )
    group = drawn.xmr.groups[-1]
    if group.limits is None or group.mean is None:
        return ("There are too few figures to tell what is usual.",)
    unit = unit_of(drawn.series)
    lower, upper = (unit.write(float(line)) for line in (group.limits.lower, group.limits.upper))
    said = [
        (
            f"XmR chart. Average {unit.write(group.mean)}, usual range {lower} to {upper}, from {group.values} "
            f"{drawn.period_word}s. The range comes from how much one {drawn.period_word} differs from the next."
        )
    ]
    if group.trial:
        said.append(f"Fewer than {ENOUGH_VALUES} figures: these are trial limits.")
    if drawn.chart.shades:
        said.append("Provisional figures take no part in the average and the limits.")
    return (*said, *drawn.notes)


def _meaning(told: Told, area: Area) -> tuple[tuple[str, str], ...]:
    definition = told.series.definition
    sources = {figure.source: None for figure in told.series.figures}
    whence = ". ".join(published.sources()[key].words for key in sources if key in published.sources())
    rows = [
        ("Why it matters", definition.why),
        ("Counted", definition.numerator),
        ("Out of", definition.denominator),
        ("To be known", definition.caution),
        ("Good is", POLARITIES[definition.polarity]),
        ("From", f"{area.name}. {whence}."),
        ("Worked out", f"{localtime(told.recorded_at):%-d %B %Y, %-I:%M%p}".replace("AM", "am").replace("PM", "pm")),
        (
            "Checked by",
            (
                f"{definition.checked_by}. To be looked at again in {definition.next_review:%B %Y}. "
                f"Definition {told.version}, since {definition.valid_from:%B %Y}."
            ),
        ),
    ]
    return tuple((term, meaning) for term, meaning in rows if meaning)


# Tables ---------------------------------------------------------------------


def _table(told: Told) -> Table:
    drawn, definition = told.drawn, told.series.definition
    heads = (definition.numerator_heading, definition.denominator_heading) if definition.is_share else ()
    rows = [_row(drawn, place) for place in reversed(range(len(drawn.figures)))]
    return Table(heads, tuple(rows[:LATEST_ROWS]), tuple(rows[LATEST_ROWS:]))


_POINTS = {
    charts.State.BETTER: "better",
    charts.State.WORSE: "worse",
    charts.State.NOTABLE: "notable",
}


def _row(drawn: Drawn, place: int) -> Row:
    figure, point = drawn.figures[place], drawn.chart.points[place]
    definition = drawn.series.definition
    kind = _POINTS.get(point.state, "")
    words = point.words if not point.state.blank else ""
    shape = f"{kind}-{'down' if 'falling' in words or 'low' in words else 'up'}" if kind else ""
    if figure.provisional:
        words = "Provisional" + (f". {words}" if words and words != "Not compared" else "")
    return Row(
        period=figure.period.label,
        cells=(amount(figure.numerator), amount(figure.denominator)) if definition.is_share else (),
        figure=drawn.series.write(figure.value) if figure.value is not None else figure.state.value,
        shape=shape,
        kind=kind,
        words=words,
    )


def _parts(series: Series) -> BarChart | None:
    """The parts in the latest period of the kind that lets most of them be seen: the month, else the year."""
    definition = series.definition
    if definition.breakdown is None:
        return None
    words = {part: name for part, name in definition.words_of_parts().items() if part}
    periods = [figures[-1].period for kind in definition.periods if (figures := series.of(kind))]
    found = [{f.part: f for f in series.figures if f.period == period and f.part} for period in periods]
    best = max(range(len(found)), key=lambda place: _seen(found[place].values()), default=None)
    if best is None or not _seen(found[best].values()):
        return None
    return _of_parts(series, periods[best].label, [(words[part], found[best][part]) for part in words])


def _seen(figures: Iterable[Figure]) -> int:
    return sum(figure.value is not None for figure in figures)


def _of_parts(series: Series, period: str, found: list[tuple[str, Figure]]) -> BarChart:
    definition = series.definition
    label = definition.breakdown.label if definition.breakdown else ""
    heading = f"{definition.name} by {label.lower()}, {period}"
    bars = tuple(Bar(name, figure.value, _bar_state(figure), chosen=True) for name, figure in found)
    columns: tuple[Column, ...] = ()
    if definition.is_share:
        columns = (
            Column(definition.numerator_heading, tuple(amount(figure.numerator) for _, figure in found)),
            Column(definition.denominator_heading, tuple(amount(figure.denominator) for _, figure in found)),
        )
    said = [f"{name} {series.write(figure.value)}" for name, figure in found if figure.value is not None]
    return BarChart(heading, f"{', '.join(said)}.", unit_of(series), bars, columns=columns)


def _bar_state(figure: Figure) -> charts.State:
    if figure.value is not None:
        return charts.State.USUAL
    return charts.State.HIDDEN if figure.state in {State.HIDDEN, State.HIDDEN_BY_SOURCE} else charts.State.MISSING


def _compared(found: Benchmark) -> BarChart:
    bars = tuple(
        Bar(row.name, row.value, charts.State.USUAL if row.value is not None else charts.State.MISSING, chosen=row.own)
        for row in found.rows
    )
    columns = tuple(
        Column(head, cells)
        for head, cells in (
            (found.heads[0], tuple(row.numerator for row in found.rows)),
            (found.heads[1], tuple(row.denominator for row in found.rows)),
        )
        if head and any(cells)
    )
    return BarChart(found.heading, found.sentence, found.unit, bars, columns=columns)
