import re
from decimal import Decimal

import pytest

from dashboard import checks, definitions, measures, sheets
from dashboard.definitions import FaultyDefinition
from dashboard.tests.test_definitions import GOOD

SHEET = """key = "fathers"
name = "Fathers"
position = 1
every = "month"
help = "Meetings of the month."

[rows]
here = "Lives here"
unknown = "Not known"

[[columns]]
key = "meetings"
label = "Meetings"
is_sum_of = ["attended", "absent"]

[[columns]]
key = "attended"
label = "Attended"
rows = ["here"]

[[columns]]
key = "absent"
label = "Absent"
rows = ["here"]
at_most = ["meetings"]
"""


def a_sheet(folder, text=SHEET, name="fathers.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_sheet_we_ship_can_be_used():
    found = measures.asked_in()

    assert sheets.STAFFING in found
    assert {definition.returned.sheet for definition in measures.known().values() if definition.returned} <= set(found)


def test_every_row_of_the_handbook_has_a_definition():
    rows = [f"D{n:02}" for n in range(1, 22)] + [f"C{n:02}" for n in range(1, 12)] + [f"S{n:02}" for n in range(1, 9)]
    rows += [f"N{n:02}" for n in range(1, 13)] + [f"E{n:02}" for n in range(1, 12)]
    rows += [f"X{n:02}" for n in range(1, 11)] + [f"T{n:02}" for n in range(1, 14)] + [f"Q{n:02}" for n in range(1, 8)]

    assert [code for code in rows if code not in measures.known()] == []


def test_every_measure_says_where_its_figures_come_from():
    def ways(each):
        portal = "portal" in each.sources
        return bool(each.computed or each.returned or each.derived or each.published or portal)

    assert [each.code for each in measures.known().values() if not ways(each)] == []


def parts_of(definition):
    return definition.breakdown.values if definition.breakdown else ()


def test_every_question_is_used_by_a_measure():
    asked = {
        (key, column) for key, sheet in measures.asked_in().items() for column in {column for _, column in sheet.cells}
    }
    used = {
        (each.returned.sheet, said.rpartition(".")[2])
        for each in measures.known().values()
        if each.returned
        for said in (*each.returned.numerator, *each.returned.denominator, *parts_of(each))
    }  # fmt: skip

    # Words are read, not counted; why a father was not invited makes the meetings add up.
    assert asked - used == {("pressure", "words"), *(("fathers", why) for why in ("unsafe", "court", "deceased"))}


def test_a_row_that_is_not_asked_has_no_cell(tmp_path):
    sheet = sheets.read(a_sheet(tmp_path))

    assert sheet.cells == [("here", "meetings"), ("here", "attended"), ("here", "absent"), ("unknown", "meetings")]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name = "Fathers"', 'nmae = "Fathers"', "fathers.toml, line 2: “nmae” is not known. Is it misspelt?"),
        ('help = "Meetings of the month."\n', "", "fathers.toml, line 1: “help” is missing."),
        ('every = "month"', 'every = "week"', "fathers.toml, line 4: “week” is not known."),
        ('label = "Absent"', 'label = "Absent"\nkind = "guess"', "fathers.toml, line 22: “guess” is not known."),
        ('at_most = ["meetings"]', 'at_most = ["all"]', "fathers.toml, line 22: “all” is not known."),
        ('key = "absent"', 'key = "attended"', "fathers.toml, line 17: there are two columns “attended”."),
        ('rows = ["here"]', 'rows = ["there"]', "fathers.toml, line 17: “there” is not known."),
    ],
)  # fmt: skip
def test_a_faulty_sheet_is_named_with_its_line(tmp_path, old, new, sentence):
    path = a_sheet(tmp_path, SHEET.replace(old, new, 1))

    with pytest.raises(FaultyDefinition, match=f"^{re.escape(sentence)}"):
        sheets.read(path)


RETURNED = '\n[returned]\nsheet = "fathers"\nnumerator = ["attended"]\ndenominator = ["meetings"]\n'


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"fathers"', '"mothers"', "X01.toml: there is no sheet “mothers” in data/returns/."),
        ('["attended"]', '["present"]', "X01.toml: the sheet “fathers” asks no “present”."),
        ('["attended"]', '["unknown.attended"]', "X01.toml: the sheet “fathers” asks no “unknown.attended”."),
        ("attended", "attended", ""),
    ],
)
def test_a_measure_names_questions_there_are(tmp_path, old, new, sentence):
    measure = tmp_path / "X01.toml"
    measure.write_text(GOOD + RETURNED.replace(old, new), encoding="utf-8")
    found = {"fathers": sheets.read(a_sheet(tmp_path))}

    if not sentence:
        sheets.check_measure(definitions.read(measure), found)
        return
    with pytest.raises(FaultyDefinition, match=re.escape(sentence)):
        sheets.check_measure(definitions.read(measure), found)


def test_the_check_names_file_and_line(tmp_path, monkeypatch):
    a_sheet(tmp_path, SHEET.replace("name =", "nmae ="))
    monkeypatch.setattr(sheets, "FOLDER", tmp_path)
    monkeypatch.setattr(sheets.read_all, "__defaults__", (tmp_path,))
    measures.known.cache_clear()
    measures.asked_in.cache_clear()

    found = checks.definitions_can_be_used(None)

    measures.known.cache_clear()
    measures.asked_in.cache_clear()
    assert [error.msg for error in found] == ["fathers.toml, line 2: “nmae” is not known. Is it misspelt?"]


def test_a_part_cannot_be_more_than_its_whole_nor_a_sum_differ_from_its_parts(tmp_path):
    sheet = sheets.read(a_sheet(tmp_path))
    numbers = {("here", "meetings"): Decimal(4), ("here", "attended"): Decimal(1), ("here", "absent"): Decimal(5)}

    assert [(each.column, each.sentence) for each in sheets.disagreements(sheet, numbers)] == [
        ("meetings", "“Meetings” is 4, but “Attended” and “Absent” make 6."),
        ("absent", "“Absent” is 5, more than “Meetings” (4)."),
    ]


def test_what_is_not_given_disagrees_with_nothing(tmp_path):
    sheet = sheets.read(a_sheet(tmp_path))

    assert sheets.disagreements(sheet, {("here", "meetings"): Decimal(4), ("here", "attended"): Decimal(9)}) == []
