"""Makes readings fit to be seen: one of each period by the precedence of sources, small numbers hidden. Pure.

Nothing is drawn, compared or written down that has not come through here. What another publisher has published
already is shown as published: hiding it would protect nobody.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from typing import Protocol

from dashboard.definitions import Definition
from figures import suppression
from figures.rates import write_number
from partnership import periods
from partnership.periods import Kind, Period


class Said(Protocol):
    """What is asked of a reading."""

    period_kind: str
    starts_on: date
    source: str
    breakdown: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    status: str
    mark: str
    hidden: bool | None
    hidden_for: int | None


class State(StrEnum):
    """Whether there is a figure to show, else why not; the value is said on the page."""

    SHOWN = ""
    HIDDEN = "Hidden: small number"
    HIDDEN_BY_SOURCE = "Hidden by its publisher"
    MISSING = "Not received"
    NOT_COLLECTED = "Not asked for"
    NO_CASES = "No cases"


_STATES = {
    "missing": State.MISSING,
    "not_collected": State.NOT_COLLECTED,
    "suppressed": State.HIDDEN_BY_SOURCE,
    "no_cases": State.NO_CASES,
}


@dataclass(frozen=True)
class Figure:
    """One period of one part, fit to be seen: what is hidden is not in it."""

    period: Period
    part: str
    source: str
    numerator: float | None
    denominator: float | None
    value: float | None
    state: State = State.SHOWN
    provisional: bool = False
    mark: str = ""

    @property
    def status(self) -> str:
        """One word for tables to download."""
        if self.state is not State.SHOWN:
            return self.state.name.lower()
        return "provisional" if self.provisional else "final"


@dataclass(frozen=True)
class Series:
    """The figures of one measure in one area, as they may be seen."""

    definition: Definition
    figures: tuple[Figure, ...]

    def of(self, kind: Kind, part: str = "") -> list[Figure]:
        """The figures of one kind of period and one part, oldest first."""
        return [figure for figure in self.figures if figure.period.kind == kind and figure.part == part]

    @cached_property
    def kind(self) -> Kind | None:
        """The kind of period its chart has: the first of the definition of whose figures most may be seen."""
        there = [kind for kind in self.definition.periods if self.of(kind)]
        return next((kind for kind in there if self._mostly_seen(kind)), there[0] if there else None)

    def _mostly_seen(self, kind: Kind) -> bool:
        figures = self.of(kind)
        return 2 * sum(figure.state is not State.HIDDEN for figure in figures) > len(figures)

    @cached_property
    def too_small_by(self) -> str:
        """The finer period of which too few figures may be seen, so that a coarser one is shown: "month", else ""."""
        finer = self.definition.period
        return str(finer) if self.kind not in (None, finer) and self.of(finer) else ""

    @cached_property
    def whole(self) -> list[Figure]:
        """What its chart shows: every period of its kind, the whole of it."""
        return self.of(self.kind) if self.kind else []

    @cached_property
    def latest(self) -> Figure | None:
        """The last period there is."""
        return self.whole[-1] if self.whole else None

    def write(self, value: float) -> str:
        """ "82.5%", "1,184", "322.2"."""
        return write(self.definition, value)


def write(definition: Definition, value: float) -> str:
    """A value as the measure writes it."""
    return write_number(value, definition.decimals) + ("%" if definition.unit == "percent" else "")


Key = tuple[str, date, str]


@dataclass(frozen=True)
class Reader:
    """Whose eyes: sources and parts of measures that are the reader's own, and so no secret to him or her."""

    sources: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()

    def owns(self, said: "Said") -> bool:
        """Whether the reader's own agency counted it."""
        return said.source in self.sources or (said.breakdown in self.parts and said.breakdown != "")


MEMBER = Reader()


def fit(
    definition: Definition,
    said: Iterable[Said],
    *,
    public: Container[str],
    threshold: int,
    reader: Reader = MEMBER,
) -> Series:
    """The readings of one measure and area as a reader may see them; `public` are the sources published already."""
    chosen = spoken_for(definition, said)
    own = [each for each in chosen if each.source not in public]
    hidden = _decided(definition, own, threshold) - {key_of(each) for each in own if reader.owns(each)}
    figures = [_figure(each, hidden) for each in chosen]
    order = {part: place for place, part in enumerate(definition.words_of_parts())}
    known = [figure for figure in figures if figure.part in order]
    return Series(definition, tuple(sorted(known, key=lambda each: (each.period.start, order[each.part]))))


def key_of(said: Said) -> Key:
    return said.period_kind, said.starts_on, said.breakdown


def spoken_for(definition: Definition, said: Iterable[Said]) -> list[Said]:
    """Of two sources that speak of one period the one the definition names first."""
    rank = {source: place for place, source in enumerate(definition.sources)}
    best: dict[Key, Said] = {}
    for each in sorted(said, key=lambda each: rank.get(each.source, len(rank)), reverse=True):
        best[key_of(each)] = each
    return list(best.values())


@cache
def _period(kind: str, start: date) -> Period:
    """The same few hundred periods are asked for by every page."""
    return periods.containing(kind, start)


def _figure(said: Said, hidden: set[Key]) -> Figure:
    state = State.HIDDEN if key_of(said) in hidden else _STATES.get(said.status, State.SHOWN)
    seen = state is State.SHOWN
    amounts = said.numerator, said.denominator, said.value
    numerator, denominator, value = (None if each is None or not seen else float(each) for each in amounts)
    if state is State.NO_CASES:
        numerator = denominator = 0.0
    return Figure(
        period=_period(said.period_kind, said.starts_on),
        part=said.breakdown,
        source=said.source,
        numerator=numerator,
        denominator=denominator,
        value=value,
        state=state,
        provisional=said.status == "provisional",
        mark=said.mark,
    )


def _decided(definition: Definition, own: Sequence[Said], threshold: int) -> set[Key]:
    """What must not be seen, as a job has decided it; until it has, all of a year that holds a small number.

    To find the fewest takes minutes where many counts are small: no page may wait for it.
    """
    if all(each.hidden_for == threshold for each in own):
        return {key_of(each) for each in own if each.hidden}
    if not definition.hides_small_numbers:
        return set()
    years = {
        periods.financial_year(each.starts_on) for each in own if _holds_a_small_number(definition, each, threshold)
    }
    return {key_of(each) for each in own if periods.financial_year(each.starts_on) in years}


def _holds_a_small_number(definition: Definition, said: Said, threshold: int) -> bool:
    return any(suppression.is_small(count, threshold) for count in amounts(definition, said).values())


TOP, REMAINDER, WHOLE = "numerator", "the others", "denominator"


def amounts(definition: Definition, said: Said) -> dict[str, int]:
    """The counts that a reading tells of: those of whom it is true and, of a share, the others and all.

    A mean tells of how many it is the mean; the denominator of a rate is the population, which everybody knows. What is
    derived from two figures is no count: it is there only where both may be seen.
    """
    if said.numerator is None or definition.derived is not None:
        return {}
    found = {TOP: int(said.numerator)}
    if definition.unit in {"percent", "mean"} and said.denominator is not None:
        found[WHOLE] = int(said.denominator)
    if definition.unit == "percent" and said.denominator is not None:
        found[REMAINDER] = max(int(said.denominator - said.numerator), 0)
    return found
