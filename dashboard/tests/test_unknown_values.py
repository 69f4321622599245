import pytest

from dashboard.records import Unknown
from dashboard.unknown_values import MOST_OF_A_COLUMN, Gathering, names_nobody


def gathered(*found):
    """What is shown of (value, child) pairs in one column of sources."""
    gathering = Gathering()
    gathering.take(Unknown("source", "Contact Source", written, child) for written, child in found)
    return [(each.written, each.rows) for each in gathering.to_be_said()]


@pytest.mark.parametrize(
    ("written", "shown"),
    [("kidlington", True), ("oxfrod", True), ("mill lane", False), ("12 the green", False), ("station road", False)],
)
def test_of_localities_a_village_is_shown_and_no_street(written, shown):
    gathering = Gathering()
    gathering.take(Unknown("locality E10000025", "locality", written, child) for child in "ABC")

    assert [each.written for each in gathering.to_be_said()] == [written] * shown


def test_a_value_at_three_children_is_shown_with_its_rows():
    assert gathered(*[("blue lights", child) for child in "ABCC"]) == [("blue lights", 4)]


def test_a_value_at_one_family_might_be_a_name_and_is_not_shown():
    assert gathered(("quillfeather", "A"), ("quillfeather", "B"), ("quillfeather", "B")) == []


def test_a_value_that_is_nearly_a_known_one_is_shown_at_once():
    assert gathered(("polcie notification police", "A")) == [("polcie notification police", 1)]


def test_a_column_that_slipped_shows_nothing():
    names = [
        (f"word{chr(97 + n // 26)}{chr(97 + n % 26)}", child) for n in range(MOST_OF_A_COLUMN + 1) for child in "ABC"
    ]

    assert gathered(*names) == []
    assert len(gathered(*names[:-3])) == MOST_OF_A_COLUMN


@pytest.mark.parametrize(
    ("written", "passes"),
    [
        ("blue lights", True),
        ("n2 - disability", True),
        ("ox99 9zz", False),
        ("943 476 5919", False),
        ("19/07/2013", False),
        ("child 10045", False),
        ("mother jane smith", False),
        ("j.s. aged 7", False),
        ("", False),
        ("x" * 61, False),
    ],
)
def test_what_could_name_somebody_is_not_shown(written, passes):
    assert names_nobody(written) is passes
