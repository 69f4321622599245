"""Whether a return can be sent: what is missing, what disagrees, what is so unusual that somebody should look. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dashboard import sheets
from dashboard.sheets import COUNT, STAFFING, WORDS, Sheet

Key = tuple[str, str, str]
"""Sheet, row and column of an answer."""
# A count is unusual when it is more than so many times the one before, and at least so many more.
TIMES, MORE = 3, 20
MOST_FTE = Decimal(100)
FTE_FIELDS = {
    "established_fte": "posts",
    "in_post_fte": "people in post",
    "agency_fte": "agency staff",
    "absent_fte": "people absent",
    "vacancies_fte": "vacancies",
}


@dataclass(frozen=True)
class Said:
    """What one edition says: numbers and words by sheet, row and column, and the lines of staffing."""

    answers: Mapping[Key, Any] = field(default_factory=dict)
    staffing: Sequence[Mapping[str, Any]] = ()

    def numbers_of(self, sheet: str) -> dict[sheets.Cell, Decimal]:
        """The numbers of one sheet."""
        return {
            (row, column): value
            for (key, row, column), value in self.answers.items()
            if key == sheet and isinstance(value, Decimal)
        }


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a return from being sent; `ask` where it is enough that somebody says it is right."""

    sheet: str
    row: str
    column: str
    sentence: str
    ask: bool = False


def problems(
    asked: Sequence[Sheet], said: Said, *, noted: bool, before: Said | None = None, sure: bool = False
) -> list[Problem]:
    """What is missing (unless a note says why), what disagrees, and what is unusual (unless somebody is sure)."""
    found = []
    for sheet in asked:
        if sheet.key == STAFFING:
            found += _of_staffing(said, noted=noted, sure=sure)
            continue
        if not noted:
            found += _missing(sheet, said)
        numbers = said.numbers_of(sheet.key)
        found += [
            Problem(sheet.key, each.row, each.column, each.sentence) for each in sheets.disagreements(sheet, numbers)
        ]
        if before is not None and not sure:
            found += _unusual(sheet, numbers, before.numbers_of(sheet.key))
    return found


def _missing(sheet: Sheet, said: Said) -> list[Problem]:
    return [
        Problem(
            sheet.key, row, column, f"{_place(sheet, row, column)} is empty. Fill it in, or say in the note why not."
        )
        for row, column in sheet.cells
        if sheet.column(column).kind != WORDS and (sheet.key, row, column) not in said.answers
    ]


def _unusual(
    sheet: Sheet, numbers: Mapping[sheets.Cell, Decimal], before: Mapping[sheets.Cell, Decimal]
) -> list[Problem]:
    found = []
    for (row, column), number in numbers.items():
        last = before.get((row, column))
        if last is None or sheet.column(column).kind != COUNT:
            continue
        low, high = sorted((number, last))
        if high > low * TIMES and high - low >= MORE:
            sentence = (
                f"{_place(sheet, row, column)} is {sheets.plain(number)}; the time before it was {sheets.plain(last)}."
            )
            found.append(Problem(sheet.key, row, column, sentence, ask=True))
    return found


def _of_staffing(said: Said, *, noted: bool, sure: bool) -> list[Problem]:
    found = []
    if not said.staffing and not noted:
        found.append(Problem(STAFFING, "", "", "No line of staffing was given. Give one, or say in the note why not."))
    for line in said.staffing:
        where = f"{line['team']}, {line['role']}, week of {line['week_commencing']:%-d %B %Y}"
        if not sure:
            found += [
                Problem(
                    STAFFING, "", "", f"{where}: {sheets.plain(line[name])} {words}, full-time equivalent.", ask=True
                )
                for name, words in FTE_FIELDS.items()
                if line[name] > MOST_FTE
            ]
        if line["absent_fte"] > line["in_post_fte"] + line["agency_fte"]:
            found.append(Problem(STAFFING, "", "", f"{where}: more people are absent than are there."))
    return found


def _place(sheet: Sheet, row: str, column: str) -> str:
    label = sheet.column(column).label
    return f"{sheet.name}: “{label}”" + (f", {sheet.rows[row].lower()}," if row else "")
