"""Makes readings fit to be seen: one of each period by the precedence of sources, small numbers hidden. Pure.

Nothing is drawn, compared or written down that has not come through here. What another publisher has published
already is shown as published: hiding it would protect nobody.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from typing import Protocol

from dashboard.definitions import Definition
from figures import suppression
from figures.lookalikes import Sum
from figures.rates import write_number
from figures.suppression import Hidden
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
# A count within a table: its measure, its reading and which of its amounts.
Count = tuple[str, Key, str]
Kin = Mapping[str, tuple[Definition, Iterable[Said]]]


def fit(definition: Definition, said: Iterable[Said], *, public: Container[str], threshold: int) -> Series:
    """The readings of one measure and area as they may be seen; `public` are the sources published already."""
    chosen = _chosen(definition, said)
    own = [each for each in chosen if each.source not in public]
    hidden = _decided(definition, own, threshold)
    figures = [_figure(each, hidden) for each in chosen]
    order = {part: place for place, part in enumerate(definition.words_of_parts())}
    known = [figure for figure in figures if figure.part in order]
    return Series(definition, tuple(sorted(known, key=lambda each: (each.period.start, order[each.part]))))


def _key(said: Said) -> Key:
    return said.period_kind, said.starts_on, said.breakdown


def _chosen(definition: Definition, said: Iterable[Said]) -> list[Said]:
    """Of two sources that speak of one period the one the definition names first."""
    rank = {source: place for place, source in enumerate(definition.sources)}
    best: dict[Key, Said] = {}
    for each in sorted(said, key=lambda each: rank.get(each.source, len(rank)), reverse=True):
        best[_key(each)] = each
    return list(best.values())


@cache
def _period(kind: str, start: date) -> Period:
    """The same few hundred periods are asked for by every page."""
    return periods.containing(kind, start)


def _figure(said: Said, hidden: set[Key]) -> Figure:
    state = State.HIDDEN if _key(said) in hidden else _STATES.get(said.status, State.SHOWN)
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
        return {_key(each) for each in own if each.hidden}
    if not definition.hides_small_numbers:
        return set()
    years = {
        periods.financial_year(each.starts_on) for each in own if _holds_a_small_number(definition, each, threshold)
    }
    return {_key(each) for each in own if periods.financial_year(each.starts_on) in years}


def _holds_a_small_number(definition: Definition, said: Said, threshold: int) -> bool:
    return any(suppression.is_small(count, threshold) for count in _counts(definition, [said]).values())


def to_hide(kin: Kin, *, threshold: int) -> dict[str, set[Key]]:
    """By measure the readings (kind, start, part) that must not be seen; months, parts and the year add up.

    `kin` are measures of one area that count the same things, so that what one hides is not told by another, each with
    the figures nobody has published yet. Found year by year, for jobs: it takes long where many counts are small.
    """
    definitions = [definition for definition, _ in kin.values() if definition.hides_small_numbers]
    years: dict[str, dict[str, list[Said]]] = {}
    for definition in definitions:
        for each in _chosen(definition, kin[definition.code][1]):
            of_year = years.setdefault(periods.financial_year(each.starts_on), {})
            of_year.setdefault(definition.code, []).append(each)
    hidden: dict[str, set[Key]] = {code: set() for code in kin}
    for said in years.values():
        for code, key, _ in _hidden_within(definitions, said, threshold):
            hidden[code].add(key)
    return hidden


def _hidden_within(definitions: Sequence[Definition], said: Mapping[str, list[Said]], threshold: int) -> set[Count]:
    counts: dict[Count, int] = {}
    for definition in definitions:
        counts |= _counts(definition, said.get(definition.code, ()))
    if not any(suppression.is_small(count, threshold) for count in counts.values()):
        return set()
    sums = [*_sums_of_shares(counts), *_sums_of_parts(counts), *_sums_of_months(counts)]
    for definition in definitions:
        sums += _same_counts(definition, counts)
    shown = suppression.suppress(counts, sums, threshold=threshold)
    return {count for count, number in shown.items() if isinstance(number, Hidden) and count[1][2] != REST}


# Name of the part that makes the whole complete: rows of no known part.
REST = "another part"
TOP, REMAINDER, WHOLE = "numerator", "the others", "denominator"


def _counts(definition: Definition, said: Iterable[Said]) -> dict[Count, int]:
    counts: dict[Count, int] = {}
    for each in said:
        if each.numerator is None:
            continue
        counts[definition.code, _key(each), TOP] = int(each.numerator)
        if definition.unit == "percent" and each.denominator is not None:
            counts[definition.code, _key(each), WHOLE] = int(each.denominator)
            counts[definition.code, _key(each), REMAINDER] = int(each.denominator - each.numerator)
    return _completed(counts)


def _completed(counts: dict[Count, int]) -> dict[Count, int]:
    """With a further part wherever the parts of a period are fewer than the whole."""
    parts: dict[Count, int] = {}
    for (code, (kind, start, part), amount), count in counts.items():
        if part:
            whole = code, (kind, start, ""), amount
            parts[whole] = parts.get(whole, 0) + count
    rest = {
        (code, (kind, start, REST), amount): counts[code, (kind, start, part), amount] - found
        for (code, (kind, start, part), amount), found in parts.items()
        if (code, (kind, start, part), amount) in counts
    }
    return counts | {key: count for key, count in rest.items() if count > 0}


def _sums_of_shares(counts: Mapping[Count, int]) -> list[Sum[Count]]:
    """Those of whom it is true and the others are all."""
    return [
        Sum((code, key, WHOLE), ((code, key, TOP), (code, key, REMAINDER)))
        for code, key, amount in counts
        if amount == WHOLE
    ]


def _sums_of_parts(counts: Mapping[Count, int]) -> list[Sum[Count]]:
    """The parts are the whole."""
    parts: dict[Count, list[Count]] = {}
    for code, (kind, start, part), amount in counts:
        if part:
            parts.setdefault((code, (kind, start, ""), amount), []).append((code, (kind, start, part), amount))
    return [Sum(whole, tuple(found)) for whole, found in parts.items() if _adds_up(counts, whole, found)]


def _sums_of_months(counts: Mapping[Count, int]) -> list[Sum[Count]]:
    """Twelve months are the year; of what is counted at the end of each, its last month is."""
    found = []
    for code, (kind, start, part), amount in counts:
        if kind != Kind.FINANCIAL_YEAR:
            continue
        year = code, (kind, start, part), amount
        of_year = periods.between(Kind.MONTH, start, start.replace(year=start.year + 1, month=3))
        months = [(code, (str(Kind.MONTH), month.start, part), amount) for month in of_year]
        for parts in (months, months[-1:]):
            if all(month in counts for month in parts) and _adds_up(counts, year, parts):
                found.append(Sum(year, tuple(parts)))
                break
    return found


def _same_counts(definition: Definition, counts: Mapping[Count, int]) -> list[Sum[Count]]:
    """What another measure counts too, as the definition says: whoever reads the one knows the other."""
    found = []
    for amount, (code, part) in definition.counted_in.items():
        for own in [own for own in counts if own[0] == definition.code and own[2] == amount and not own[1][2]]:
            kind, start, _ = own[1]
            theirs = code, (kind, start, part), TOP
            if theirs in counts and _adds_up(counts, own, [theirs]):
                found.append(Sum(own, (theirs,)))
    return found


def _adds_up(counts: Mapping[Count, int], total: Count, parts: Sequence[Count]) -> bool:
    return total in counts and sum(counts[part] for part in parts) == counts[total]
