from datetime import date, timedelta

import pytest

from audits.tests import given as returns
from dashboard import measures
from dashboard.models import Area, Reading
from office import agencies as desk
from partnership.periods import Kind, containing
from priorities import actions
from priorities.tests import given
from priorities.tests.given import AT, ON
from reports import own_figures
from training import certificates
from training.tests import given as learning

DUE = ON - timedelta(days=10)


@pytest.fixture
def county(db):
    return Area.objects.create(code="X99000001", name="Oakshire", level="county_demo", authority_number="975")


def an_overdue_action(cast):
    """Agreed in time for a day that has passed."""
    return given.an_agreed_action(cast, at=AT - timedelta(days=100), due_on=DUE)


def told(code):
    found = Reading.objects.living().filter(measure__code=code).order_by("starts_on")
    return [(each.starts_on, each.numerator, each.denominator, each.status, each.source) for each in found]


def test_every_function_counts_a_measure_that_says_so():
    known = measures.known()

    assert [code for code in own_figures.COUNTED if own_figures.SOURCE not in known[code].sources] == []


def test_actions_overdue_are_counted_out_of_those_under_way(cast, county):
    an_overdue_action(cast)
    given.an_agreed_action(cast)
    given.a_proposed_action(cast)
    given.a_done_action(cast, at=AT - timedelta(days=100), due_on=DUE)

    own_figures.record(on=ON, at=AT)

    assert told("Q03") == [(date(2026, 11, 1), 1, 2, "provisional", "portal")]


def test_an_action_not_pursued_any_more_is_not_overdue(cast, county):
    actions.not_pursue(
        action=an_overdue_action(cast), by=cast.administrator, at=AT, reason="No money.", until=ON + timedelta(days=9)
    )

    assert own_figures.actions_overdue(None, ON) == own_figures.Count(0, 0)


def test_closed_with_a_test_of_impact_is_counted_out_of_the_tests_due(cast, county):
    earlier = AT - timedelta(days=300)
    given.a_closed_action(cast, at=earlier)
    given.an_evidenced_action(cast, at=earlier)
    given.an_evidenced_action(cast)

    own_figures.record(on=ON, at=AT)

    assert told("Q04") == [(date(2026, 11, 1), 1, 2, "provisional", "portal")]


def test_the_night_after_the_last_day_makes_the_figure_of_the_month_final(cast, county):
    an_overdue_action(cast)

    own_figures.record(on=ON, at=AT)
    own_figures.record(on=date(2026, 11, 30), at=AT + timedelta(days=8))
    own_figures.record(on=date(2026, 12, 1), at=AT + timedelta(days=9))

    assert [(start, status) for start, _, _, status, _ in told("Q03")] == [
        (date(2026, 11, 1), "final"), (date(2026, 12, 1), "provisional"),
    ]  # fmt: skip


def test_counting_twice_changes_nothing(cast, county):
    an_overdue_action(cast)
    own_figures.record(on=ON, at=AT)

    done = own_figures.record(on=ON, at=AT)

    assert [each.unchanged for each in done.values()] == [1] * len(own_figures.COUNTED)
    assert Reading.objects.filter(measure__code="Q03").count() == 1


def test_a_portal_without_an_area_of_its_own_records_nothing(cast):
    assert own_figures.record(on=ON, at=AT) == {}


def test_answers_moderated_below_the_agency_are_counted_in_the_month_of_the_result(cast):
    returns.a_final(cast, grades={"supervision": "amber", "policy": "red"})

    counted = own_figures.COUNTED["Q02"]
    this, before = (containing(Kind.MONTH, day) for day in (ON, ON - timedelta(days=40)))
    assert (counted(this, this.end).numerator, counted(this, this.end).denominator) == (2, 5)
    assert counted(before, before.end).denominator == 0


def test_schools_that_returned_are_counted_out_of_those_asked(cast):
    asked = [cast.agencies.school, cast.agencies.police]
    returns.a_cycle(cast, *asked, version=returns.a_questionnaire(cast, "section-175"), name="Section 175, 2026")

    year = containing(Kind.ACADEMIC_YEAR, ON)
    counted = own_figures.COUNTED["E10"](year, ON)
    assert (counted.numerator, counted.denominator) == (0, 1)


def test_workforce_reached_is_told_by_sector_and_certificates_that_end_soon_apart(cast):
    trust = cast.agencies.health_trust
    course = learning.a_course(cast, validity_months=2)
    event = learning.a_held_event(cast, people=2, course=course)
    for row in event.bookings.filter(certificates=None):
        certificates.issue(row, at=learning.over(event))
    desk.count_heads(by=cast.administrator, agency=trust, job_role="Midwife", people=40, on=ON)
    day = event.day + timedelta(days=1)
    month = containing(Kind.MONTH, day)

    reached = own_figures.COUNTED["T11"](month, day)
    ending = own_figures.COUNTED["T12"](month, day)

    assert (reached.numerator, reached.denominator, reached.parts) == (2, 40, {"health": own_figures.Count(2, 40)})
    assert ending == own_figures.Count(2, 2)
