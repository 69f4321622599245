from datetime import date

import numpy as np
import pytest

from dashboard import forecast
from dashboard.forecast import Counts
from dashboard.forecast_models import NAIVE, REGRESSION

RNG = np.random.default_rng(11)
WEEK = np.array([30, 22, 20, 20, 21, 8, 7], dtype=float)


def days(weeks, first=date(2022, 1, 3)):
    return Counts(first, RNG.poisson(np.tile(WEEK, weeks)).astype(float))


def test_under_eight_weeks_there_is_no_forecast():
    found = forecast.look_ahead(days(7))

    assert found.refusal == "There are 7 weeks of figures; a forecast needs 8 at least."
    assert (found.weeks, found.months, found.folds) == ((), (), ())


def test_days_that_are_not_known_do_not_count_as_history():
    counts = days(12)
    counts.values[: 7 * 6] = np.nan

    assert forecast.look_ahead(counts).refusal.startswith("There are 6 weeks of figures")


def test_under_two_years_of_months_there_is_no_forecast():
    found = forecast.look_ahead(Counts(date(2024, 1, 1), np.full(23, 50.0), daily=False))

    assert found.refusal == "There are 23 months of figures; a forecast of months needs 24 at least."


def test_with_less_than_two_years_no_season_is_learnt():
    found = forecast.look_ahead(days(100))

    assert {tried.model for tried in found.folds} == {"seasonal_naive", "holt_winters"}


@pytest.fixture(scope="module")
def four_years():
    return forecast.look_ahead(days(208, first=date(2022, 1, 6)))


def test_a_forecast_goes_twelve_months_ahead_week_by_week_and_month_by_month(four_years):
    assert len(four_years.months) == 12
    assert four_years.months[0].period.start == date(2026, 1, 1)
    assert four_years.weeks[0].period.start == date(2026, 1, 5)
    assert len(four_years.weeks) >= 48


def test_what_is_expected_is_what_was(four_years):
    expected = [each.expected for each in four_years.weeks]

    assert expected == pytest.approx([WEEK.sum()] * len(expected), rel=0.12)


def test_ranges_enclose_and_never_go_below_nought(four_years):
    for each in (*four_years.weeks, *four_years.months):
        assert 0 <= each.low95 <= each.low80 <= each.expected <= each.high80 <= each.high95


def test_every_model_is_judged_from_the_same_41_days(four_years):
    at_28 = {
        model: [tried.last_known for tried in four_years.folds if (tried.model, tried.fold.steps) == (model, 28)]
        for model in ("seasonal_naive", "calendar_regression", "holt_winters")
    }

    assert [len(each) for each in at_28.values()] == [41, 41, 41]
    assert at_28[NAIVE] == at_28[REGRESSION]


def test_a_forecast_goes_no_further_than_it_could_be_tried():
    found = forecast.look_ahead(days(40))

    assert 0 < len(found.months) < 12


def test_months_alone_give_months_alone():
    months = 100 + 20 * np.sin(np.arange(60) * np.pi / 6) + RNG.normal(0, 3, 60)

    found = forecast.look_ahead(Counts(date(2021, 1, 1), months, daily=False))

    assert found.weeks == ()
    assert len(found.months) == 12
    assert [each.expected for each in found.months] == pytest.approx(
        100 + 20 * np.sin(np.arange(60, 72) * np.pi / 6), abs=15
    )


def test_the_same_counts_give_the_same_forecast():
    counts = days(120)

    assert forecast.look_ahead(counts) == forecast.look_ahead(counts)
