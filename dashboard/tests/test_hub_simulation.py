from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dashboard import erlang, hub_simulation
from dashboard.clocks import Limit, Unit
from dashboard.hub_calendar import OpenHours
from dashboard.hub_simulation import Check, Hub, Route, Step

MONDAY = date(2026, 6, 1)
FOUR_HOURS = Limit(MONDAY, 4, Unit.HOURS)
A_DAY, THREE_DAYS = (Limit(MONDAY, count, Unit.WORKING_DAYS) for count in (1, 3))


def route(rating="red", *, share=1.0, urgency=0, minutes=60.0, limit=FOUR_HOURS, checks=(), after=()):
    return Route(rating, share, urgency, (Step("worker", minutes),), checks, after, limit)


def hub(*routes, people=10.0, an_hour=8.0, opens=0, closes=24 * 60, days=28, warm_up=2, measured=21, **more):
    everywhere = {"worker": people} | more.pop("others", {})
    arrivals = np.full((7, 24), an_hour)
    return Hub(OpenHours(MONDAY, days, opens, closes), arrivals, routes, everywhere, warm_up, measured, **more)


def weekdays(an_hour):
    arrivals = np.zeros((7, 24))
    arrivals[:5] = an_hour
    return arrivals


def of(outcomes, rating):
    return next(each for each in outcomes if each.rating == rating)


def test_one_step_one_class_and_always_open_is_the_erlang_c_queue():
    # Closed at weekends, when nothing comes; no bank holiday lies in it, so the line of open hours has no gap.
    one = hub(route(), people=10, days=82, warm_up=7, measured=72)
    one = Hub(one.open_hours, weekdays(8.0), one.routes, one.people, 7, 72)

    found = hub_simulation.simulate(one, runs=8, seed=1)[0]

    theory = erlang.waiting(arrivals_an_hour=8, done_an_hour=1, people=10)
    # Time to decision is the wait and the work; the mean of an exponential hour beyond a waiting time of theory.
    half = found.hours[50]
    assert found.followed > 8 * 8 * 24 * 50
    assert half.error < 0.03
    assert half.value == pytest.approx(median_of_theory(theory), abs=0.06)


def median_of_theory(theory):
    """Median of wait plus work for M/M/10 at load 8: P(W=0) and an exponential tail, plus exponential work."""
    rng = np.random.default_rng(0)
    waits = np.where(rng.random(400_000) < theory.chance_of_waiting, rng.exponential(1 / 2, 400_000), 0)
    return float(np.median(waits + rng.exponential(1, 400_000)))


