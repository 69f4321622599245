"""The sheets of a return: which questions stand together, in which rows and columns, and what must agree. Pure.

One file a sheet in data/returns/. A return of an agency holds the sheets the partnership has agreed it sends; each is
one part of the form and one sheet of the spreadsheet. A faulty file is named with its line.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from dashboard.definitions import RETURNS, SECTOR, Definition, FaultyDefinition, check_choice, check_type, place_of
from partnership.periods import Kind

FOLDER = Path(__file__).parent / "data" / "returns"
# The one sheet whose rows the agency makes itself: its teams and roles, week by week (data_and_methods 1.6).
STAFFING = "staffing"
COUNT, AMOUNT, RATING, WORDS = "count", "amount", "rating", "words"
KINDS = {COUNT, AMOUNT, RATING, WORDS}
# The kinds of period a return may speak of.
PERIODS = {Kind.MONTH, Kind.QUARTER, Kind.TERM}
LARGEST = {COUNT: Decimal(1_000_000), AMOUNT: Decimal(1_000_000), RATING: Decimal(4)}

Cell = tuple[str, str]
"""Row and column of one answer; the row is "" where a sheet has one row."""


@dataclass(frozen=True)
class Column:
    """One question, asked in each row: a whole number, an amount, a rating from 1 to 4, or words."""

    key: str
    label: str
    kind: str = COUNT
    help: str = ""
    at_most: tuple[str, ...] = ()
    is_sum_of: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    """Only asked in these rows; in all of them when empty."""


@dataclass(frozen=True)
class Sheet:
    """Questions that are answered together."""

    key: str
    name: str
    position: int
    every: Kind
    help: str
    rows: Mapping[str, str] = field(default_factory=lambda: {"": ""})
    columns: tuple[Column, ...] = ()
    row_heading: str = ""
    nil: bool = True
    """Whether "nothing to report" is an answer: nought in every count."""

    @property
    def cells(self) -> list[Cell]:
        """Every answer the sheet asks for, row by row."""
        return [(row, column.key) for row in self.rows for column in self.columns if asks(column, row)]

    @property
    def lies(self) -> bool:
        """Whether it reads better with its questions below each other: there are more of them than rows."""
        return len(self.columns) > len(self.rows)

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of its table."""
        if self.lies:
            return ("Question", *self.rows.values())
        return (self.row_heading, *(column.label for column in self.columns))

    @property
    def grid(self) -> list[tuple[str, list[tuple[str, Cell | None]]]]:
        """The lines of its table: label, and each cell (None where none is asked) with the head above it."""
        if self.lies:
            return [
                (column.label, [(label, self._cell(row, column)) for row, label in self.rows.items()])
                for column in self.columns
            ]
        return [
            (label, [(column.label, self._cell(row, column)) for column in self.columns])
            for row, label in self.rows.items()
        ]

    def _cell(self, row: str, column: Column) -> Cell | None:
        return (row, column.key) if asks(column, row) else None

    def column(self, key: str) -> Column:
        """The column of this key; KeyError when there is none."""
        return {column.key: column for column in self.columns}[key]


def asks(column: Column, row: str) -> bool:
    """Whether a column is asked in a row."""
    return not column.rows or row in column.rows


# What must agree -------------------------------------------------------------


@dataclass(frozen=True)
class Disagreement:
    """Two answers that cannot both be right: where, and the sentence that says so."""

    row: str
    column: str
    sentence: str


def disagreements(sheet: Sheet, numbers: Mapping[Cell, Decimal]) -> list[Disagreement]:
    """Where a part is more than its whole, or a sum is not the sum of its parts; answers not given are passed over."""
    found = []
    for row, key in sheet.cells:
        column, number = sheet.column(key), numbers.get((row, key))
        if number is None:
            continue
        found += _too_many(sheet, column, row, number, numbers)
        found += _no_sum(sheet, column, row, number, numbers)
    return found


def _too_many(
    sheet: Sheet, column: Column, row: str, number: Decimal, numbers: Mapping[Cell, Decimal]
) -> list[Disagreement]:
    whole = _added(column.at_most, row, numbers)
    if not column.at_most or whole is None or number <= whole:
        return []
    words = _named(sheet, column.at_most)
    return [Disagreement(row, column.key, f"“{column.label}” is {plain(number)}, more than {words} ({plain(whole)}).")]


def _no_sum(
    sheet: Sheet, column: Column, row: str, number: Decimal, numbers: Mapping[Cell, Decimal]
) -> list[Disagreement]:
    parts = [key for key in column.is_sum_of if asks(sheet.column(key), row)]
    total = _added(parts, row, numbers)
    if not parts or total is None or number == total:
        return []
    words = _named(sheet, parts)
    return [Disagreement(row, column.key, f"“{column.label}” is {plain(number)}, but {words} make {plain(total)}.")]


def plain(number: Decimal) -> str:
    """A number as people write it: "1,200", "7.5"."""
    return f"{number.normalize():,f}"


def _added(columns: Any, row: str, numbers: Mapping[Cell, Decimal]) -> Decimal | None:
    parts = [numbers.get((row, key)) for key in columns]
    return None if None in parts else sum((part for part in parts if part is not None), Decimal())


