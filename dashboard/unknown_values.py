"""Gathers the values of category columns that nobody knows, and lets through only those that cannot name anybody.

Pure. A value is shown to a person, and kept until then, only when all of this holds: it is short, holds no long number
and nothing that `partnership.identifiers` finds, nor a street where a locality should stand; it stands at several
children, or is nearly a known spelling; and its column has not so many different unknown values that the columns must
have slipped.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from dashboard import cell_values, codes, localities
from dashboard.codes import Spellings
from dashboard.records import Unknown
from dashboard.suggestions import Neighbours, Suggestion
from partnership import identifiers

LONGEST = 60
# A number of four digits and more may be a reference, a date or a year.
_LONG_NUMBER = re.compile(r"\d[\d /.-]{2,}\d")
# A house number, or what the names of streets end with: a locality is no address.
_ADDRESS = re.compile(
    r"^\d|\b(avenue|ave|close|court|cottages?|crescent|drive|flats?|gardens|grove|house|lane|mews|place|rise|road|rd|row|"
    r"square|street|st|terrace|walk|way)$"
)
# At fewer children a value might be a name that slipped into the column; unless it is nearly a spelling we know.
FEWEST_CHILDREN = 3
NEARLY = 0.6
# More different unknown values than this and the column holds something else than categories.
MOST_OF_A_COLUMN = 40
# Nothing more is gathered of a column that has gone far beyond that.
_ENOUGH = 500


@dataclass(frozen=True)
class ToBeSaid:
    """One value to be put before a person, with the number of rows it stands in."""

    code_set: str
    column: str
    written: str = field(repr=False)
    rows: int = 0


class Gathering:
    """Takes unknown values row by row; holds them in memory only."""

    def __init__(self) -> None:
        self._rows: Counter[tuple[str, str, str]] = Counter()
        self._children: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        self._different: Counter[str] = Counter()

    def take(self, found: Iterable[Unknown]) -> None:
        """Note each value and the child it stands at."""
        for each in found:
            key = (each.code_set, each.column, each.written)
            if key not in self._rows:
                if self._different[each.column] >= _ENOUGH:
                    continue
                self._different[each.column] += 1
            self._rows[key] += 1
            if len(self._children[key]) < FEWEST_CHILDREN:
                self._children[key].add(each.child)

    def to_be_said(self, own: Spellings = codes.NONE) -> list[ToBeSaid]:
        """What may be shown, the most frequent first; one value of a code set once, whatever its columns."""
        shown: dict[tuple[str, str], ToBeSaid] = {}
        neighbours: dict[str, Neighbours] = {}
        for (code_set, column, written), rows in self._rows.most_common():
            if code_set not in neighbours:
                neighbours[code_set] = Neighbours(codes.known(code_set, own=own))
            if not self._may_be_shown((code_set, column, written), neighbours[code_set]):
                continue
            other = shown.get((code_set, written))
            shown[code_set, written] = ToBeSaid(
                code_set, other.column if other else column, written, rows + (other.rows if other else 0)
            )
        return list(shown.values())

    def _may_be_shown(self, key: tuple[str, str, str], neighbours: Neighbours) -> bool:
        code_set, column, written = key
        if self._different[column] > MOST_OF_A_COLUMN or not names_nobody(written):
            return False
        if code_set.startswith(localities.BREAKDOWN) and _ADDRESS.search(written):
            return False
        if len(self._children[key]) >= FEWEST_CHILDREN:
            return True
        nearest = neighbours.suggest(written)
        return nearest is not None and nearest.likeness >= NEARLY


def names_nobody(written: str) -> bool:
    """Whether the value is short and holds no long number, postcode, birth date, initials with age or name."""
    if not written or len(written) > LONGEST or _LONG_NUMBER.search(written):
        return False
    # The search for names and initials goes by capitals, which compared values have lost.
    initials = re.sub(r"\b[a-z]\b", lambda letter: letter[0].upper(), written)
    return not any(identifiers.find(words) for words in (written, initials, written.title()))


def suggestions(values: Iterable[tuple[str, str]], *, own: Spellings = codes.NONE) -> list[Suggestion | None]:
    """What each (code set, value) may mean, in their order."""
    neighbours: dict[str, Neighbours] = {}
    found = []
    for code_set, written in values:
        if code_set not in neighbours:
            neighbours[code_set] = Neighbours(codes.known(code_set, own=own))
        found.append(neighbours[code_set].suggest(cell_values.word(written)))
    return found
