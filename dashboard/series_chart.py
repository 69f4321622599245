"""A series as a chart: with average and limits where it is long and close enough, else the bare line. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dashboard import chart_marks
from dashboard.chart_marks import PROVISIONAL, Marks
from dashboard.shown import Figure, Series, State
from figures import charts, spc
from figures.charts import LineChart, Unit
from figures.spc import Better, Settings, XmR
from partnership import periods
from partnership.periods import Kind, Period

BETTER = {"higher": Better.HIGHER, "lower": Better.LOWER, "neither": Better.NEITHER}
# A year is counted from too few figures, and a snapshot once a year is no run of months.
WITH_LIMITS = {Kind.WEEK, Kind.MONTH, Kind.QUARTER}
PERIOD_WORDS = {Kind.WEEK: "week", Kind.MONTH: "month", Kind.QUARTER: "quarter", Kind.TERM: "term"}

# Shape and colour of a state, as the tags of the look know them.
SHAPES = {
    spc.Meaning.IMPROVEMENT: "better",
    spc.Meaning.CONCERN: "worse",
    spc.Meaning.UNUSUAL_HIGH: "notable",
    spc.Meaning.UNUSUAL_LOW: "notable",
}


class Toleration(StrEnum):
    """How a figure stands to its target, where the partnership has said how much worse it still bears."""

    NONE = ""
    REACHED = "reached"
    WITHIN = "within"
    BEYOND = "beyond"


_TOLERATED = {Toleration.REACHED: "met", Toleration.WITHIN: "some", Toleration.BEYOND: "unmet"}


@dataclass(frozen=True)
class Drawn:
    """The chart of a series with what is said about it."""

    series: Series
    figures: tuple[Figure, ...]
    chart: LineChart
    xmr: XmR | None
    marks: Marks = chart_marks.NOTHING

    @property
    def kind(self) -> str:
        """better, worse, notable, steady or none."""
        latest = self.series.latest
        if latest is None or latest.state is not State.SHOWN:
            return "none"
        return "steady" if self.xmr is None or self.xmr.variation is None else SHAPES.get(self.xmr.variation, "steady")

    @property
    def shape(self) -> str:
        """The shape of the latest figure: "better-up", "steady", "none", "hidden"; "" where nothing can be said."""
        latest = self.series.latest
        if latest is not None and latest.state in {State.HIDDEN, State.HIDDEN_BY_SOURCE}:
            return "hidden"
        if latest is None or latest.state is not State.SHOWN:
            return "none"
        if self.xmr is None or self.xmr.variation is None:
            return ""
        signal = self.xmr.rows[-1].signal
        return "steady" if signal is None else f"{self.kind}-{'up' if signal.high else 'down'}"

    @property
    def words(self) -> str:
        """The state of the latest figure in words; "" where nothing can be said."""
        latest = self.series.latest
        if latest is None or latest.state is not State.SHOWN:
            return latest.state.value if latest else State.MISSING.value
        return "" if self.xmr is None else spc.variation_words(self.xmr)

    @property
    def target_words(self) -> str:
        """ "Target 95%: reached in some months; the latest is within the tolerance, to 90%"; "" without a target."""
        target = self.chart.target
        if target is None:
            return ""
        found = spc.target_words(self.xmr, self.period_word) if self.xmr else None
        said = [words for words in (found, self._toleration) if words]
        return f"{target.label}: {'; '.join(said)}" if said else target.label

    @property
    def _toleration(self) -> str:
        """How the latest figure stands to the target where the partnership has agreed a tolerance, else ""."""
        edge = {
            Toleration.WITHIN: f"within the tolerance, to {self._edge}",
            Toleration.BEYOND: f"beyond the tolerance, to {self._edge}",
            Toleration.REACHED: "at the target or better",
        }.get(self.toleration)
        return f"the latest is {edge}" if edge else ""

    @property
    def _edge(self) -> str:
        tolerance = self.marks.tolerance if self.series.definition.polarity == "lower" else -self.marks.tolerance
        return unit_of(self.series).write((self.marks.target or 0) + tolerance)

    @property
    def toleration(self) -> Toleration:
        """Where the latest figure stands: at the target, within what is tolerated, or beyond."""
        latest, target, polarity = self.series.latest, self.marks.target, self.series.definition.polarity
        if latest is None or latest.value is None or target is None or not self.marks.tolerance:
            return Toleration.NONE
        worse = target - latest.value if polarity == "higher" else latest.value - target
        if worse <= 0:
            return Toleration.REACHED
        return Toleration.WITHIN if worse <= self.marks.tolerance else Toleration.BEYOND

    @property
    def target_shape(self) -> str:
        """Ring with tick, half disc or bar: of the latest figure where a tolerance is agreed, else of the process."""
        if self.toleration is not Toleration.NONE:
            return _TOLERATED[self.toleration]
        words = self.target_words
        if "reached in some" in words:
            return "some"
        return "met" if words.endswith("reached") else "unmet" if words else ""

    @property
    def target_kind(self) -> str:
        """The colour beside shape and words: better at the target, worse beyond the tolerance, else none."""
        return {Toleration.REACHED: "better", Toleration.BEYOND: "worse"}.get(self.toleration, "")

    @property
    def period_word(self) -> str:
        """month, quarter, year."""
        return PERIOD_WORDS.get(self.series.kind or Kind.FINANCIAL_YEAR, "year")

    @property
    def notes(self) -> list[str]:
        """What a reader should know before trusting the limits."""
        if self.xmr is None:
            return []
        found = [spc.season_note([figure.value for figure in self.figures])] if self.series.kind == Kind.MONTH else []
        if self.series.definition.unit == "count" and self.series.definition.hides_small_numbers:
            found.append(spc.rare_event_note(self.xmr, self.period_word))
        return [note for note in found if note]


def drawn(series: Series, marks: Marks = chart_marks.NOTHING) -> Drawn:
    """The chart of a series, its periods without gaps; a period nobody sent a figure for is a gap that is said."""
    every = _every(series)
    figures = _without_gaps(series, every)
    unit, spans = unit_of(series), chart_marks.spans(figures)
    unready = chart_marks.provisional(figures)
    settings = Settings(
        better=BETTER[series.definition.polarity],
        target=marks.target,
        excluded=(*spans, *unready),
        rebase_on=chart_marks.rebase_dates(marks, figures),
    )
    chart = spc.xmr([spc.Point(figure.period.start, figure.value) for figure in figures], settings)
    names = {figure.period.start: figure.period.label for figure in figures}
    description = charts.describe(
        chart,
        title=series.definition.name,
        unit=unit,
        period=PERIOD_WORDS.get(series.kind or Kind.FINANCIAL_YEAR, "year"),
        name=names.__getitem__,
        hidden={f.period.start for f in figures if f.state in {State.HIDDEN, State.HIDDEN_BY_SOURCE}},
        spans=spans | dict.fromkeys(unready, PROVISIONAL),
        happened=chart_marks.told(marks, figures),
    )
    if not _has_limits(series, figures, len(every), marks.fewest):
        return Drawn(series, figures, _bare(description, series), None, marks)
    return Drawn(series, figures, description, chart, marks)


def beside(drawn: Drawn, others: Sequence[tuple[str, Mapping[Period, float]]]) -> Drawn:
    """The same chart with the lines of other places, each a name and its figures by period."""
    return replace(drawn, chart=replace(drawn.chart, lines=chart_marks.lines(others, drawn.figures)))


def unit_of(series: Series) -> Unit:
    """How the charts of a measure write its figures."""
    definition = series.definition
    percent = definition.unit == "percent"
    return Unit(definition.decimals, "%" if percent else "", highest=100 if percent else None)


def amount(value: float | None) -> str:
    """A numerator or denominator: whole where it is whole, else with one decimal; "" where it is not to be seen."""
    if value is None:
        return ""
    return charts.Unit(0 if value == int(value) else 1, lowest=None).write(value)


def _has_limits(series: Series, figures: Sequence[Figure], every: int, fewest: int) -> bool:
    """Whether limits make sense: the measure wants them, and its figures follow each other and are enough."""
    known = sum(figure.value is not None for figure in figures)
    follow = len(figures) == every
    return series.definition.spc and series.kind in WITH_LIMITS and follow and known >= fewest and _mostly(figures)


def _mostly(figures: Sequence[Figure]) -> bool:
    return sum(figure.value is not None for figure in figures) * 2 > len(figures)


def _every(series: Series) -> list[Period]:
    """Every period from the first to the last that there is."""
    found = series.whole
    return periods.between(series.kind, found[0].period.start, found[-1].period.start) if series.kind and found else []


def _without_gaps(series: Series, every: Sequence[Period]) -> tuple[Figure, ...]:
    """Every period from the first to the last, where they follow each other; once a year stays once a year."""
    found = series.whole
    if len(found) * 2 <= len(every):
        return tuple(found)
    there = {figure.period.start: figure for figure in found}
    return tuple(there.get(period.start) or _missing(period, series) for period in every)


def _missing(period: Period, series: Series) -> Figure:
    return Figure(period, "", series.whole[-1].source, None, None, None, State.MISSING)


def _bare(chart: LineChart, series: Series) -> LineChart:
    """Without average, limits and judgement: too few figures, or too far apart."""
    points = tuple(
        replace(point, state=point.state if point.state.blank else charts.State.USUAL, words="")
        for point in chart.points
    )
    shades = tuple(shade for shade in chart.shades if shade.label != PROVISIONAL[0])
    return replace(chart, points=points, levels=(), shades=shades, sentence=_before_and_now(series))


def _before_and_now(series: Series) -> str:
    """ "It was 80.9% in 2023/24." """
    earlier = [figure for figure in series.whole[:-1] if figure.value is not None]
    if not earlier or earlier[-1].value is None:
        return ""
    return f"It was {series.write(earlier[-1].value)} in {earlier[-1].period}."
