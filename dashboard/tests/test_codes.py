"""How values as authorities type them are recognised."""

import csv

import pytest

from dashboard import codes
from dashboard.codes import Meaning, UnknownValue
from dashboard.tests import given


@pytest.mark.parametrize(
    ("code_set", "written", "code", "group"),
    [
        # The official spelling, the census code, the bare word, our label.
        ("gender", "a) Male", "M", ""),
        ("gender", "M", "M", ""),
        ("gender", "Female", "F", ""),
        ("gender", "b)  FEMALE ", "F", ""),
        ("ethnicity", "a) WBRI", "WBRI", "white"),
        ("ethnicity", "mwbc", "MWBC", "mixed"),
        ("source", "q) 6: Police", "6", "police"),
        ("source", "6", "6", "police"),
        ("source", 6.0, "6", "police"),
        ("source", "6: Police", "6", "police"),
        ("source", "POLICE", "6", "police"),
        ("source", "u) 10: Unknown", "10", "unknown"),
        ("source", "3E: A&E", "3E", "health"),
        ("source", "5D", "5D", "la_services"),
        # The group has one code only.
        ("source", "School", "2A", "schools"),
        # Only the group is certain.
        ("source", "Individual", "", "individual"),
        ("source", "Health", "", "health"),
        ("primary_need", "N1 - Abuse or neglect", "N1", ""),
        ("primary_need", "N2 - something typed otherwise", "N2", ""),
        ("closure_reason", "RC9", "RC9", ""),
        ("closure_reason", "rc8: closed", "RC8", ""),
        ("case_status", "Open assessment", "ASM", ""),
        ("abuse_category", "Likelihood of Neglect", "NEG", ""),
        ("abuse_category", "e) Multiple/not recommended", "MUL", ""),
        ("census_gender", "9", "9", ""),
        ("assessment_factor", "18b", "18B", ""),
    ],
)
def test_a_value_is_recognised(code_set, written, code, group):
    assert codes.meaning(written, code_set=code_set) == Meaning(code, group)


@pytest.mark.parametrize(
    ("code_set", "written"),
    [("gender", "x"), ("source", "60"), ("source", "Aunt Emma"), ("primary_need", "PSRMEM"), ("closure_reason", "RC12"),
     ("yes_no", "perhaps"), ("abuse_category", "")],
)  # fmt: skip
def test_an_unknown_value_is_not_guessed(code_set, written):
    with pytest.raises(UnknownValue):
        codes.meaning(written, code_set=code_set)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("a) Yes", True), ("Y", True), (True, True), (1.0, True), ("true", True), ("b) No", False), ("n", False),
     (False, False), ("0", False), ("c) Unknown", None), ("u", None)],
)  # fmt: skip
def test_yes_and_no_in_their_forms(written, meant):
    assert codes.yes_or_no(written) is meant


def test_no_unknown_where_only_yes_and_no_are_allowed():
    with pytest.raises(UnknownValue):
        codes.yes_or_no("c) Unknown", code_set="yes_no")


def test_every_known_spelling_leads_to_a_code_or_group_of_its_set():
    with (given.DATA.parent.parent / "data" / "value_aliases.csv").open(encoding="utf-8") as lines:
        aliases = list(csv.DictReader(lines))

    lost = [alias for alias in aliases if codes.meaning(alias["value"], code_set=alias["code_set"]) == Meaning("")]

    assert len(aliases) > 3000
    assert lost == []
