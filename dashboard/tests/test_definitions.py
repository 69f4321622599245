import re
from dataclasses import replace

import pytest

from dashboard import checks, definitions, measures
from dashboard.definitions import DOMAINS, FaultyDefinition
from dashboard.models import Measure, MeasureVersion
from partnership.periods import Kind

GOOD = """code = "X01"
name = "Visits in time"
domain = "seen"
position = 1
version = 1
valid_from = 2026-04-01
why = "Children are to be seen."
numerator = "Visits in time"
denominator = "Visits due"
unit = "percent"
polarity = "higher"
period = "month"
also = ["financial_year"]
sources = ["events"]
checked_by = "Performance subgroup"
next_review = 2027-04-01
"""


def a_file(folder, text, name="X01.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_definition_we_ship_can_be_used():
    found = measures.known()

    assert {"D01", "D03", "D06", "D09", "D10", "D11", "D12", "D14", "D16", "N01", "C01", "C08"} <= set(found)
    assert [each.domain for each in found.values()] == sorted(
        (each.domain for each in found.values()), key=list(DOMAINS).index
    )


def test_volume_is_neither_good_nor_bad():
    counts = {each.code: each.polarity for each in measures.known().values() if each.unit in {"count", "rate"}}

    assert {code for code, polarity in counts.items() if polarity != "neither"} == {"C12"}


def test_a_good_file_becomes_a_definition(tmp_path):
    definition = definitions.read(a_file(tmp_path, GOOD))

    assert (definition.periods, definition.is_share, definition.breakdown) == (
        (Kind.MONTH, Kind.FINANCIAL_YEAR), True, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name = "Visits in time"', 'nmae = "Visits"', "X01.toml, line 2: “nmae” is not known. Is it misspelt?"),
        ('why = "Children are to be seen."\n', "", "X01.toml, line 1: “why” is missing."),
        ("position = 1", 'position = "1"', "X01.toml, line 4: “position” is to be a whole number."),
        ("position = 1", "position = true", "X01.toml, line 4: “position” is to be a whole number."),
        ('polarity = "higher"', 'polarity = "up"', "X01.toml, line 11: “up” is not known. Known are: higher,"),
        ('denominator = "Visits due"\n', "", "X01.toml, line 9: a percent needs a denominator."),
        ("2027-04-01", '"soon"', "X01.toml, line 16: “next_review” is to be a date such as 2026-04-01."),
        ('domain = "seen"', 'domain = "seen', "X01.toml: Illegal character '\\n' (at line 3, column 15)"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_named_with_its_line(tmp_path, old, new, sentence):
    path = a_file(tmp_path, GOOD.replace(old, new))

    with pytest.raises(FaultyDefinition, match=f"^{re.escape(sentence)}"):
        definitions.read(path)


def test_a_file_bears_the_code_of_its_measure(tmp_path):
    a_file(tmp_path, GOOD, "X02.toml")

    with pytest.raises(FaultyDefinition, match=r"^X02.toml: the file of X01 is to be called X01.toml.$"):
        definitions.read_all(tmp_path)


def test_a_benchmark_must_be_there(tmp_path):
    a_file(tmp_path, GOOD + 'benchmark = "X99"\n')

    with pytest.raises(FaultyDefinition, match=r"^X01.toml: its benchmark is no measure of this folder.$"):
        definitions.read_all(tmp_path)


@pytest.mark.parametrize("said", ['value = "X01"', 'numerator = "X99"', 'numerator = "X01 kind=none"'])
def test_what_counts_the_same_must_be_there(tmp_path, said):
    a_file(tmp_path, GOOD + f"same_as = {{ {said} }}\n")

    with pytest.raises(FaultyDefinition, match=r"^X01.toml: same_as says"):
        definitions.read_all(tmp_path)


def test_measures_that_count_the_same_are_kin():
    assert measures.kin("N01") == measures.kin("D16R") == {"N01", "D16", "D16R", "S01", "S04"}
    assert measures.kin("D14") == {"D14"}


@pytest.mark.django_db
def test_wording_may_be_put_right_within_a_version(tmp_path):
    a_file(tmp_path, GOOD)
    measures.take_in(definitions.read_all(tmp_path))
    a_file(tmp_path, GOOD.replace("Children are to be seen.", "Each child is to be seen."))

    measures.take_in(definitions.read_all(tmp_path))

    assert MeasureVersion.objects.get().words["why"] == "Each child is to be seen."


def test_one_more_locality_is_no_new_version():
    definition = measures.known()["D02L"]
    fewer = replace(definition, breakdown=replace(definition.breakdown, values={"unknown": "Not known"}))

    assert fewer.fingerprint == definition.fingerprint
    assert definition.breakdown.values_in("E92000001") == {}
    assert list(definition.words_of_parts("X99000001").values())[-2:] == ["Westmarl", "Not known"]


@pytest.mark.django_db
def test_what_is_counted_needs_a_new_version(tmp_path):
    a_file(tmp_path, GOOD)
    measures.take_in(definitions.read_all(tmp_path))
    a_file(tmp_path, GOOD.replace("Visits due", "Children on a plan"))

    with pytest.raises(FaultyDefinition, match="Give it version 2 and the date from which it holds"):
        measures.take_in(definitions.read_all(tmp_path))


@pytest.mark.django_db
def test_a_new_version_stands_beside_the_old_one(tmp_path):
    a_file(tmp_path, GOOD)
    measures.take_in(definitions.read_all(tmp_path))
    a_file(tmp_path, GOOD.replace("Visits due", "Children on a plan").replace("version = 1", "version = 2"))

    measures.take_in(definitions.read_all(tmp_path))

    assert [version.number for version in MeasureVersion.objects.order_by("number")] == [1, 2]


@pytest.mark.django_db
def test_an_earlier_version_is_not_taken_for_a_later(tmp_path):
    a_file(tmp_path, GOOD.replace("version = 1", "version = 2"))
    measures.take_in(definitions.read_all(tmp_path))
    a_file(tmp_path, GOOD)

    with pytest.raises(FaultyDefinition, match=r"^X01.toml: version 2 is in force already.$"):
        measures.take_in(definitions.read_all(tmp_path))


@pytest.mark.django_db
def test_a_measure_without_a_file_retires_and_may_come_back(tmp_path):
    path = a_file(tmp_path, GOOD)
    measures.take_in(definitions.read_all(tmp_path))
    path.unlink()

    measures.take_in(definitions.read_all(tmp_path))
    retired = Measure.objects.get().retired
    a_file(tmp_path, GOOD)
    measures.take_in(definitions.read_all(tmp_path))

    assert (retired, Measure.objects.get().retired) == (True, False)


@pytest.mark.django_db
def test_taking_in_again_asks_two_questions_and_writes_nothing(django_assert_num_queries):
    measures.take_in()

    with django_assert_num_queries(5):  # savepoint, measures, versions, retiring none, release
        measures.take_in()


def test_a_faulty_definition_is_named_at_every_start(tmp_path, monkeypatch):
    a_file(tmp_path, GOOD.replace('polarity = "higher"', 'polarity = "up"'))
    monkeypatch.setattr(definitions.read_all, "__defaults__", (tmp_path,))
    measures.known.cache_clear()

    found = checks.definitions_can_be_used(None)

    measures.known.cache_clear()
    assert [error.msg.partition(":")[0] for error in found] == ["X01.toml, line 11"]


def test_a_calculation_nobody_knows_is_named(tmp_path, monkeypatch):
    a_file(tmp_path, GOOD + '[computed]\ncalculation = "guessing"\n')
    monkeypatch.setattr(definitions.read_all, "__defaults__", (tmp_path,))
    measures.known.cache_clear()

    found = checks.definitions_can_be_used(None)

    measures.known.cache_clear()
    assert [error.msg for error in found] == ["X01.toml: “guessing” is no calculation."]
