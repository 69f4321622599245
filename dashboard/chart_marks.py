"""What stands on a chart besides its figures: events, limits counted afresh, spans not compared, other places. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import reference_spans
from dashboard.shown import Figure
from figures import charts
from figures.charts import Line
from figures.spc import Span
from partnership import periods
from partnership.periods import Kind, Period

# Below this many figures no limits are drawn, unless the partnership has set another number.
FEWEST = 8
PROVISIONAL = ("Provisional: not compared", "Provisional")


@dataclass(frozen=True)
class Happened:
    """One thing that happened, and whether it may stand in the public edition."""

    on: date
    text: str
    public: bool = False


@dataclass(frozen=True)
class Afresh:
    """From this day limits are counted afresh: why, and who decided it when."""

    on: date
    reason: str
    decided: str


@dataclass(frozen=True)
class Marks:
    """All that people have decided about one chart."""

    target: float | None = None
    # How much worse than the target the partnership still bears, in the unit of the measure; nought: nothing is said.
    tolerance: float = 0
    happened: tuple[Happened, ...] = ()
    afresh: tuple[Afresh, ...] = ()
    fewest: int = FEWEST


NOTHING = Marks()


def rebase_dates(marks: Marks, figures: Sequence[Figure]) -> frozenset[date]:
    """First days of the periods with which limits begin afresh; a day before the first figure changes nothing."""
    if not figures:
        return frozenset()
    kind = figures[0].period.kind
    starts = {periods.containing(kind, each.on).start for each in marks.afresh}
    return frozenset(start for start in starts if figures[0].period.start < start)


def told(marks: Marks, figures: Sequence[Figure]) -> dict[date, str]:
    """By the first day of its period what happened in it, limits counted afresh included."""
    if not figures:
        return {}
    first, last = figures[0].period.start, figures[-1].period.end
    said: dict[date, list[str]] = {}
    every = [(each.on, each.text) for each in marks.happened]
    every += [(each.on, f"Limits counted afresh: {each.reason}") for each in marks.afresh]
    for on, text in sorted(every):
        if first <= on <= last:
            holds = next((each.period.start for each in figures if on in each.period), None)
            following = next(each.period.start for each in figures if each.period.end >= on)
            said.setdefault(holds or following, []).append(text)
    latest = sorted(said)[-len(charts.LETTERS) :]
    return {start: "; ".join(said[start]) for start in latest}


def spans(figures: Sequence[Figure]) -> dict[Span, tuple[str, str]]:
    """The stretches that are drawn and not compared, each with its label and one word."""
    found = {}
    every = [figure.period for figure in figures]
    for reference in reference_spans.known():
        if within := reference_spans.covered(reference, every):
            found[Span(within[0].start, within[-1].start)] = (reference.label, reference.short)
    return found


def provisional(figures: Sequence[Figure]) -> tuple[Span, ...]:
    """The stretches of provisional figures, unless all are."""
    if all(figure.provisional for figure in figures):
        return ()
    stretches: list[list[date]] = []
    before = False
    for figure in figures:
        if figure.provisional:
            stretches = stretches if before else [*stretches, []]
            stretches[-1].append(figure.period.start)
        before = figure.provisional
    return tuple(Span(stretch[0], stretch[-1]) for stretch in stretches)


def lines(others: Sequence[tuple[str, Mapping[Period, float]]], figures: Sequence[Figure]) -> tuple[Line, ...]:
    """Other places beside the series: at each period what was known of them then, at most a year old."""
    found = []
    for name, values in others:
        line = Line(name, tuple(_known_then(values, figure.period) for figure in figures))
        if any(value is not None for value in line.values):
            found.append(line)
    return tuple(found)


def _known_then(values: Mapping[Period, float], period: Period) -> float | None:
    if period in values:
        return values[period]
    if period.kind in {Kind.FINANCIAL_YEAR, Kind.ACADEMIC_YEAR}:
        return None
    holding = [each for each in values if each.start <= period.start and (period.start - each.start).days < 366]
    return values[max(holding, key=lambda each: each.start)] if holding else None
