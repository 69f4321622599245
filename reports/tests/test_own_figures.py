from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from audits.tests import given as returns
from dashboard import measures
from dashboard.models import Area, Reading
from office import agencies as desk
from partnership.periods import Kind, containing
from priorities import actions
from priorities.tests import given
from priorities.tests.given import AT, ON
from reports import impact_by_month, own_figures
from training import certificates
from training.models import Reply
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

    assert {(each.new, each.corrected, each.withdrawn) for each in done.values()} == {(0, 0, 0)}
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
    online = learning.an_e_learning(cast, validity_months=1)
    for person in (cast.practitioner, event.bookings.all()[0].person):
        learning.e_learning_done(cast, person, online, at=learning.over(event))
    assert own_figures.COUNTED["T11"](month, day).numerator == 3
    assert own_figures.COUNTED["T12"](month, day) == own_figures.Count(4, 4)


@pytest.fixture
def evaluated(cast, county):
    """Six learners who rose by thirteen steps together; five of them work differently, of whom managers see four."""
    learning.the_questions(cast)
    event = learning.a_held_event(cast, people=6)
    learning.people_who_say(
        event, before=["two"] * 6, after=["four"] * 5 + ["five"], changed=["yes"] * 5 + ["no"],
        managers=["yes"] * 4 + ["no"] * 2,
    )  # fmt: skip
    return event


def test_what_learners_and_managers_answered_is_told_once_nobody_can_answer_any_more(cast, county, evaluated):
    month = containing(Kind.MONTH, evaluated.day)
    asked = containing(Kind.MONTH, evaluated.day + relativedelta(months=3))
    early, late = asked.end + timedelta(days=20), asked.end + timedelta(days=40)

    own_figures.record(on=early, at=AT)
    open_still = told("T09")
    own_figures.record(on=late, at=AT)
    figures = {code: {row[0]: row[1:4] for row in told(code)} for code in ("T07", "T08", "T09", "T10")}

    assert [row for row in open_still if row[0] == asked.start] == []
    assert figures["T07"][month.start] == (13, 6, "final")
    assert figures["T08"][asked.start] == (6, 6, "final")
    assert figures["T09"][asked.start] == (5, 6, "final")
    assert figures["T10"][asked.start] == (4, 6, "final")
    assert [row[1:4] for row in told("T09") if row[0] == month.start] == [(0, 0, "no_cases")]


def test_an_answer_that_comes_late_changes_no_figure_that_has_been_told(cast, county, evaluated):
    asked = containing(Kind.MONTH, evaluated.day + relativedelta(months=3))
    late = asked.end + timedelta(days=40)
    own_figures.record(on=late, at=AT)
    before = told("T09")
    Reply.objects.create(evaluation=evaluated.evaluation, occasion="months-3", item="changed-practice", choice="no")

    own_figures.record(on=late, at=AT)

    assert told("T09") == before


def test_what_fewer_than_five_said_is_not_told(cast, county):
    learning.the_questions(cast)
    event = learning.a_held_event(cast, people=4)
    learning.people_who_say(event, before=["two"] * 4, after=["four"] * 4, changed=["yes"] * 4)
    asked = containing(Kind.MONTH, event.day + relativedelta(months=3))

    own_figures.record(on=asked.end + timedelta(days=40), at=AT)

    assert [row[1:4] for row in told("T09") if row[0] == asked.start] == [(None, None, "suppressed")]
    assert [row[1:4] for row in told("T08") if row[0] == asked.start] == [(4, 4, "final")]


@pytest.mark.parametrize(
    ("by_event", "counted"),
    [
        ([], 0),
        ([[1] * 4], None),
        ([[1] * 3, [0] * 2], 5),
        ([[1] * 7, [0] * 2], 7),
        ([[1] * 7, [0] * 2, [1] * 3], 12),
    ],
)
def test_a_date_with_few_answers_is_counted_only_where_it_cannot_be_found_by_subtraction(by_event, counted):
    found = impact_by_month.told(by_event)

    assert (None if found is None else len(found)) == counted