def _named(sheet: Sheet, columns: Any) -> str:
    return " and ".join(f"“{sheet.column(key).label}”" for key in columns)


# Files -----------------------------------------------------------------------


_TYPES: dict[str, type] = {
    "key": str, "name": str, "position": int, "every": str, "help": str, "rows": dict, "columns": list,
    "row_heading": str, "nil": bool,
}  # fmt: skip
_NEEDED = ("key", "name", "position", "every", "help")
_COLUMN_TYPES: dict[str, type] = {
    "key": str, "label": str, "kind": str, "help": str, "at_most": list, "is_sum_of": list, "rows": list,
}  # fmt: skip


def read(path: Path) -> Sheet:
    """The sheet a file holds; raises FaultyDefinition with file, line and what to do."""
    text = path.read_text(encoding="utf-8")
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise FaultyDefinition(f"{path.name}: {problem}") from None
    _check(path.name, text, given, _TYPES, _NEEDED)
    check_choice(place_of(path.name, text, "every"), given["every"], {str(kind) for kind in PERIODS})
    columns = tuple(_column(path.name, text, each) for each in given.get("columns", ()))
    sheet = Sheet(**{**given, "every": Kind(given["every"]), "columns": columns})
    _check_columns(path.name, text, sheet)
    return sheet


def read_all(folder: Path = FOLDER) -> dict[str, Sheet]:
    """Every sheet by key, in the order in which a return asks them; raises FaultyDefinition."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        sheet = read(path)
        if path.stem != sheet.key:
            raise FaultyDefinition(f"{path.name}: the file of “{sheet.key}” is to be called {sheet.key}.toml.")
        found[sheet.key] = sheet
    return dict(sorted(found.items(), key=lambda each: (each[1].position, each[0])))


def check_measure(definition: Definition, sheets: Mapping[str, Sheet]) -> None:
    """A measure that returns tell names a sheet, columns and rows there are; raises FaultyDefinition."""
    returned = definition.returned
    if returned is None:
        return
    sheet = sheets.get(returned.sheet)
    if sheet is None:
        raise FaultyDefinition(f"{definition.code}.toml: there is no sheet “{returned.sheet}” in data/returns/.")
    if sheet.every != definition.period:
        raise FaultyDefinition(f"{definition.code}.toml: it is by {definition.period}, its sheet by {sheet.every}.")
    for said in (*returned.numerator, *returned.denominator):
        if said != RETURNS and not cells_of(sheet, said):
            raise FaultyDefinition(f"{definition.code}.toml: the sheet “{sheet.key}” asks no “{said}”.")
    breakdown = definition.breakdown
    if breakdown and breakdown.name != SECTOR:
        parts = set(breakdown.values)
        if not parts <= set(sheet.rows) and not parts <= {column.key for column in sheet.columns}:
            raise FaultyDefinition(f"{definition.code}.toml: its parts are no rows or columns of “{sheet.key}”.")


def cells_of(sheet: Sheet, said: str) -> list[Cell]:
    """The cells a measure speaks of: "attended" in every row that asks it, "unknown.meetings" in one."""
    row, dot, key = said.rpartition(".")
    return [(r, k) for r, k in sheet.cells if k == key and (not dot or r == row)]


def _check(name: str, text: str, given: Mapping[str, Any], types: Mapping[str, type], needed: Any) -> None:
    for key in sorted(set(given) - set(types)):
        raise FaultyDefinition(f"{place_of(name, text, key)}: “{key}” is not known. Is it misspelt?")
    for key in needed:
        if key not in given:
            raise FaultyDefinition(f"{name}, line 1: “{key}” is missing.")
    for key, value in given.items():
        check_type(place_of(name, text, key), key, value, types[key])


def _column(name: str, text: str, given: dict[str, Any]) -> Column:
    _check(name, text, given, _COLUMN_TYPES, ("key", "label"))
    place = _place_of_column(name, text, given["key"])
    check_choice(place, given.get("kind", COUNT), KINDS)
    said: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    return Column(**said)


def _check_columns(name: str, text: str, sheet: Sheet) -> None:
    """Each column is there once, and speaks only of columns and rows there are."""
    keys = [column.key for column in sheet.columns]
    if not keys and sheet.key != STAFFING:
        raise FaultyDefinition(f"{name}, line 1: the sheet asks nothing; give it [[columns]].")
    for key in keys:
        if keys.count(key) > 1:
            raise FaultyDefinition(f"{_place_of_column(name, text, key)}: there are two columns “{key}”.")
    for column in sheet.columns:
        place = _place_of_column(name, text, column.key)
        for other in (*column.at_most, *column.is_sum_of):
            check_choice(place, other, set(keys) - {column.key})
        for row in column.rows:
            check_choice(place, row, set(sheet.rows))


def _place_of_column(name: str, text: str, key: str) -> str:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.replace(" ", "").startswith(f'key="{key}"') and number > 1:
            return f"{name}, line {number}"
    return f"{name}, line 1"
