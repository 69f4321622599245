"""What the dashboard says of one area: the lead sentence, what is unusual, the ledger, demand beside capacity."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from dashboard import demand_beside_capacity, figures_of_area, measures, published
from dashboard.definitions import DOMAINS, Definition
from dashboard.figures_of_area import Told
from dashboard.models import Area
from dashboard.series_chart import Drawn
from dashboard.shown import Figure, State
from dashboard.wording import joined, number
from figures import charts
from partnership.periods import Kind

# Worst first: the order in which a reader should look.
_URGENCY = {"worse": 0, "notable": 1, "better": 2}
MOST_CHANGES = 5


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


@dataclass(frozen=True)
class Domain:
    """One row of the ledger: its measures, a sentence on them, and two words for the glance."""

    key: str
    name: str
    cells: tuple[Cell, ...]

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
            return steady or "Figures once a year: too few to tell what is usual."
        return f"{joined(said).capitalize()} of {number(len(self.cells))} measures."

    def _counted(self, *, capital: bool) -> list[str]:
        words = {"worse": "getting worse", "notable": "unusual", "better": "improving", "none": "without a figure"}
        found = [(kind, sum(cell.kind == kind for cell in self.cells)) for kind in words]
        said = [f"{number(count)} {words[kind]}" for kind, count in found if count]
        return [each.capitalize() for each in said] if capital else said


@dataclass(frozen=True)
class Change:
    """One line of what is unusual: the shape, the fact, why, and where to read on."""

    shape: str
    kind: str
    fact: str
    why: str
    name: str
    address: str


@dataclass(frozen=True)
class Overview:
    """All that the page says."""

    area: Area
    until: str
    lead: str
    domains: tuple[Domain, ...]
    changes: tuple[Change, ...]
    beside: demand_beside_capacity.Beside | None
    complete: tuple[str, ...]
    figures: tuple[tuple[Definition, Figure, Told], ...]

    @property
    def judged(self) -> bool:
        """Whether any measure has a judgement: yearly figures have none."""
        return any(domain.shapes for domain in self.domains)

    @property
    def open_government(self) -> bool:
        """Whether a figure comes from a publisher whose licence is to be named."""
        sources = {each.source for _, figure, told in self.figures for each in (figure, *told.drawn.figures)}
        return any(published.sources()[key].licence for key in sources if key in published.sources())


def overview(area: Area, *, on: date) -> Overview:
    """The dashboard of one area on a day."""
    told = figures_of_area.of_area(area, on=on)
    ledger = {code: told[code] for code in _ledger(told)}
    common = Counter(each.series.latest.period.label for each in ledger.values() if each.series.latest)
    usual = common.most_common(1)[0][0] if common else ""
    domains = tuple(
        Domain(key, name, cells)
        for key, name in DOMAINS.items()
        if (
            cells := tuple(_cell(each, area, usual) for each in ledger.values() if each.series.definition.domain == key)
        )
    )
    return Overview(
        area=area,
        until=_until(list(ledger.values())),
        lead=_lead(domains),
        domains=domains,
        changes=_changes(list(ledger.values()), area),
        beside=demand_beside_capacity.beside(told.get("D01"), told.get("C12")),
        complete=_complete(list(ledger.values()), on),
        figures=tuple(
            (each.series.definition, each.series.latest, each) for each in ledger.values() if each.series.latest
        ),
    )


def _ledger(told: Mapping[str, Told]) -> list[str]:
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
    )


def _note(drawn: Drawn, target: str) -> str:
    """What stands below a figure without a judgement or a target."""
    if drawn.xmr is None:
        return drawn.chart.sentence
    return "" if drawn.target_shape else target


def _no_target(definition: Definition) -> str:
    return "No target: more is not better or worse" if definition.polarity == "neither" else "No target agreed yet"


def _until(told: Sequence[Told]) -> str:
    ends = [each.series.latest.period.end for each in told if each.series.latest]
    return f"{max(ends):%-d %B %Y}" if ends else ""


def _lead(domains: Sequence[Domain]) -> str:
    cells = [cell for domain in domains for cell in domain.cells]
    better, worse, notable = (sum(cell.kind == kind for cell in cells) for kind in ("better", "worse", "notable"))
    if not any(cell.shape for cell in cells):
        return "These figures come once a year: each measure shows how they moved."
    if not better and not worse and not notable:
        return "Nothing is out of the ordinary: every figure is within its usual range."
    said = [f"{_are(count)} {words}" for count, words in ((better, "improving"), (worse, "getting worse")) if count]
    if notable:
        said.append(f"{_are(notable)} unusual, neither good nor bad in itself")
    strain = max(domains, key=lambda domain: sum(cell.kind == "worse" for cell in domain.cells))
    where = f" The strain is in {strain.name.lower()}." if worse else ""
    return f"{joined(said).capitalize()}.{where}"


def _are(count: int) -> str:
    return f"{number(count)} {'measure is' if count == 1 else 'measures are'}"


def _changes(told: Sequence[Told], area: Area) -> tuple[Change, ...]:
    unusual = [each for each in told if each.drawn.kind in _URGENCY and each.drawn.shape]
    unusual.sort(key=lambda each: _URGENCY[each.drawn.kind])
    return tuple(
        Change(
            shape=each.drawn.shape,
            kind=each.drawn.kind,
            fact=_fact(each),
            why=each.drawn.chart.sentence.partition(". ")[2],
            name=each.series.definition.name,
            address=address_of(each.series.definition, area),
        )
        for each in unusual[:MOST_CHANGES]
    )


def _fact(told: Told) -> str:
    """ "Conferences within 15 working days fell to 62.8%, from 84.1% a year before." """
    series, latest = told.series, told.series.latest
    if latest is None or latest.value is None:
        return series.definition.name
    before = _a_year_before(told, latest)
    now = series.write(latest.value)
    if before is None or before.value is None or series.write(before.value) == now:
        return f"{series.definition.name}: {now}."
    rose, signal = latest.value > before.value, told.drawn.xmr.rows[-1].signal if told.drawn.xmr else None
    if signal and signal.high != rose:
        # "Fell", beside a sentence that says it is too high, would read as a contradiction.
        return f"{series.definition.name}: {now}, after {series.write(before.value)} a year before."
    moved = "rose" if rose else "fell"
    return f"{series.definition.name} {moved} to {now}, from {series.write(before.value)} a year before."


def _a_year_before(told: Told, figure: Figure) -> Figure | None:
    start = figure.period.start
    return next((each for each in told.drawn.figures if each.period.start == start.replace(year=start.year - 1)), None)


def _complete(told: Sequence[Told], on: date) -> tuple[str, ...]:
    """How complete the picture is, in sentences."""
    monthly = [each for each in told if each.series.kind == Kind.MONTH and each.drawn.xmr is not None]
    if not monthly:
        return ()
    newest = max(each.series.latest.period for each in monthly if each.series.latest)
    behind = [each for each in monthly if each.series.latest and each.series.latest.period != newest]
    provisional = [each for each in monthly if each.series.latest and each.series.latest.provisional]
    hidden = [each for each in monthly if each.series.latest and each.series.latest.state is State.HIDDEN]
    said = [f"{len(monthly) - len(behind)} of {len(monthly)} monthly measures have a figure for {newest}."]
    for each in behind:
        latest = each.series.latest
        said.append(f"{each.series.definition.name}: last received for {latest.period if latest else 'no month'}.")
    if provisional:
        said.append(f"Provisional: {joined([each.series.definition.name for each in provisional])}.")
    if hidden:
        said.append(f"{len(hidden)} hidden for {newest}, because so few children are counted.")
    never = [
        definition.name
        for definition in measures.known().values()
        if definition.in_ledger
        and definition.computed
        and definition.code not in {e.series.definition.code for e in told}
    ]
    if never:
        said.append(f"Nothing sent in yet for: {joined(never)}.")
    return tuple(said)
