"""Which readings must not be seen, so that no small number follows from the others. Pure.

A reader adds up parts, months and shares, knows what another measure counts too, keeps what was shown before a load and
lays it beside what is shown after it, and may be of an agency that counted some of it itself: none of this helps.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from dashboard.definitions import DENOMINATOR, Definition
from dashboard.shown import REMAINDER, TOP, WHOLE, Key, Said, amounts, key_of, spoken_for
from figures import suppression
from figures.lookalikes import Sum
from figures.suppression import Hidden
from partnership import periods
from partnership.periods import Kind

# A count within a table: its measure, its reading and which of its amounts.
Count = tuple[str, Key, str]
# The same in one of several tables: a reading that stands in two of them is one and the same count.
Named = tuple[Count, int]
Kin = Mapping[str, tuple[Definition, Iterable[Said]]]
# Name of the part that makes the whole complete: rows of no known part.
REST = "another part"
# Parts with this name are counted by an agency, which knows its own.
AGENCY = "agency"
# Kinds of period that run across the end of March: with them the years of a measure hang together.
_ACROSS = {Kind.TERM, Kind.ACADEMIC_YEAR, Kind.ROLLING_YEAR}


def to_hide(kin: Kin, *, threshold: int, earlier: Sequence[Kin] = ()) -> dict[str, set[Key]]:
    """By measure the readings (kind, start, part) that must not be seen.

    `kin` are measures of one area that count the same things, so that what one hides is not told by another, each with
    the figures nobody has published yet; `earlier` are the same tables as they stood before, oldest first, in which the
    readings say what was hidden of them. Found year by year, for jobs: it takes long where many counts are small.
    """
    definitions = [definition for definition, _ in kin.values() if definition.hides_small_numbers]
    years = _by_year(definitions, kin)
    before = [_by_year(definitions, table) for table in earlier]
    hidden: dict[str, set[Key]] = {code: set() for code in kin}
    for year, said in years.items():
        tables = [table[year] for table in before if year in table]
        for code, key, _ in _hidden_within(definitions, [*tables, said], threshold):
            hidden[code].add(key)
    return hidden


def across_years(definition: Definition) -> bool:
    """Whether a measure has periods that run across the end of a financial year, so that its years hang together."""
    return bool(_ACROSS & set(definition.periods))


Table = dict[str, list[Said]]


def _by_year(definitions: Sequence[Definition], kin: Kin) -> dict[str, Table]:
    """The readings that may tell of one another, by measure: those of a financial year, or all of them."""
    together = any(across_years(definition) for definition in definitions)
    years: dict[str, Table] = {}
    for definition in definitions:
        for each in spoken_for(definition, kin[definition.code][1]) if definition.code in kin else ():
            year = "" if together else periods.financial_year(each.starts_on)
            years.setdefault(year, {}).setdefault(definition.code, []).append(each)
    return years


@dataclass
class _Puzzle:
    """All that a reader can lay side by side: the counts of several tables and what adds up in each."""

    counts: dict[Named, int] = field(default_factory=dict)
    sums: list[Sum[Named]] = field(default_factory=list)
    published: set[Named] = field(default_factory=set)
    hidden_before: set[Named] = field(default_factory=set)

    def lay(self, number: int, definitions: Sequence[Definition], table: Table, *, now: bool, threshold: int) -> None:
        """Add a table; `now` is the one to be decided on, the others were seen already."""
        counts, rows = _table(definitions, table)
        names = {count: _named(count, rows.get(count[:2]), number) for count in counts}
        self.counts |= {names[count]: amount for count, amount in counts.items()}
        for each in _all_sums(definitions, counts):
            self.sums.append(Sum(names[each.total], tuple(names[part] for part in each.parts)))
        for count, name in names.items():
            row = rows.get(count[:2])
            if row is not None and row.hidden is not None and row.hidden_for == threshold:
                if not row.hidden:
                    self.published.add(name)
                elif not now:
                    self.hidden_before.add(name)


def _hidden_within(definitions: Sequence[Definition], tables: Sequence[Table], threshold: int) -> set[Count]:
    puzzle = _Puzzle()
    last = len(tables) - 1
    for number, table in enumerate(tables):
        puzzle.lay(number, definitions, table, now=number == last, threshold=threshold)
    if not any(suppression.is_small(count, threshold) for count in puzzle.counts.values()):
        return set()
    hidden = _solved(puzzle, threshold, hidden=puzzle.hidden_before, known=set())
    for part in sorted({name[0][1][2] for name in puzzle.counts if name[0][1][2].startswith(f"{AGENCY}=")}):
        own = {name for name in puzzle.counts if name[0][1][2] == part}
        hidden |= _solved(puzzle, threshold, hidden=hidden, known=own)
    _, rows = _table(definitions, tables[last])
    living = {id(row) for row in rows.values()}
    return {count for count, row in hidden if row in living}


def _solved(puzzle: _Puzzle, threshold: int, *, hidden: set[Named], known: set[Named]) -> set[Named]:
    """What is hidden so that a reader who knows some of the counts finds out no other."""
    shown = suppression.suppress(
        puzzle.counts,
        puzzle.sums,
        threshold=threshold,
        already_published=puzzle.published - hidden,
        already_hidden=hidden,
        known_to_reader=_with_the_same(known, puzzle.sums),
    )
    return {name for name, number in shown.items() if isinstance(number, Hidden)}


def _with_the_same(known: set[Named], sums: Sequence[Sum[Named]]) -> set[Named]:
    """What is known, and what another measure counts too."""
    pairs = [(each.total, each.parts[0]) for each in sums if len(each.parts) == 1]
    found = set(known)
    while more := {one for pair in pairs if found & set(pair) for one in pair} - found:
        found |= more
    return found


def _named(count: Count, row: Said | None, number: int) -> Named:
    """A count by its reading; one made up to complete a whole belongs to its table alone."""
    return count, id(row) if row is not None else -1 - number


def _table(
    definitions: Sequence[Definition], said: Mapping[str, Iterable[Said]]
) -> tuple[dict[Count, int], dict[tuple[str, Key], Said]]:
    counts: dict[Count, int] = {}
    rows: dict[tuple[str, Key], Said] = {}
    for definition in definitions:
        found: dict[Count, int] = {}
        for each in said.get(definition.code, ()):
            key = key_of(each)
            rows[definition.code, key] = each
            found |= {(definition.code, key, name): count for name, count in amounts(definition, each).items()}
        counts |= _completed(found)
    return counts, rows


def _completed(counts: dict[Count, int]) -> dict[Count, int]:
    """With a further part wherever the parts of a period are fewer than the whole."""
    parts: dict[tuple[Count, str], int] = {}
    for (code, (kind, start, part), amount), count in counts.items():
        if part:
            whole = (code, (kind, start, ""), amount), _name_of(part)
            parts[whole] = parts.get(whole, 0) + count
    rest: dict[Count, int] = {}
    for (all_of_it, name), found in parts.items():
        measured, (span, first, _), what = all_of_it
        if counts.get(all_of_it, 0) > found:
            rest[measured, (span, first, f"{name}={REST}"), what] = counts[all_of_it] - found
    return counts | rest


def _name_of(part: str) -> str:
    """By what a part is a part: "rating" of "rating=red"."""
    return part.partition("=")[0]


# What a reader knows to add up -------------------------------------------------


def _all_sums(definitions: Sequence[Definition], counts: Mapping[Count, int]) -> list[Sum[Count]]:
    sums = [*_sums_of_shares(counts), *_sums_of_parts(counts), *_sums_of_periods(counts)]
    return [*sums, *chain.from_iterable(_same_counts(definition, counts) for definition in definitions)]


def _sums_of_shares(counts: Mapping[Count, int]) -> list[Sum[Count]]:
    """Those of whom it is true and the others are all."""
    return [
        Sum((code, key, WHOLE), ((code, key, TOP), (code, key, REMAINDER)))
        for code, key, amount in counts
        if amount == WHOLE and (code, key, REMAINDER) in counts
    ]


def _sums_of_parts(counts: Mapping[Count, int]) -> list[Sum[Count]]:
    """The parts are the whole, whatever it is parted by."""
    parts: dict[tuple[Count, str], list[Count]] = {}
    for code, (kind, start, part), amount in counts:
        if part:
            whole = (code, (kind, start, ""), amount), _name_of(part)
            parts.setdefault(whole, []).append((code, (kind, start, part), amount))
    return [Sum(whole, tuple(found)) for (whole, _), found in parts.items() if _adds_up(counts, whole, found)]


def _sums_of_periods(counts: Mapping[Count, int]) -> list[Sum[Count]]:
    """The months are the quarter and any year, the quarters too; of what is counted at an end, the last one is."""
    found = []
    for code, (kind, start, part), amount in counts:
        for finer in _FINER.get(Kind(kind), ()):
            whole = code, (kind, start, part), amount
            within = [(code, (str(finer), first, part), amount) for first in _starts(Kind(kind), start, finer)]
            for parts in (within, within[-1:]):
                if all(each in counts for each in parts) and _adds_up(counts, whole, parts):
                    found.append(Sum(whole, tuple(parts)))
                    break
    return found


_FINER = {
    Kind.QUARTER: (Kind.MONTH,),
    Kind.FINANCIAL_YEAR: (Kind.MONTH, Kind.QUARTER),
    Kind.ACADEMIC_YEAR: (Kind.MONTH, Kind.TERM),
    Kind.ROLLING_YEAR: (Kind.MONTH,),
}
_LENGTH = {Kind.QUARTER: 3}


def _starts(kind: Kind, start: date, finer: Kind) -> list[date]:
    """First days of the finer periods within one that begins on a day."""
    last = start.month - 1 + _LENGTH.get(kind, 12) - 1
    end = date(start.year + last // 12, last % 12 + 1, 1)
    return [period.start for period in periods.between(finer, start, end)]


def _same_counts(definition: Definition, counts: Mapping[Count, int]) -> list[Sum[Count]]:
    """What another measure counts too, as the definition says: whoever reads the one knows the other."""
    found = []
    for amount, (code, said) in definition.counted_in.items():
        for own in [own for own in counts if own[0] == definition.code and own[2] == amount and not own[1][2]]:
            kind, start, _ = own[1]
            for spans in _same_time(Kind(kind), start):
                theirs = [each for span in spans for each in _theirs(code, said, span)]
                if all(each in counts for each in theirs) and _adds_up(counts, own, theirs):
                    found.append(Sum(own, tuple(theirs)))
                    break
    return found


def _same_time(kind: Kind, start: date) -> Iterator[list[tuple[str, date]]]:
    """The period itself; where the other measure has no such periods, the finer ones within it, or the last of them."""
    yield [(str(kind), start)]
    for finer in _FINER.get(kind, ()):
        within = [(str(finer), first) for first in _starts(kind, start, finer)]
        yield within
        yield within[-1:]


def _theirs(code: str, said: str, span: tuple[str, date]) -> list[Count]:
    """The counts of another measure and period that are the same together: parts of it, or its denominator."""
    if said == DENOMINATOR:
        return [(code, (*span, ""), DENOMINATOR)]
    return [(code, (*span, part), TOP) for part in said.split(" ")]


def _adds_up(counts: Mapping[Count, int], total: Count, parts: Sequence[Count]) -> bool:
    return total in counts and sum(counts[part] for part in parts) == counts[total]
