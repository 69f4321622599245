import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bench import forecast as protocol
from dashboard import demand_calendar
from dashboard.forecast_models import MODELS, NAIVE, REGRESSION, SMOOTHING, History

REFERENCE = Path(__file__).parent / "data" / "forecast" / "seasonal_naive_reference_four_areas.csv"
FIRST = date(2021, 1, 4)


def history(values, first=FIRST, ahead=60):
    days = demand_calendar.days_from(first, len(values) + ahead)
    return History(np.array(values, dtype=float), demand_calendar.day_traits(days), 7, 365.25)


def a_week(*counts, weeks):
    return list(counts) * weeks


@pytest.fixture(scope="module")
def measured():
    return {area: protocol.run(*series, protocol.TRAIN_UNTIL) for area, series in protocol.series().items()}


def test_the_seasonal_naive_method_reaches_the_published_errors_to_the_last_digit(measured):
    reference = {}
    with REFERENCE.open() as lines:
        for row in csv.DictReader(lines):
            reference[row["area"], int(row["horizon_days"])] = float(row["mase"])

    found = {
        (area, days): round(by_model[NAIVE].mase[days], 4)
        for area, (_, by_model) in measured.items()
        for days in (7, 28, 84)
    }

    assert found == {key: reference[key] for key in found}


@pytest.mark.parametrize("area", ["Cornwall", "Dorset", "Somerset", "Wiltshire"])
def test_the_chosen_model_misses_at_28_days_by_four_fifths_of_the_naive_method_at_most(measured, area):
    chosen, by_model = measured[area]

    assert chosen == REGRESSION
    assert protocol.better_than_naive(by_model, chosen, 28) <= 0.80


@pytest.mark.parametrize("area", ["Cornwall", "Dorset", "Somerset", "Wiltshire"])
def test_the_ranges_hold_what_they_promise(measured, area):
    chosen, by_model = measured[area]

    assert 0.72 <= by_model[chosen].inside80 <= 0.90
    assert 0.90 <= by_model[chosen].inside95 <= 1.0


def test_the_seasonal_naive_method_repeats_the_last_week():
    known = history([*a_week(9, 9, 9, 9, 9, 9, 9, weeks=3), *a_week(1, 2, 3, 4, 5, 6, 7, weeks=1)])

    assert MODELS[NAIVE](known, [28], 9).tolist() == [[1, 2, 3, 4, 5, 6, 7, 1, 2]]


def test_the_seasonal_naive_method_takes_an_unknown_day_from_the_week_before():
    known = history([*a_week(1, 2, 3, 4, 5, 6, 7, weeks=1), 8, np.nan, 10, 11, 12, 13, 14])

    assert MODELS[NAIVE](known, [14], 3).tolist() == [[8, 2, 10]]


@pytest.mark.parametrize("model", [REGRESSION, SMOOTHING])
def test_a_steady_week_is_foreseen(model):
    known = history(a_week(30, 20, 20, 20, 20, 5, 5, weeks=110))

    # Bank holidays and the season find nothing to explain, so what is left is the weekday.
    said = MODELS[model](known, [len(known.values)], 14)[0]

    assert said == pytest.approx(a_week(30, 20, 20, 20, 20, 5, 5, weeks=2), abs=0.2)


@pytest.mark.parametrize("model", MODELS)
def test_no_model_looks_beyond_its_origin(model):
    values = np.random.default_rng(7).poisson(20, 800).astype(float)
    other = values.copy()
    other[760:] = 999

    said, again = (MODELS[model](history(each), [740, 760], 20) for each in (values, other))

    assert said.tolist() == again.tolist()


@pytest.mark.parametrize("model", [REGRESSION, SMOOTHING])
def test_a_step_in_demand_is_followed_within_weeks(model):
    known = history([*a_week(*[20] * 7, weeks=104), *a_week(*[30] * 7, weeks=12)])

    said = MODELS[model](known, [len(known.values)], 7)[0]

    assert said.mean() > 27.5


def test_the_trend_stays_flat_after_the_origin():
    known = history(np.linspace(10, 40, 800), ahead=400)

    said = MODELS[REGRESSION](known, [800], 364)[0]

    assert said[-28:].mean() < 45


def test_days_left_out_teach_nothing():
    values = np.array(a_week(30, 20, 20, 20, 20, 5, 5, weeks=110), dtype=float)
    values[300:400] = np.nan

    said = MODELS[REGRESSION](history(values), [len(values)], 7)[0]

    assert said == pytest.approx([30, 20, 20, 20, 20, 5, 5], abs=0.3)


def test_school_holidays_are_learnt():
    first = date(2022, 1, 3)
    days = demand_calendar.days_from(first, 1200)
    away = demand_calendar.school_holidays(days)
    known = History(np.where(away[:1100], 5.0, 20.0), demand_calendar.day_traits(days), 7, 365.25)

    said = MODELS[REGRESSION](known, [1000], 100)[0]

    assert away[1000:1100].any()
    assert said[away[1000:1100]].mean() < 10 < 17 < said[~away[1000:1100]].mean()
