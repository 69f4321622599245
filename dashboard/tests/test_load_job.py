import re
from collections import Counter

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from dashboard.models import EVENT_TABLES, LoadFault
from dashboard.tests import given

pytestmark = pytest.mark.django_db

WORKBOOKS = [
    "annexa_2015-01-sample.xlsx",
    "annexa_2016-01-sample.xlsx",
    "annexa_example-A-2005.xls",
    "annexa_example-B-2004.xlsx",
    "annexa_journeys_example.xlsx",
]
# Which columns of the lists may be blank, by place, written down here from the official guidance.
MAY_BE_BLANK = {
    1: {3, 4}, 2: {3, 4, 6}, 3: {3, 4}, 4: {3, 4, 7, 8, 9}, 5: {3, 4, 7, 8, 9}, 6: {3, 4, 8, 9, 10},
    7: {3, 4, 9, 10, 11, 12},
}  # fmt: skip
EVENT_DATE = {1: 5, 2: 5, 3: 5, 4: 6, 5: 6, 6: 6, 7: 6}
WIDTH = {1: 7, 2: 8, 3: 11, 4: 12, 5: 14, 6: 14, 7: 17}
TABLE = {
    1: "contact", 2: "earlyhelp", 3: "referral", 4: "assessment", 5: "section47", 6: "childinneed", 7: "protectionplan"
}  # fmt: skip


def rows_by_another_reader(name):
    """The sheets by openpyxl; only the old binary format needs the reader that the portal uses, too."""
    path = given.DATA / name
    if path.suffix == ".xls":
        book = CalamineWorkbook.from_path(path)
        return {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def counted_independently(name):
    """Rows, refused rows and faults of each list by straight counting: blanks where there may be none, bad dates."""
    rows, refused, faults, seen = Counter(), Counter(), Counter(), set()
    for sheet, lines in rows_by_another_reader(name).items():
        found = re.fullmatch(r"List[ _]([1-7])", sheet)
        if not found:
            continue
        number = int(found.group(1))
        for line in lines:
            cells = [("" if cell is None else cell) for cell in line][: WIDTH[number]]
            if not any(str(cell).strip() for cell in cells) or str(cells[0]).startswith(("List ", "Child Unique")):
                continue
            rows[TABLE[number]] += 1
            blanks = {i for i in range(WIDTH[number]) if i >= len(cells) or str(cells[i]).strip() == ""}
            faults[TABLE[number]] += len(blanks - MAY_BE_BLANK[number])
            event = cells[EVENT_DATE[number]]
            bad_dates = [
                i for i, cell in enumerate(cells)
                if isinstance(cell, str) and cell.strip() and not re.fullmatch(r"\d{4}-\d\d-\d\d", cell)
                and i in (MAY_BE_BLANK[number] | {EVENT_DATE[number]}) and i != 4 and number == 2
            ]  # fmt: skip
            faults[TABLE[number]] += len(bad_dates)
            unusable = event == "" or EVENT_DATE[number] in bad_dates
            # The same child, the same day, the same source: told, and counted once.
            twice = not unusable and (number, cells[0], str(event)[:10], number == 1 and cells[6]) in seen
            seen.add((number, cells[0], str(event)[:10], number == 1 and cells[6]))
            faults[TABLE[number]] += twice
            refused[TABLE[number]] += unusable or twice
    return rows, refused, faults


@pytest.mark.parametrize("name", WORKBOOKS)
def test_rows_and_faults_of_a_real_workbook_equal_an_independent_count(name):
    rows, refused, faults = counted_independently(name)

    load = given.a_load_that_was_read(name)

    assert load.state == "done"
    assert {table: count["read"] for table, count in load.counts.items() if count["read"]} == dict(rows)
    assert {table: count["refused"] for table, count in load.counts.items() if count["refused"]} == dict(+refused)
    assert load.faults_total == sum(faults.values()) == LoadFault.objects.filter(load=load).count()
    for table in EVENT_TABLES:
        own = table._meta.model_name
        assert table.objects.living().filter(load=load).count() == rows[own] - refused[own]