def test_the_same_seed_gives_the_same_hub_and_another_seed_another():
    small = hub(route(), days=7, warm_up=0, measured=5)

    first, again, other = (hub_simulation.simulate(small, runs=3, seed=seed) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_red_comes_before_green():
    busy = hub(
        route("red", share=0.2), route("green", share=0.8, urgency=2, limit=THREE_DAYS), people=9.5, an_hour=8,
    )  # fmt: skip

    found = hub_simulation.simulate(busy, runs=5, seed=3)

    assert of(found, "red").hours[80].value < of(found, "green").hours[80].value


def test_one_waits_for_the_slowest_partner():
    asked = route(checks=(Check("police", 1.0, Step("", 1.0)), Check("health", 1.0, Step("", 600.0))))
    alone, with_partners = (
        hub_simulation.simulate(hub(each, people=20), runs=3, seed=4)[0] for each in (route(), asked)
    )

    assert with_partners.hours[50].value > alone.hours[50].value + 5


def test_a_partner_with_few_people_holds_decisions_up():
    asked = route(checks=(Check("police", 1.0, Step("researcher", 30.0)),))

    many, few = (
        hub_simulation.simulate(hub(asked, people=20, others={"researcher": count}), runs=3, seed=4)[0]
        for count in (10.0, 4.1)
    )

    assert few.hours[80].value > many.hours[80].value


def test_two_hubs_differ_by_what_differs_in_them_and_not_by_chance():
    route_of = [
        route(checks=(Check("police", 0.5, Step(role, minutes)),), after=(Step("worker", 20.0),))
        for role, minutes in (("researcher", 10.0), ("", 11.0))
    ]

    quick, slow = (
        hub_simulation.simulate(hub(each, people=40, an_hour=2, others={"researcher": 40}), runs=3, seed=4)[0]
        for each in route_of
    )

    # A tenth more of ten minutes in every other enquiry: far less than chance alone would move either of them.
    assert quick.followed == slow.followed
    assert 0 < slow.hours[50].value - quick.hours[50].value < 1 / 60 < quick.hours[50].error


def test_half_a_person_works_at_half_the_pace():
    # So few that hardly one meets another, and none at weekends.
    rare = hub(route(), days=82, warm_up=0, measured=80)
    rare = Hub(rare.open_hours, weekdays(0.02), rare.routes, {}, 0, 80)

    whole, half = (
        hub_simulation.simulate(replace(rare, people={"worker": count}), runs=4, seed=5)[0] for count in (1.0, 0.5)
    )

    assert half.hours[50].value == pytest.approx(2 * whole.hours[50].value, rel=0.1)


def test_more_than_can_be_done_leaves_enquiries_undecided():
    drowned = hub_simulation.simulate(hub(route(), people=4, an_hour=8), runs=3, seed=6)[0]

    assert drowned.undecided > 0.2
    assert drowned.hours[95] is None
    assert drowned.in_time.value < 0.2


def test_a_clock_of_working_days_stands_still_at_weekends():
    # One arrival an hour on Fridays only; plenty of people, so all is decided the same or the next working day.
    arrivals = np.zeros((7, 24))
    arrivals[4] = 1.0
    calm = hub(route("amber", limit=A_DAY, minutes=120), opens=540, closes=1020, people=30)
    calm = Hub(calm.open_hours, arrivals, calm.routes, calm.people, 0, 21)

    found = hub_simulation.simulate(calm, runs=4, seed=7)[0]

    assert found.in_time.value > 0.95


def test_a_clock_of_hours_runs_through_the_night():
    arrivals = np.zeros((7, 24))
    arrivals[0, 16] = 20.0
    late = hub(route("red", minutes=90), opens=540, closes=1020, people=100)
    late = Hub(late.open_hours, arrivals, late.routes, late.people, 0, 21)

    found = hub_simulation.simulate(late, runs=4, seed=8)[0]

    # Whoever is not done by five is done on Tuesday, more than four hours later.
    assert 0.15 < found.in_time.value < 0.5


def test_the_duty_team_takes_what_is_red_at_night():
    arrivals = np.zeros((7, 24))
    arrivals[:, 2] = 5.0
    night = hub(route("red"), opens=540, closes=1020, people=10)
    taken, kept = (
        Hub(night.open_hours, arrivals, night.routes, night.people, 0, 21, duty_team_takes=who) for who in ("red", "")
    )

    found = [hub_simulation.simulate(each, runs=2, seed=9)[0].followed for each in (taken, kept)]

    assert found[0] == 0 < found[1]


def test_without_anybody_who_decides_there_is_no_simulation():
    with pytest.raises(ValueError, match="Nobody is there as worker"):
        hub_simulation.simulate(hub(route(), people=0.0), runs=1, seed=1)


def test_work_that_follows_takes_people_but_holds_no_decision_up():
    aside = Route("red", 1.0, 0, (Step("worker", 60.0),), (), (), FOUR_HOURS, 1.0, (Step("worker", 30.0),))

    without, following = (
        hub_simulation.simulate(hub(each, people=12.5), runs=4, seed=2)[0] for each in (route(), aside)
    )

    assert following.hours[80].value > without.hours[80].value


def test_a_rating_of_which_none_came_says_nothing():
    found = hub_simulation.simulate(
        hub(route("red", share=0.0), route("green", share=1.0, urgency=2), days=7, measured=5), runs=2, seed=1
    )

    assert of(found, "red").in_time is None
