"""How many runs the numbers of a course ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.runs import Wanted

few = st.integers(0, 300)


@pytest.mark.parametrize(
    ("wanted", "runs"),
    [
        (Wanted(), 0),
        (Wanted(waiting=7), 0),  # too few for a run of 20
        (Wanted(waiting=9), 1),
        (Wanted(interested=30, surveyed=25, new=10), 2),  # the largest of them, not their sum
        (Wanted(interested=30, free=30), 0),
        (Wanted(short=64, free=200, usual=24), 3),
        (Wanted(findings=2), 1),
        (Wanted(findings=2, free=3), 0),
    ],
)
def test_known_numbers(wanted, runs):
    assert wanted.runs == runs


def test_the_numbers_are_told_in_a_sentence():
    assert Wanted().why == "Nothing asks for it."
    assert Wanted(waiting=5, findings=1, free=1).why == (
        "5 on waiting lists, 1 finding on its themes in a year; 1 place free on dates to come."
    )


def test_a_run_without_places_is_refused():
    with pytest.raises(ValueError, match="at least one place"):
        _ = Wanted(usual=0).runs


@given(few, few, few, few, st.integers(1, 60))
def test_more_free_places_never_ask_for_more_runs(waiting, surveyed, short, free, usual):
    fewer = Wanted(waiting=waiting, surveyed=surveyed, short=short, free=free, usual=usual)
    more = Wanted(waiting=waiting, surveyed=surveyed, short=short, free=free + 1, usual=usual)

    assert more.runs <= fewer.runs
