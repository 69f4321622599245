import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import erlang

VECTORS = list(csv.DictReader((Path(__file__).parent / "data" / "capacity" / "erlang_c_vectors.csv").open()))
STABLE = [row for row in VECTORS if row["mean_wait_hours"]]
UNSTABLE = [row for row in VECTORS if not row["mean_wait_hours"]]


def of(row):
    return erlang.waiting(
        arrivals_an_hour=float(row["arrivals_per_hour"]),
        done_an_hour=float(row["completions_per_hour_per_worker"]),
        people=int(row["workers"]),
        target_hours=float(row["target_hours"]),
    )


@pytest.mark.parametrize("row", STABLE, ids=lambda row: f"{row['arrivals_per_hour']}/{row['workers']}")
def test_the_formula_agrees_with_exact_fractions_to_eight_places(row):
    found = of(row)

    assert found.utilisation == pytest.approx(float(row["utilisation"]), abs=1e-8)
    assert found.chance_of_waiting == pytest.approx(float(row["probability_of_waiting"]), abs=1e-8)
    assert found.mean_wait_hours == pytest.approx(float(row["mean_wait_hours"]), abs=1e-8)
    assert found.mean_queue == pytest.approx(float(row["mean_queue"]), abs=1e-8)
    assert found.started_within_target == pytest.approx(float(row["share_started_within_target"]), abs=1e-8)


@pytest.mark.parametrize("row", UNSTABLE, ids=lambda row: f"{row['arrivals_per_hour']}/{row['workers']}")
def test_a_queue_that_grows_without_bound_is_none(row):
    assert of(row) is None


def test_the_fewest_people_are_those_with_whom_the_queue_ends():
    assert erlang.fewest_people(8, 1) == 9
    assert erlang.fewest_people(7.9, 1) == 8


@pytest.mark.parametrize(("people", "done"), [(0, 1), (1, 0)])
def test_a_desk_without_people_or_work_is_an_error(people, done):
    with pytest.raises(ValueError, match="A desk has people"):
        erlang.waiting(arrivals_an_hour=1, done_an_hour=done, people=people)


@given(st.floats(0.1, 50), st.floats(0.5, 10), st.integers(1, 60))
def test_one_more_person_never_makes_anybody_wait_longer(arrivals, done, people):
    fewer, more = (
        erlang.waiting(arrivals_an_hour=arrivals, done_an_hour=done, people=count, target_hours=0.25)
        for count in (people, people + 1)
    )

    assert fewer is None or more.mean_wait_hours <= fewer.mean_wait_hours + 1e-12
