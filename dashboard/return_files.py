"""The spreadsheet of a return: every question and last time’s figures, and read back; staffing_return.csv too.

All rows are taken into the draft or none: each fault is named with its row, column and what to do.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse

from dashboard import returns, sheets
from dashboard.models import Return
from dashboard.returns import Filled
from dashboard.sheets import COUNT, RATING, STAFFING, WORDS, Column
from office import spreadsheets, tables_in
from office.tables_in import Fault, Unfit, Wanted
from partnership.refusals import Refusal

HEADS = ("Figures", "Question", "Of", "Last time", "Answer", "Key")
FTE = ("established_fte", "in_post_fte", "agency_fte", "absent_fte", "vacancies_fte")
MOST_ROWS = 20_000
WEEK = Wanted("week_commencing", "week_commencing", also=("Monday",))


# The template -----------------------------------------------------------------


def template(sent: Return) -> HttpResponse:
    """The workbook: what it is, the questions with what was answered last time and so far, the lines of staffing."""
    parts: dict[str, tuple[Sequence[str], list[Sequence[Any]]]] = {
        "Read me": (("Return", sent.name), _words_of(sent)),
        "Figures": (HEADS, _questions(sent)),
    }
    if STAFFING in sent.sheets:
        parts["Staffing"] = (returns.STAFFING_FIELDS, _lines(sent))
    return spreadsheets.as_workbook(name=f"return-{sent.pk}-{sent.starts_on}", sheets=parts)


def _words_of(sent: Return) -> list[Sequence[Any]]:
    return [
        ("Due", sent.due_on),
        (
            "How",
            "Write your answers in the column “Answer” of the sheet “Figures”, and leave the column “Key” as it is.",
        ),
        ("Empty", "Leave empty what nobody knows. Empty is missing, never nought."),
        ("Staffing", "One line for each team, role and week (a Monday). FTE is full-time equivalent."),
        ("Names", "Do not name a child or a member of staff."),
    ]


def _questions(sent: Return) -> list[Sequence[Any]]:
    said, last = returns.said_in(sent), returns.before(sent)
    earlier = returns.said_in(last, last.speaks).answers if last else {}
    return [
        (
            sheet.name, sheet.column(column).label, sheet.rows[row], _plain(earlier.get((sheet.key, row, column))),
            _plain(said.answers.get((sheet.key, row, column))), key_of(sent, sheet.key, row, column),
        )
        for sheet in returns.sheets_of(sent)
        for row, column in sheet.cells
    ]  # fmt: skip


def _lines(sent: Return) -> list[Sequence[Any]]:
    lines = returns.said_in(sent).staffing or returns.lines_to_begin_with(sent)
    return [[_plain(line.get(name)) for name in returns.STAFFING_FIELDS] for line in lines]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return "" if value is None else value


def key_of(sent: Return, sheet: str, row: str, column: str) -> str:
    """Where an answer belongs: the number of the return and the name of the question."""
    return f"{sent.pk}/{returns.name_of(sheet, row, column)}"


# Reading it back --------------------------------------------------------------


@dataclass
class ReadIn:
    """What a file said, its faults, and the headings that were passed over."""

    filled: Filled = field(default_factory=Filled)
    faults: list[Fault] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Lines of staffing that belong to another return, by what they are of."""

    @property
    def said(self) -> str:
        """What was taken in, in a sentence or two."""
        given = sum(value is not None for value in self.filled.answers.values())
        lines = self.filled.staffing
        words = [f"{given:,} answer{'s' if given != 1 else ''}"] if self.filled.answers else []
        words += [f"{len(lines):,} line{'s' if len(lines) != 1 else ''} of staffing"] if lines is not None else []
        ignored = f" Passed over: {', '.join(self.passed_over)}." if self.passed_over else ""
        for what, count in self.elsewhere.items():
            ignored += f" {count:,} line{'s' if count != 1 else ''} of {what} left out."
        return f"{' and '.join(words)} taken into the draft.{ignored}"


def read(data: bytes, *, sent: Return) -> ReadIn:
    """The answers and lines of a file; Refusal when it is neither the spreadsheet of this return nor staffing."""
    figures, refused = _try(data, (Wanted("key", "Key"), Wanted("answer", "Answer", needed=False)))
    staffing, again = (None, None) if STAFFING not in sent.sheets else _try(data, _staffing_columns(sent))
    if figures is None and staffing is None:
        if refused and "headings" not in refused.sentence:
            raise refused
        raise again or Refusal(
            "This is not the spreadsheet of this return: it has no columns “Key” and “Answer”. Download it anew."
        )
    found = ReadIn()
    answers = _answers(figures, sent, found) if figures else {}
    lines = _taken(staffing, sent, found, elsewhere=_elsewhere(data, sent)) if staffing else None
    found.filled = Filled(answers=answers, staffing=lines)
    return found


def _try(data: bytes, columns: Sequence[Wanted]) -> tuple[tables_in.RowsIn | None, Refusal | None]:
    try:
        return tables_in.read(data, columns=columns, most_rows=MOST_ROWS), None
    except Refusal as refusal:
        return None, refusal


