import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import backtest
from dashboard.backtest import Errors


def errors(values, origins=None, near=0):
    values = np.array(values, dtype=float)
    origins = np.arange(len(values)) if origins is None else np.array(origins)
    return Errors(origins, np.arange(1, values.shape[1] + 1), values, near)


def test_an_error_is_what_came_less_what_was_forecast_in_sums():
    came = np.array([1, 2, 3, 4, 5, 6], dtype=float)

    found = backtest.errors_of(came, [2], np.array([[1.0, 1, 1, 1]]), np.array([0, 2, 4]), near=0)

    assert found.values.tolist() == [[5, 9]]
    assert found.ends.tolist() == [2, 4]


def test_a_sum_with_an_unknown_day_is_unknown():
    came = np.array([1, 2, np.nan, 4], dtype=float)

    found = backtest.errors_of(came, [1, 2], np.array([[0.0] * 3] * 2), np.array([0, 1, 3]), near=0)

    assert np.isnan(found.values).tolist() == [[False, True], [True, True]]


def test_the_scale_is_what_the_seasonal_naive_method_misses():
    assert backtest.scale_of(np.array([1, 5, 2, 7], dtype=float), 2) == 1.5


@pytest.mark.parametrize("values", [[4.0, 4, 4, 4], [np.nan] * 4])
def test_a_series_that_never_changes_has_no_scale(values):
    assert np.isnan(backtest.scale_of(np.array(values), 2))


def test_an_interval_needs_ten_errors():
    assert backtest.bounds(errors([[1.0]] * 9), 0, 0.8) is None
    assert backtest.bounds(errors([[1.0]] * 10), 0, 0.8) is not None


def test_eighty_of_a_hundred_errors_lie_inside():
    found = backtest.bounds(errors([[float(number)] for number in range(-50, 50)]), 0, 0.8)

    assert found == (-41, 40)


def test_neighbouring_steps_lend_their_errors():
    few = errors([[-3.0, 1, 2]] * 4, near=1)

    assert backtest.bounds(few, 1, 0.8) == (-3, 2)
    assert backtest.bounds(few, 0, 0.8) is None


def test_only_errors_known_at_the_time_count():
    found = errors([[1.0, 1.0]] * 12)

    assert backtest.bounds(found, 1, 0.8, known_at=11) == (0, 1)
    assert backtest.bounds(found, 1, 0.8, known_at=10) is None


def test_the_further_ahead_the_wider():
    rows = [[float(number), 0.0] for number in range(-10, 10)]

    first, second = backtest.widths(errors(rows), 0.8, 2)

    assert second == first


def test_one_reaches_as_far_as_there_are_errors():
    rows = np.array([[1.0, 1.0, np.nan]] * 12)

    assert backtest.reach(errors(rows)) == 2


def test_a_fold_says_how_far_off_which_way_and_how_often_inside():
    rows = [[-1.0, 1.0]] * 20 + [[3.0, 1.0]]

    found = errors(rows, origins=range(0, 42, 2))

    fold = backtest.judged(found, backtest.inside(found, 20), 20, 2, 2.0)

    assert (fold.mase, fold.bias, fold.inside80, fold.steps) == (1.0, 2.0, 0.5, 2)


def test_a_fold_of_which_nothing_is_known_is_none():
    found = errors([[np.nan]])

    assert backtest.judged(found, backtest.inside(found, 0), 0, 1, 1.0) is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e4, 1e4), min_size=10, max_size=60))
def test_the_wider_range_holds_the_narrower_and_both_hold_the_forecast(values):
    found = errors([[value] for value in values])

    (low80, high80), (low95, high95) = (backtest.bounds(found, 0, level) for level in backtest.LEVELS)

    assert low95 <= low80 <= 0 <= high80 <= high95
