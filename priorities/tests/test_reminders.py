"""What is due when, to whom it is said, and that nothing is said twice."""

from datetime import date, datetime, timedelta

import pytest

from office import posting
from office.models import Letter
from partnership.models import Membership
from priorities import proving, reminders
from priorities.tests import given
from priorities.tests.given import AT, ON


def on(day: date) -> datetime:
    return AT + (day - ON)


def reminded(person, day):
    """The subjects of what a person is reminded of on a day, run twice as a restarted worker would."""
    before = set(Letter.objects.values_list("pk", flat=True))
    reminders.remind(at=on(day))
    reminders.remind(at=on(day))
    new = Letter.objects.filter(to=person).exclude(pk__in=before).order_by("pk")
    return [letter.subject.partition(":")[0] for letter in new]


@pytest.mark.parametrize(
    ("days_left", "subjects"),
    [(29, []), (28, ["Due on 21 February 2027"]), (8, ["Due on 21 February 2027"]), (0, ["Due on 21 February 2027"]),
     (-1, ["Overdue"])],
)  # fmt: skip
def test_an_owner_is_reminded_28_and_7_days_before_and_once_when_it_is_overdue(cast, days_left, subjects):
    action = given.an_agreed_action(cast)
    proving_day = action.due_on - timedelta(days=days_left)
    # Somebody said something in between, so that silence is no reason.
    action.progress.create(by=cast.practitioner, at=on(proving_day), done="A", next_step="B", direction="same")

    assert reminded(cast.practitioner, proving_day) == subjects


def test_each_step_is_said_once(cast):
    action = given.an_agreed_action(cast, due_on=ON + timedelta(days=40))

    said = [reminded(cast.practitioner, action.due_on - timedelta(days=left)) for left in (28, 27, 7, 6)]

    assert said == [["Due on 2 January 2027"], [], ["Due on 2 January 2027"], []]


def test_sixty_days_without_an_update_are_enough(cast):
    given.an_agreed_action(cast, due_on=ON + timedelta(days=300))

    said = [reminded(cast.practitioner, ON + timedelta(days=days)) for days in (60, 61, 62)]

    assert said == [[], ["No update for 60 days"], []]


def test_what_stays_overdue_is_taken_to_the_lead_and_then_to_the_executive(cast):
    action = given.an_agreed_action(cast, due_on=ON + timedelta(days=1))

    to_lead = [reminded(cast.lead, action.due_on + timedelta(days=late)) for late in (14, 15)]
    to_executive = [reminded(cast.police, action.due_on + timedelta(days=late)) for late in (42, 43)]

    assert to_lead == [[], ["Overdue in your agency"]]
    assert to_executive == [[], ["Overdue at Oakshire Health"]]


def test_the_lead_is_asked_to_name_another_owner_and_is_told_what_is_due_instead(cast):
    action = given.an_agreed_action(cast, due_on=ON + timedelta(days=20))
    Membership.objects.filter(person=cast.practitioner).update(ends_on=ON)

    assert reminded(cast.practitioner, ON + timedelta(days=1)) == []
    assert Letter.objects.filter(to=cast.lead, key__contains=f"ownerless {cast.practitioner.pk}").count() == 1
    assert Letter.objects.filter(to=cast.lead, key__contains=f"due in 28 {action.due_on}").count() == 1


def test_the_tester_is_reminded_when_the_impact_test_is_due_and_without_one_the_business_unit(cast):
    proving.accept_evidence(action=given.a_done_action(cast), by=cast.administrator, at=AT, tester=cast.scrutineer)
    given.an_evidenced_action(cast)
    due = date(2027, 5, 23)

    assert reminded(cast.scrutineer, due - timedelta(days=1)) == []
    assert reminded(cast.scrutineer, due) == ["Impact test due on 23 May 2027"]
    assert Letter.objects.filter(to=cast.administrator, key__contains="impact").count() == 1


def test_an_agency_that_owes_an_answer_is_chased_before_the_day_and_after(cast):
    asked = given.a_recommendation(cast)

    said = [reminded(cast.lead, asked.due_on + timedelta(days=days)) for days in (-8, -7, 0, 1, 2)]

    due = f"{asked.due_on:%-d %B %Y}"
    assert said == [[], [f"Answer by {due}"], [], ["Answer overdue"], []]


def test_all_of_a_day_comes_in_one_letter(cast):
    for _ in range(3):
        given.an_agreed_action(cast, due_on=ON + timedelta(days=20))

    reminders.remind(at=AT)
    posting.gather_digests(at=AT)

    whole = Letter.objects.get(to=cast.practitioner, key__startswith="digest")
    assert whole.gathers.count() == 6
    assert whole.subject == "6 things to know today"