def _answers(figures: tables_in.RowsIn, sent: Return, found: ReadIn) -> dict[tuple[str, str, str], Any]:
    known = {
        key_of(sent, sheet.key, row, column): (sheet.key, row, column, sheet.column(column))
        for sheet in returns.sheets_of(sent)
        for row, column in sheet.cells
    }
    answers: dict[tuple[str, str, str], Any] = {}
    for number, row in figures.rows.items():
        place = known.get(row["key"])
        if place is None:
            found.faults.append(_unknown_key(number, row["key"], sent))
            continue
        sheet, of, column, asked = place
        try:
            answers[sheet, of, column] = _value(row["answer"], asked)
        except Unfit as unfit:
            found.faults.append(Fault(number, "Answer", unfit.what, unfit.remedy))
    found.faults += figures.faults
    return answers


def _unknown_key(number: int, key: str, sent: Return) -> Fault:
    other = not key.startswith(f"{sent.pk}/")
    what = "This row belongs to another return." if other else "This return does not ask this."
    return Fault(number, "Key", what, f"Download the spreadsheet of {sent.name} anew and copy the answers into it.")


def _value(text: str, asked: Column) -> Decimal | str | None:
    if not text:
        return None
    if asked.kind == WORDS:
        return text
    number = number_of(text)
    if asked.kind in (COUNT, RATING) and number != int(number):
        raise Unfit("This is not a whole number.", "Write a whole number.")
    if asked.kind == RATING and not 1 <= number <= 4:
        raise Unfit("The rating is not from 1 to 4.", "Write 1 (usual), 2 (busy), 3 (strained) or 4 (severe).")
    return number


def number_of(text: str) -> Decimal:
    """A number from nought on; Unfit says what to write instead."""
    try:
        number = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise Unfit("This is not a number.", "Write a number, or leave the cell empty if it is not known.") from None
    if not number.is_finite() or not 0 <= number <= sheets.LARGEST[COUNT]:
        raise Unfit("The number is below 0 or far too large.", f"Write a number from 0 to {sheets.LARGEST[COUNT]:,}.")
    return round(number, 2)


# Staffing ---------------------------------------------------------------------


def _staffing_columns(sent: Return) -> tuple[Wanted, ...]:
    """The columns of staffing_return.csv (data_and_methods 1.6)."""

    def monday(text: str) -> date:
        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            raise Unfit("This is no date.", f"Write a Monday of {sent.period} as 2026-10-26.") from None
        if day.weekday():
            raise Unfit(f"{day:%-d %B %Y} is no Monday.", "A week begins on a Monday.")
        return day

    return (
        Wanted("agency", "agency", needed=False),
        Wanted("team", "team", read=_short),
        Wanted("role", "role", read=_short),
        replace(WEEK, read=monday),
        *(Wanted(name, name, needed=name in FTE[:2], read=_fte) for name in FTE),
        Wanted("available_hours", "available_hours", needed=False, read=number_of),
        Wanted("note", "note", needed=False),
    )


def _short(text: str) -> str:
    if len(text) > 80:
        raise Unfit("The name is longer than 80 letters.", "Shorten it.")
    return text


def _fte(text: str) -> Decimal:
    number = number_of(text)
    if number > 9999:
        raise Unfit("No team has so many posts.", "Write full-time equivalents, not hours.")
    return number


def _elsewhere(data: bytes, sent: Return) -> dict[int, str]:
    """By its row what a line is of that is not of this return: one export often holds all agencies and many weeks."""
    place, _ = _try(data, (Wanted("agency", "agency", needed=False), WEEK))
    found = {}
    for number, row in place.rows.items() if place else ():
        if row.get("agency") and row["agency"].casefold() != sent.agency.name.casefold():
            found[number] = "other agencies"
        elif not str(sent.starts_on) <= row["week_commencing"][:10] <= str(sent.ends_on) and _is_day(row):
            found[number] = "other weeks"
    return found


def _is_day(row: dict[str, Any]) -> bool:
    try:
        return bool(date.fromisoformat(row["week_commencing"][:10]))
    except ValueError:
        return False


def _taken(
    staffing: tables_in.RowsIn, sent: Return, found: ReadIn, *, elsewhere: dict[int, str]
) -> list[dict[str, Any]]:
    """The lines of this return; Refusal where there is none."""
    own = {number: row for number, row in staffing.rows.items() if number not in elsewhere}
    faults = [fault for fault in staffing.faults if fault.row not in elsewhere]
    found.elsewhere.update(elsewhere.values())
    found.faults += faults
    found.passed_over += staffing.passed_over
    if not own and not faults:
        raise Refusal(
            f"No line of this file is of {sent.agency} in {sent.period}. Check the columns agency and week_commencing: "
            "the name as the portal writes it, the Monday as 2026-10-26."
        )
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    for number, row in own.items():
        key = row["team"], row["role"], row["week_commencing"]
        if key in lines:
            what = "The team, role and week stand in an earlier row already."
            found.faults.append(Fault(number, "team", what, "Make the two rows one."))
        line = {name: row.get(name) for name in returns.STAFFING_FIELDS}
        line |= {name: row.get(name) or Decimal() for name in FTE}
        lines[key] = line | {
            "available_hours": row.get("available_hours") or None,
            "note": (row.get("note") or "")[:200],
        }
    return list(lines.values())
