"""The county is whole, the same each time, and holds what is documented as planted in it."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from django.core.management import CommandError, call_command

from dashboard import localities
from oscb_portal.oakshire import agencies, casework, county, demand, seasons
from oscb_portal.oakshire.county import years_shown
from partnership import working_days
from partnership.models import Person

FIRST, LAST = date(2021, 11, 1), date(2026, 10, 31)


@pytest.fixture(scope="module")
def came():
    return demand.come_in(0.5, date(2019, 11, 1), LAST)


@pytest.fixture(scope="module")
def followed(came):
    return casework.follow(came, FIRST, LAST)


def a_month(rows):
    return rows.groupby(rows["day"].dt.to_period("M")).size()


def test_five_years_end_with_the_month_before_today():
    assert years_shown(date(2026, 11, 23)) == (FIRST, LAST)
    assert years_shown(date(2028, 3, 1)) == (date(2023, 3, 1), date(2028, 2, 29))


def test_the_same_seed_gives_the_same_county(came):
    again = demand.come_in(0.5, date(2019, 11, 1), LAST)

    pd.testing.assert_frame_equal(again.enquiries, came.enquiries)
    pd.testing.assert_frame_equal(again.checks, came.checks)


def test_about_twenty_thousand_enquiries_a_year_at_scale_one(came):
    shown = came.enquiries[came.enquiries["day"] >= pd.Timestamp(FIRST)]

    assert len(shown) / 5 / 0.5 == pytest.approx(20_000, rel=0.06)


def test_stages_of_an_enquiry_run_forward(came):
    rows = came.enquiries
    steps = ["received_at", "screening_at", "decision_at", "outcome_at"]
    backwards = [(rows[later] < rows[earlier]).sum() for earlier, later in pairwise(steps)]

    assert backwards == [0, 0, 0]
    assert (rows["strategy_at"] < rows["decision_at"]).sum() == 0
    assert (came.checks["returned_at"] < came.checks["requested_at"]).sum() == 0


def test_nothing_is_known_of_what_happens_after_the_last_day(came, followed):
    end = pd.Timestamp("2026-11-01")

    assert came.enquiries[["received_at", "decision_at", "strategy_at", "outcome_at"]].max().max() <= end
    assert [table.select_dtypes("datetime").max().max() < end for table in vars(followed).values()] == [True] * 7


def test_the_planted_causes_have_the_documented_size(came):
    rows = came.enquiries
    police, others = a_month(rows[rows["source_code"] == "6"]), a_month(rows[rows["source_code"] != "6"])
    both = a_month(rows)

    assert both["2022-12":"2023-01"].sum() / both["2021-12":"2022-01"].sum() == pytest.approx(
        seasons.WAVE_FACTOR, abs=0.12
    )
    assert police["2025-09":"2026-08"].sum() / police["2024-09":"2025-08"].sum() == pytest.approx(
        seasons.NEW_FORM_FACTOR, abs=0.15
    )
    assert others["2026-04"] / others["2025-04"] == pytest.approx(seasons.NEWS_FACTOR, abs=0.25)


def test_schools_are_silent_in_their_holidays_and_mondays_are_busiest(came):
    rows = came.enquiries
    schools = rows[rows["source_code"] == "2A"].groupby("day").size().reindex(pd.date_range(FIRST, LAST), fill_value=0)
    away = seasons.school_holidays(schools.index)
    weekdays = rows.groupby(rows["day"].dt.day_of_week).size()

    assert schools[away].mean() < 0.15 * schools[~away].mean()
    assert weekdays.idxmax() == 0


def test_christmas_and_the_summer_are_school_holidays():
    days = pd.DatetimeIndex(["2025-12-20", "2025-12-25", "2026-01-05", "2026-04-03", "2026-08-14", "2026-10-28"])

    assert seasons.school_holidays(days).tolist() == [False, True, False, True, True, True]


def test_fewer_decisions_are_in_time_in_the_hard_spring(came):
    rows = came.enquiries[came.enquiries["final_rating"] == "amber"]
    received = rows["received_at"].dt.tz_localize("UTC").dt.tz_convert("Europe/London").dt.date
    decided = rows["decision_at"].dt.tz_localize("UTC").dt.tz_convert("Europe/London").dt.date
    took = working_days.between_all(
        received.to_numpy().astype("datetime64[D]"), decided.to_numpy().astype("datetime64[D]")
    )
    in_time = pd.Series(took <= 1).groupby(rows["day"].dt.to_period("M").to_numpy()).mean()

    assert in_time["2024-11":"2025-10"].mean() == pytest.approx(demand.IN_TIME["amber"], abs=0.04)
    assert in_time["2026-03":"2026-06"].mean() == pytest.approx(
        demand.IN_TIME["amber"] - demand.LOST_IN_HARD_SPRING, abs=0.05
    )


def test_most_open_plans_are_for_neglect(followed):
    plans = followed.plans[followed.plans["ended_on"].isna()]

    assert (plans["latest_category"] == "NEG").mean() == pytest.approx(0.60, abs=0.08)


def test_a_child_has_one_plan_at_a_time(followed):
    plans = followed.plans.sort_values(["child", "started_on"])
    ended_before = plans.groupby("child")["ended_on"].shift()

    assert (plans["started_on"] <= ended_before).sum() == 0


def test_casework_follows_from_enquiries(came, followed):
    decided = came.enquiries[came.enquiries["decision"].isin(["referral", "strategy_discussion"])]
    children = set(decided["child"])

    assert set(followed.referrals["child"]) <= children
    assert set(followed.assessments["child"]) <= set(followed.referrals["child"]) | children
    assert set(followed.plans["child"]) <= children


def test_a_real_portal_refuses_the_county(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="in mode demo only"):
        call_command("oakshire", "--if-empty")

    assert Person.objects.count() == 0


@pytest.mark.parametrize("scale", ["0", "much", "3"])
def test_a_scale_that_makes_no_sense_is_refused(db, scale):
    with pytest.raises(CommandError, match=r"a number from 0\.01 to 2"):
        call_command("oakshire", "--scale", scale)


def test_every_household_lives_in_a_district_of_the_county():
    agreed = localities.of_area(county.AREA)

    assert {*agreed, ""} == set(demand.LOCALITIES)
    assert set(agreed.values()) == set(agencies.DISTRICTS)
