import datetime as dt

import pytest
from django.core.cache import cache

from dashboard import capacity, demand_shape, hub_work
from dashboard.models import AgencyCheck, Enquiry, Forecast, Load
from dashboard.tests import given
from dashboard.workload import WhatIf
from office import rules

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = AT.date()
LAST = dt.date(2026, 10, 31)


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def test_without_a_return_or_a_forecast_there_is_no_situation():
    area = given.an_area()
    given.a_staffing_return()

    assert capacity.situation(area, on=TODAY) is None
    given.a_forecast()
    assert capacity.situation(area, on=TODAY) is not None
    assert capacity.situation(given.an_area("931", code="E10000025", name="Elsewhere"), on=TODAY) is None


def test_a_forecast_made_under_another_rule_of_hiding_is_not_used():
    area = given.an_area()
    given.a_staffing_return()
    given.a_forecast()
    Forecast.objects.update(hidden_for=9)

    assert capacity.situation(area, on=TODAY) is None


def test_weeks_come_from_the_forecast_of_weeks_else_from_its_months():
    given.a_staffing_return()
    given.a_forecast(weekly=70)
    weeks = capacity.situation(given.an_area(), on=TODAY).weeks
    Forecast.objects.get().periods.filter(period_kind="week").delete()

    from_months = capacity.situation(given.an_area(), on=TODAY).weeks

    assert [week.monday for week in weeks[:2]] == [dt.date(2026, 11, 2), dt.date(2026, 11, 9)]
    assert (len(weeks), len(from_months)) == (13, 13)
    assert [round(week.expected) for week in from_months] == [70] * 13


def test_each_team_speaks_through_its_latest_return():
    given.a_staffing_return(week=dt.date(2026, 9, 7), in_post=1)
    given.a_staffing_return(week=dt.date(2026, 10, 5), in_post=3)
    given.a_staffing_return(week=dt.date(2026, 9, 7), agency="Oakvale Police", role="Researcher", in_post=2)
    given.a_forecast()

    found = capacity.situation(given.an_area(), on=TODAY)

    assert {post.role: post.in_post for post in found.posts} == {"social worker": 3, "researcher": 2}
    assert found.told_on == dt.date(2026, 10, 5)


def a_situation(**more):
    given.a_staffing_return(in_post=10)
    given.a_staffing_return(role="team manager", in_post=3)
    given.a_staffing_return(agency="Oakvale Police", role="researcher", in_post=3)
    given.a_forecast(weekly=100)
    return capacity.situation(given.an_area(), on=TODAY)


def used(found, role):
    return next(load.utilisation for load in found if load.role == role)


def test_more_demand_asks_for_more_of_each_role():
    now = a_situation()

    asis, more = (capacity.loads(now, WhatIf(demand=demand)) for demand in (0.0, 0.5))

    assert used(more, "social worker") == pytest.approx(1.5 * used(asis, "social worker"))


def test_an_hour_of_work_is_an_hour_of_the_rules():
    now = a_situation()
    # 10 people x 37 hours x 80% in a week of five days; minutes of screening and deciding as delivered
    mix = now.shape.mix
    minutes = 15 + sum(mix.shares[rating] * each for rating, each in (("red", 75), ("amber", 50), ("green", 20)))
    minutes += sum(mix.shares[rating] * mix.strategy[rating] for rating in hub_work.RATINGS) * 45

    (decider, *_) = [load for load in capacity.loads(now, WhatIf()) if load.role == "social worker"]

    assert decider.work[0] == pytest.approx(100 * minutes / 60)
    assert decider.hours[0] == pytest.approx(10 * 37 * 0.8)


def test_the_office_changes_an_assumption_from_a_day_on():
    now = a_situation()
    rules.set_rule(
        by=given.somebody("business_unit"), key="capacity.screening", value="45", valid_from=TODAY, at=AT,
        reason="Counted in October",
    )  # fmt: skip

    later = capacity.situation(given.an_area(), on=TODAY)

    assert used(capacity.loads(later, WhatIf()), "social worker") > used(capacity.loads(now, WhatIf()), "social worker")
    assert later.minutes["capacity.screening"] == 45


