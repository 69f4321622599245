"""Places go to whoever's certificate ends first; nobody gets two and no place is given twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.refreshers import forecast

months = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 50), min_size=n, max_size=n), st.lists(st.integers(0, 50), min_size=n, max_size=n)
    )
)


@pytest.mark.parametrize(
    ("ending", "places", "early", "short"),
    [
        ([10, 0], [0, 10], 2, [10, 0]),  # a place that comes later does not help in time
        ([0, 10], [10, 0], 2, [0, 0]),  # one that comes earlier does
        ([0, 0, 0, 10], [10, 0, 0, 0], 2, [0, 0, 0, 10]),  # but not three months earlier
        ([4, 8], [5, 5], 1, [0, 2]),
        ([90], [26], 2, [64]),
    ],
)
def test_known_months(ending, places, early, short):
    assert [month.short for month in forecast(ending, places, early=early)] == short


def test_whoever_was_too_late_comes_first_when_places_come():
    told = forecast([10, 3], [0, 12], early=0)

    assert [(month.short, month.behind) for month in told] == [(10, 10), (1, 1)]


@given(months, st.integers(0, 4))
def test_everybody_has_a_place_or_is_behind(both, early):
    ending, places = both

    told = forecast(ending, places, early=early)

    assert all(0 <= month.short <= month.ending for month in told)
    assert sum(ending) - told[-1].behind <= sum(places)
    assert told[-1].behind <= sum(month.short for month in told)


@given(months)
def test_more_places_never_leave_more_people_without_one(both):
    ending, places = both

    more = forecast(ending, [each + 1 for each in places], early=2)
    fewer = forecast(ending, places, early=2)

    assert more[-1].behind <= fewer[-1].behind


def test_nonsense_is_refused():
    for ending, places, early in (([1], [], 0), ([-1], [1], 0), ([1], [1], -1)):
        with pytest.raises(ValueError, match="whole numbers"):
            forecast(ending, places, early=early)
