"""What the dashboard says of one area: the lead sentence, what changed, the ledger, demand beside capacity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import changes, demand_beside_capacity, figures_of_area, ledger, measures, published
from dashboard.changes import Change
from dashboard.chart_marks import Marks
from dashboard.definitions import DOMAINS, Definition
from dashboard.figures_of_area import Told
from dashboard.ledger import Cell, Domain
from dashboard.models import Area
from dashboard.readers import FROM_ROWS
from dashboard.shown import MEMBER, Figure, Reader, State
from dashboard.wording import joined, number
from partnership.periods import Kind

# The three that are read beside each other, and how many of their measures are open to the eye.
SIDES = ("demand", "capacity", "seen")
OPEN = 5


@dataclass(frozen=True)
class Side:
    """One of the three columns: its months, its first measures and those getting worse, and the others folded away."""

    domain: Domain
    months: demand_beside_capacity.Months | None
    first: tuple[Cell, ...]
    others: tuple[Cell, ...]

    @property
    def more(self) -> str:
        """ "15 more of demand"."""
        return f"{len(self.others)} more of {self.domain.name.lower()}"


@dataclass(frozen=True)
class Overview:
    """All that the page says."""

    area: Area
    until: str
    since: date | None
    coming: date | None
    lead: str
    domains: tuple[Domain, ...]
    changes: tuple[Change, ...]
    beside: demand_beside_capacity.Beside | None
    complete: tuple[str, ...]
    figures: tuple[tuple[Definition, Figure, Marks], ...]
    open_government: bool
    """Whether a figure comes from a publisher whose licence is to be named."""

    @property
    def sides(self) -> tuple[Side, ...]:
        """Demand beside capacity beside children seen; one without a figure says so, so that the gap is seen."""
        found = {domain.key: domain for domain in self.domains if domain.key in SIDES}
        if not found:
            return ()
        return tuple(self._side(found.get(key) or Domain(key, DOMAINS[key], ())) for key in SIDES)

    def _side(self, domain: Domain) -> Side:
        first = tuple(cell for place, cell in enumerate(domain.cells) if place < OPEN or cell.kind == "worse")
        others = tuple(cell for cell in domain.cells if cell not in first)
        return Side(domain, self.beside.months.get(domain.key) if self.beside else None, first, others)

    @property
    def below(self) -> tuple[Domain, ...]:
        """The domains told below: neglect, education, exploitation, training, what surrounds them."""
        return tuple(domain for domain in self.domains if domain.key not in SIDES)

    @property
    def judged(self) -> bool:
        """Whether any measure has a judgement: yearly figures have none."""
        return any(domain.shapes for domain in self.domains)


def overview(area: Area, *, on: date, reader: Reader = MEMBER) -> Overview:
    """The dashboard of one area on a day, for a reader; worked out once as long as no figure changes."""
    since = changes.last_meeting(on=on)
    coming = changes.next_meeting(on=on)
    asked = ("overview", since, coming)
    made: Overview = figures_of_area.shared(
        area, asked, lambda: _made(area, on, reader, since, coming), on=on, reader=reader
    )
    return made


def warm(area: Area, *, on: date) -> None:
    """Work it out before anybody asks: for members, and for those of the agency whose rows are counted."""
    for reader in (MEMBER, Reader(frozenset({FROM_ROWS}))):
        overview(area, on=on, reader=reader)


def _made(area: Area, on: date, reader: Reader, since: date | None, coming: date | None) -> Overview:
    told = figures_of_area.of_area(area, on=on, reader=reader)
    shown = {code: told[code] for code in ledger.codes(told)}
    every = list(shown.values())
    domains = ledger.domains(shown, area)
    return Overview(
        area=area,
        until=_until(every, on),
        since=since,
        coming=coming,
        lead=_lead(domains),
        domains=domains,
        changes=changes.changes(every, area, since=since),
        beside=demand_beside_capacity.beside(told.get("D01"), told.get("C12"), told.get("S01")),
        complete=complete(every),
        figures=tuple(
            (each.series.definition, each.series.latest, each.drawn.marks) for each in every if each.series.latest
        ),
        open_government=_licensed(every),
    )


def _licensed(told: Sequence[Told]) -> bool:
    sources = {figure.source for each in told for figure in each.drawn.figures}
    return any(published.sources()[key].licence for key in sources if key in published.sources())


def _until(told: Sequence[Told], on: date) -> str:
    """The last day of the newest period that is over: a school year may have begun only."""
    ends = [each.series.latest.period.end for each in told if each.series.latest]
    ends = [end for end in ends if end < on] or ends
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


def complete(told: Sequence[Told]) -> tuple[str, ...]:
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