def test_a_week_with_bank_holidays_has_fewer_hours():
    (decider, *_) = [load for load in capacity.loads(a_situation(), WhatIf()) if load.role == "social worker"]

    christmas = (dt.date(2026, 12, 21) - dt.date(2026, 11, 2)).days // 7
    assert decider.hours[christmas] == pytest.approx(decider.hours[0] * 4 / 5)


def test_with_fewer_people_fewer_decisions_are_in_time():
    now = a_situation()

    asis, few = (capacity.chances(now, what_if) for what_if in (WhatIf(), WhatIf(vacant=0.75)))

    assert [each.rating for each in asis] == ["red", "amber", "green"]
    assert few[2].in_time.value < asis[2].in_time.value


def test_when_a_partner_withdraws_its_answers_come_from_outside():
    now = a_situation()

    asis, without = (capacity.chances(now, what_if) for what_if in (WhatIf(), WhatIf(without="Oakvale Police")))

    assert without[1].hours[50].value > asis[1].hours[50].value


def test_when_those_who_decide_withdraw_nothing_is_decided_and_that_is_said():
    found = capacity.chances(a_situation(), WhatIf(without="Oakshire County Council"))

    assert found == "Without a social worker nothing is decided: there is nobody to do that work."


def test_the_same_look_is_worked_out_once(monkeypatch):
    now = a_situation()
    first = capacity.chances(now, WhatIf())
    monkeypatch.setattr(capacity.hub_simulation, "simulate", None)

    assert capacity.chances(now, WhatIf()) == first


def test_clocks_are_those_of_the_rules():
    rules.set_rule(
        by=given.somebody("business_unit"), key="clocks.mash_red", value="2", valid_from=TODAY, at=AT, reason="",
    )  # fmt: skip

    assert a_situation().limits["red"].count == 2


# The shape of demand --------------------------------------------------------


def enquiries(counts, **words):
    load = given.a_load("events.csv", given.events(given.an_event()))
    Load.objects.filter(pk=load.pk).update(state="done", kept_at=AT)
    rows = [
        Enquiry(
            load=load, area=given.an_area(), key=f"{rating}{number}", content="x", living=True, child_key="c",
            contact_key="k", received_at=dt.datetime(2026, 10, 5, 10, 30, tzinfo=dt.UTC), initial_rating=rating,
            decision="nfa", **words,
        )
        for rating, count in counts.items()
        for number in range(count)
    ]  # fmt: skip
    return Enquiry.objects.bulk_create(rows)


def shape():
    return demand_shape.of(given.an_area(), until=LAST, threshold=5, made_at="now")


def test_the_mix_is_that_of_the_last_year():
    enquiries({"red": 10, "amber": 30, "green": 60})

    assert shape().mix.shares == {"red": 0.1, "amber": 0.3, "green": 0.6}
    assert not shape().mix.assumed


def test_a_mix_with_a_small_number_is_assumed():
    enquiries({"red": 5, "amber": 30, "green": 60})

    assert shape().mix.assumed


def test_hours_are_those_of_london():
    enquiries({"red": 10, "amber": 30, "green": 60})

    # Monday, half past ten in UTC is half past eleven in British summer time
    assert shape().by_hour[0, 11] == 1


def test_partners_asked_are_counted_by_rating_and_small_numbers_not_at_all():
    rows = enquiries({"red": 10, "amber": 30, "green": 60})
    asked = [*[row for row in rows if row.initial_rating == "amber"][:15], *rows[:5]]
    AgencyCheck.objects.bulk_create(
        [AgencyCheck(enquiry=row, agency_kind="police", requested_at=row.received_at) for row in asked]
    )

    assert shape().mix.asked["amber", "police"] == 0.5
    assert shape().mix.asked["red", "police"] == 0


def test_what_waits_for_a_decision_is_counted_unless_it_is_small():
    rows = enquiries({"red": 10, "amber": 30, "green": 60})
    Enquiry.objects.filter(pk__in=[row.pk for row in rows[:4]]).update(decision="")
    few = shape().undecided
    cache.clear()
    Enquiry.objects.filter(pk__in=[row.pk for row in rows[:8]]).update(decision="")

    assert (few, shape().undecided) == (0, 8)
