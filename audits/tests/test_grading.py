"""From answers to grades: tables of values, and what must hold for whatever is answered."""

from datetime import date

import pytest
from hypothesis import given, strategies

from audits import grading
from audits.grading import Given
from office.question_sheets import Criterion, Level, Sheet, Statement

LEVELS = (
    Level(1, "red", "Red", "", 25, needs_action=True),
    Level(2, "amber", "Amber", "", 50, needs_action=True, need="any"),
    Level(3, "green", "Green", "", 75, need="most"),
    Level(4, "blue", "Blue", "", 100, needs_example=True, need="all"),
)
PLAIN = Criterion(1, "supervision", "3.2", "Supervision", "", "grade")
FACTS = tuple(
    Statement(pk, "", key) for pk, key in enumerate(("amber", "amber", "green", "green", "green", "blue"), start=1)
)
BY_FACTS = Criterion(2, "fathers", "9.1", "Fathers", "", "grade", statements=FACTS)
FULL = {"narrative": "Ten files.", "difference": "Less waiting."}


def sheet(scheme="levels"):
    return Sheet(1, "A sheet", scheme, "Blue to red", LEVELS, ())


def test_no_example_no_top_grade():
    blue = Given(level="blue", **FULL)

    assert grading.refusals(sheet(), PLAIN, blue) == [
        ("example", "Blue needs an example: write one, or attach evidence first.")
    ]
    assert grading.refusals(sheet(), PLAIN, Given(level="blue", example="Our night team.", **FULL)) == []
    assert grading.refusals(sheet(), PLAIN, Given(level="blue", evidence=1, **FULL)) == []


@pytest.mark.parametrize(
    ("percent", "key"),
    [(0, "red"), (20, "red"), (25, "red"), (50, "amber"), (70, "amber"), (75, "green"), (100, "blue")],
)
def test_a_percentage_falls_into_a_band(percent, key):
    answered = Given(percent=percent, evidence=1)

    assert grading.grade(sheet("percent"), PLAIN, answered).key == key
    assert grading.score(sheet("percent"), PLAIN, answered) == percent


@pytest.mark.parametrize("percent", [-5, 3, 98])
def test_a_percentage_stands_in_steps_of_five(percent):
    assert grading.refusals(sheet("percent"), PLAIN, Given(percent=percent)) == [
        ("percent", "Give 0 to 100, in steps of 5.")
    ]


@pytest.mark.parametrize(
    ("agreed", "key"),
    [((), "red"), ((1,), "amber"), ((1, 3), "amber"), ((1, 3, 4), "green"), ((3, 4, 5), "red"), ((1, 3, 4, 6), "blue")],
)
def test_agreed_facts_make_the_grade_from_below(agreed, key):
    answered = Given(agreed=frozenset(agreed), narrative="So it is.", evidence=1)

    assert grading.grade(sheet(), BY_FACTS, answered).key == key


def test_facts_do_not_reach_the_top_without_an_example():
    assert grading.grade(sheet(), BY_FACTS, Given(agreed=frozenset(range(1, 7)))).key == "green"


@given(strategies.frozensets(strategies.integers(1, 6)), strategies.integers(1, 6), strategies.booleans())
def test_one_more_fact_never_lowers_a_grade(agreed, more, example):
    words = {"narrative": "So it is.", "example": "One." if example else ""}
    before = grading.grade(sheet(), BY_FACTS, Given(agreed=agreed, **words))
    after = grading.grade(sheet(), BY_FACTS, Given(agreed=agreed | {more}, **words))

    assert before.number <= after.number


@given(strategies.integers(0, 100), strategies.integers(0, 100))
def test_a_higher_percentage_never_falls_into_a_lower_band(one, other):
    low, high = sorted((one, other))

    assert grading.of_percent(LEVELS, low).number <= grading.of_percent(LEVELS, high).number


def test_what_does_not_apply_needs_a_reason_and_counts_for_nothing():
    left = Given(not_applicable=True)

    assert grading.refusals(sheet(), PLAIN, left) == [("why_not", "Say why it does not apply.")]
    assert grading.score(sheet(), PLAIN, Given(not_applicable=True, why_not="We have no staff.", level="green")) is None


@pytest.mark.parametrize(
    ("answered", "lacks"),
    [
        (Given(), ["No grade yet."]),
        (Given(level="green"), ["Say how you know.", "Say what is different for children."]),
        (Given(level="red", **FULL), ["Red needs an action with a date."]),
        (Given(level="red", action_text="A figure.", action_due=date(2027, 1, 4), **FULL), []),
        (Given(level="green", carried=True, **FULL), ["Brought over from the last cycle and not looked at yet."]),
        (Given(level="green", **FULL), []),
    ],
)
def test_what_an_answer_lacks_before_it_is_handed_in(answered, lacks):
    assert grading.lacks(sheet(), PLAIN, answered) == lacks


@pytest.mark.parametrize(
    ("asks", "answered", "lacks"),
    [
        ("number", Given(), ["Not answered."]),
        ("number", Given(number=0), []),
        ("text", Given(narrative="The hardest one."), []),
        ("choice", Given(choice="Yes"), []),
    ],
)
def test_numbers_words_and_choices_are_answers_too(asks, answered, lacks):
    assert grading.lacks(sheet(), Criterion(3, "n", "17.1", "N", "", asks), answered) == lacks


@given(strategies.lists(strategies.one_of(strategies.none(), strategies.integers(0, 100))))
def test_a_mean_lies_between_the_least_and_the_most(scores):
    counted = [each for each in scores if each is not None]
    mean = grading.overall(scores)

    assert mean is None if not counted else min(counted) <= mean <= max(counted)


def test_a_mean_is_rounded_half_up_and_has_a_nearest_grade():
    assert grading.overall([50, 75, None]) == 63
    assert grading.nearest(LEVELS, 63).key == "green"
    assert grading.nearest(LEVELS, None) is None
