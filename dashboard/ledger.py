"""The ledger of the dashboard: each domain with its measures, one cell each, and what to say of them in a sentence."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from dashboard import measures
from dashboard.definitions import DOMAINS, Definition
from dashboard.figures_of_area import Told
from dashboard.models import Area
from dashboard.series_chart import Drawn
from dashboard.shown import State
from dashboard.wording import joined, number
from figures import charts

# Measures that stand side by side in a row of the ledger.
ROW = 3


@dataclass(frozen=True)
class Cell:
    """One measure of the ledger."""

    name: str
    address: str
    value: str
    unit: str
    spark: SafeString
    shape: str
    words: str
    target_shape: str
    target_words: str
    note: str
    kind: str
    target_kind: str = ""


@dataclass(frozen=True)
class Domain:
    """One row of the ledger: its measures, a sentence on them, and two words for the glance."""

    key: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def first(self) -> tuple[Cell, ...]:
        """The row that is open on a phone, too; the others are folded away there."""
        return self.cells[:ROW]

    @property
    def others(self) -> tuple[Cell, ...]:
        return self.cells[ROW:]

    @property
    def more(self) -> str:
        """ "9 more of neglect"."""
        return f"{len(self.others)} more of {self.name.lower()}"

    @property
    def shapes(self) -> list[tuple[str, str, str]]:
        """Shape, kind and words of each measure that has a judgement."""
        return [(cell.shape, cell.kind, cell.words) for cell in self.cells if cell.shape]

    @property
    def glance(self) -> str:
        """Two or three words: "One getting worse"."""
        return next((words for words in self._counted(capital=True)), "Steady" if self.shapes else "No judgement yet")

    @property
    def sentence(self) -> str:
        """What there is to say in one sentence."""
        said = list(self._counted(capital=False))
        if not said:
            steady = "Every figure is within its usual range." if self.shapes else ""
            return steady or "Too few figures a year to tell what is usual."
        return f"{joined(said).capitalize()} of {number(len(self.cells))} measures."

    def _counted(self, *, capital: bool) -> list[str]:
        words = {"worse": "getting worse", "notable": "unusual", "better": "improving", "none": "without a figure"}
        found = [(kind, sum(cell.kind == kind for cell in self.cells)) for kind in words]
        said = [f"{number(count)} {words[kind]}" for kind, count in found if count]
        return [each.capitalize() for each in said] if capital else said


def domains(told: Mapping[str, Told], area: Area) -> tuple[Domain, ...]:
    """Every domain that has a measure with a figure, in the order of the dashboard."""
    common = Counter(each.series.latest.period.label for each in told.values() if each.series.latest)
    usual = common.most_common(1)[0][0] if common else ""
    by_domain: dict[str, list[Cell]] = {}
    for each in told.values():
        by_domain.setdefault(each.series.definition.domain, []).append(_cell(each, area, usual))
    return tuple(Domain(key, name, tuple(by_domain[key])) for key, name in DOMAINS.items() if key in by_domain)


def codes(told: Mapping[str, Told]) -> list[str]:
    """Codes of the measures the ledger shows: where only the rate of a count is known, the rate."""
    instead = {
        definition.benchmark
        for definition in measures.known().values()
        if definition.in_ledger and definition.benchmark and definition.code not in told
    }
    return [code for code, each in told.items() if each.series.definition.in_ledger or code in instead]


def address_of(definition: Definition, area: Area) -> str:
    """Where a measure of an area is told."""
    return f"{reverse('measure', args=[definition.code])}?area={area.code}"


def headline(told: Told) -> tuple[str, str, str]:
    """The figure in large, its small unit, and a note: where a month is hidden, the latest whole year that is not."""
    series, latest = told.series, told.series.latest
    if latest is None:
        return State.MISSING.value, "", ""
    if latest.value is not None:
        unit = "per 10,000" if series.definition.unit == "rate" else ""
        note = "Provisional" if latest.provisional else ""
        if series.too_small_by:
            note = f"By {series.too_small_by} the numbers are too small to show"
        return series.write(latest.value), unit, note
    for kind in series.definition.also:
        years = [figure for figure in series.of(kind) if figure.value is not None]
        if years and years[-1].value is not None:
            return (
                latest.state.value.split(":")[0],
                "",
                f"Shown by year instead: {series.write(years[-1].value)} in {years[-1].period}",
            )
    return latest.state.value.split(":")[0], "", ""


def _cell(told: Told, area: Area, usual: str) -> Cell:
    drawn, definition = told.drawn, told.series.definition
    value, unit, note = headline(told)
    latest = told.series.latest
    when = latest.period.label if latest and latest.period.label != usual else ""
    target = drawn.target_words or _no_target(definition)
    return Cell(
        name=f"{definition.name}, {when}" if when else definition.name,
        address=address_of(definition, area),
        value=value,
        unit="" if "per 10,000" in definition.name else unit,
        spark=mark_safe(charts.sparkline(drawn.chart)),
        shape=drawn.shape,
        words=drawn.words,
        target_shape=drawn.target_shape,
        target_words=target if drawn.target_shape else "",
        note=note or _note(drawn, target),
        kind=drawn.kind if drawn.shape else "",
        target_kind=drawn.target_kind,
    )


def _note(drawn: Drawn, target: str) -> str:
    """What stands below a figure without a judgement or a target."""
    if drawn.xmr is None:
        return drawn.chart.sentence
    return "" if drawn.target_shape else target


def _no_target(definition: Definition) -> str:
    return "No target: more is not better or worse" if definition.polarity == "neither" else "No target agreed yet"
