"""An Annex A workbook of made-up children in the official layout: sheets, title rows, headers in row 2, dirt."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

from dashboard import annex_a
from dashboard.annex_a import Column, ListOf
from oscb_portal.oakshire import dirt
from oscb_portal.oakshire.casework import Casework
from oscb_portal.oakshire.dice import dice
from oscb_portal.oakshire.dirt import Flaw, Planted, Row

LAYOUT = Path(__file__).parent / "annex_a_layout.toml"
CODES = Path(annex_a.__file__).parent / "data" / "codes.toml"
# The list of Annex A of each table of casework.
TABLES = {
    "contact": "contacts",
    "earlyhelp": "early_help",
    "referral": "referrals",
    "assessment": "assessments",
    "section47": "section47",
    "childinneed": "need",
    "protectionplan": "plans",
}
ETHNICITIES = {
    "white": "WBRI", "mixed": "MWBC", "asian": "APKN", "black": "BAFR", "chinese": "CHNE", "other": "OOTH",
    "unknown": "NOBT",
}  # fmt: skip
# What stands in columns that name people and places of work.
TEXTS = {
    "Organisation completing assessment": "Oakshire County Council",
    "Allocated Team": "Team of Made-up Cases",
    "Allocated Worker": "Worker\u00a0Madeup",
}
GENDER, AGE, CHILD, REASON = "Gender", "Age of Child (Years)", "Child Unique ID", "Reason for Closure"
FIRST_CHILD = 99_000_000


def fill(casework: Casework, children: pd.DataFrame) -> dict[str, Planted]:
    """The rows of each list, by sheet, with dirt."""
    rng = dice("annex a file")
    return {
        list_of.sheet: dirt.plant(rng, _rows(list_of, casework, children), _flaws(list_of))
        for list_of in annex_a.lists()
    }


def write(sheets: dict[str, Planted], path: Path) -> None:
    """Write the workbook."""
    layout = tomllib.loads(LAYOUT.read_text("utf-8"))
    book = Workbook(write_only=True)
    for name in layout["front"]:
        book.create_sheet(name).append([f"{name.replace('_', ' ')}: made-up children of Oakshire, for trying out only"])
    known = {list_of.number: list_of for list_of in annex_a.lists()}
    for each in layout["list"]:
        sheet = book.create_sheet(f"List_{each['number']}")
        sheet.append([each["title"]])
        list_of = known.get(each["number"])
        headers = [column.header for column in list_of.columns] if list_of else each["headers"]
        # The official headers have the curly apostrophe.
        sheet.append([header.replace("'", "\u2019") for header in headers])
        for row in sheets[list_of.sheet].rows if list_of else ():
            sheet.append([row[header] for header in headers])
    book.save(path)


def _rows(list_of: ListOf, casework: Casework, children: pd.DataFrame) -> list[Row]:
    table: pd.DataFrame = getattr(casework, TABLES[list_of.table])
    born = children["born"].take(table["child"].to_numpy()).reset_index(drop=True)
    table = table.assign(born_on=born, source=table.get("source_code"), child=table["child"] + FIRST_CHILD)
    columns = {column.header: list(_cells(column, table)) for column in list_of.columns}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _cells(column: Column, table: pd.DataFrame) -> Iterator[Any]:
    """The cells of a column as the official workbook has them: true dates, coded words, numbers."""
    if column.field not in table:
        yield from [TEXTS.get(column.header, 0)] * len(table)
        return
    values = table[column.field]
    if column.type == "date":
        yield from (None if pd.isna(day) else day.date() for day in values)
    elif column.type in ("id", "integer"):
        yield from (int(number) for number in values)
    else:
        yield from (_word(column.type, value) for value in values)


def _word(code_set: str, value: Any) -> str | None:
    if code_set.startswith("yes_no"):
        unknown = "U" if code_set == "yes_no_unknown" else None
        value = {True: "Y", False: "N"}.get(value, unknown)
    elif code_set == "ethnicity":
        value = ETHNICITIES[value]
    return _written()[code_set][value] if value else None


@cache
def _written() -> dict[str, dict[str, str]]:
    """How the official workbook writes each code of each set."""
    sets = tomllib.loads(CODES.read_text("utf-8"))
    return {
        name: {row["code"]: row.get("written", row["code"]) for row in rows}
        for name, rows in sets.items()
        if isinstance(rows, list)
    }


def _flaws(list_of: ListOf) -> list[Flaw]:
    """The dirt of a list: faults first, then what is only written oddly."""
    event = list_of.header_of(list_of.event)
    order = [(list_of.header_of(first), list_of.header_of(second)) for first, second in list_of.order]
    faults = [
        Flaw("blank", dirt.put(GENDER, None)),
        Flaw("blank", dirt.put(CHILD, None), refused=True),
        Flaw("not_a_date", dirt.put(event, "next week"), refused=True),
        Flaw("unknown_value", dirt.put(GENDER, "nope")),
        *(Flaw("dates_out_of_order", _before(first, second), dirt.filled(first, second)) for first, second in order),
    ]
    odd = [
        Flaw("child reference as text", dirt.change(CHILD, str), understood=True),
        Flaw("decimal age", dirt.change(AGE, float), understood=True),
        Flaw("date as text", dirt.change(event, _as_text), understood=True),
        Flaw(
            "word without letter", dirt.put(GENDER, "Female"), lambda row: row[GENDER] == "b) Female", understood=True
        ),
        Flaw("date of birth blank", dirt.put("Date of Birth", None), understood=True),
    ]
    return faults + odd


def _before(first: str, second: str) -> Any:
    def spoil(row: Row) -> None:
        row[second] = row[first] - timedelta(days=3)
        # A reason without the date of closing would be a second fault: the date is left out by the reader.
        if REASON in row:
            row[REASON] = None

    return spoil


def _as_text(day: date) -> str:
    return f"{day:%d/%m/%Y}"
