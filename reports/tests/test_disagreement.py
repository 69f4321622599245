"""Three views of one standard: what is shown, what is far apart, what is asked."""

import pytest
from hypothesis import given, strategies

from reports.disagreement import LEAST, Views, mean, question_for, worst


@pytest.mark.parametrize(("answers", "difference"), [(4, None), (5, -35), (40, -35)])
def test_staff_are_shown_from_five_answers(answers, difference):
    views = Views(own=80, judged=75, staff=40, answers=answers)

    assert (views.difference, views.disagrees) == (difference, difference is not None)


def test_the_moderator_speaks_before_the_agency():
    assert Views(own=80, judged=None, staff=60, answers=9).difference == -20
    assert not Views(own=80, judged=None, staff=60, answers=9).disagrees
    assert Views(own=None, judged=None, staff=60, answers=9).difference is None


def test_the_worst_come_first_and_are_put_as_questions():
    found = [("1 A", Views(80, None, 55, 9)), ("2 B", Views(80, None, 30, 9)), ("3 C", Views(80, None, 79, 9))]

    assert [name for name, _ in worst(found)] == ["2 B", "1 A"]
    assert question_for(*found[1]) == (
        "2 B: your return says 80 of 100, 9 of your staff say 30. "
        "Why do they see it lower, and what will you do about it?"
    )


@given(strategies.lists(strategies.integers(1, 5), min_size=1))
def test_a_mean_of_answers_lies_on_the_scale(scores):
    assert (min(scores) - 1) * 25 <= mean(scores) <= (max(scores) - 1) * 25


def test_nobody_and_nonsense():
    assert mean([]) is None
    with pytest.raises(ValueError):
        mean([0])
    assert LEAST == 5
