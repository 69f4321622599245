"""The planner brings the numbers together, and drafts what the office accepts, once."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from office.models import Letter
from reports import planner
from reports.models import PlannedRuns
from reports.planner import Dates
from training import catalogue, needs, requiring
from training.models import Event, NeedsReply, NeedsSurvey
from training.tests import given
from training.tests.given import AT, ON, refused

pytestmark = pytest.mark.django_db


def wanted(course):
    return next(one.wanted for one in planner.proposals(on=ON) if one.course == course)


def test_who_asks_waits_and_must_have_it_are_counted(cast):
    course = given.a_course(cast)
    given.a_full_event(cast, course=course, places=1, waiting=2)
    catalogue.show_interest(by=cast.lead, course=course, at=AT)
    requiring.require(by=cast.administrator, course=course, job_roles=["Health visitor"], at=AT)
    newcomer = given.a_colleague(cast.agencies.health_trust, job_role="Health visitor")
    newcomer.memberships.update(starts_on=ON - timedelta(days=20))

    told = wanted(course)

    assert (told.waiting, told.interested, told.new, told.free, told.usual) == (2, 1, 1, 0, 1)
    given.an_upload_that_counts(cast, newcomer, course, on=ON)
    assert wanted(course).new == 0


def test_a_survey_is_answered_by_each_agency_and_counts(cast, sign_in):
    course = given.a_course(cast)
    survey = needs.open_survey(by=cast.administrator, year="2027/28", closes_on=ON + timedelta(days=30), at=AT)
    assert Letter.objects.filter(to=cast.lead, subject__startswith="What training").count() == 1
    address = reverse("answer_needs", args=[survey.pk, cast.agencies.health_trust.slug])

    client = sign_in(cast.lead)
    client.post(address, {f"course_{course.pk}": "45", "gaps": "Interpreters"})
    client.post(address, {f"course_{course.pk}": "40", "gaps": "Interpreters"})

    assert NeedsReply.objects.get().gaps == "Interpreters"
    assert wanted(course).surveyed == 40
    assert client.get(reverse("answer_needs", args=[survey.pk, cast.agencies.police.slug])).status_code == 404
    assert client.get(reverse("training_needs")).status_code == 200
    with refused("The survey of 2027/28 has been opened already."):
        needs.open_survey(by=cast.administrator, year="2027/28", closes_on=ON + timedelta(days=30), at=AT)
    with pytest.raises(PermissionDenied):
        needs.answer(by=cast.stranger, survey=survey, agency=cast.agencies.voluntary, people={}, gaps="", at=AT)
    with refused("This survey was open until 23 December 2026. Write to the office."):
        needs.answer(by=cast.lead, survey=survey, agency=cast.agencies.health_trust, people={}, gaps="",
                     at=AT + timedelta(days=40))  # fmt: skip
    assert NeedsSurvey.objects.count() == 1


def test_agencies_that_have_not_answered_are_reminded_once_a_step(cast):
    closes = ON + timedelta(days=30)
    survey = needs.open_survey(by=cast.administrator, year="2027/28", closes_on=closes, at=AT)
    needs.answer(by=cast.lead, survey=survey, agency=cast.agencies.health_trust, people={}, gaps="", at=AT)

    for days in (10, 16, 17, 28, 29):
        needs.remind(at=AT + timedelta(days=days))

    again = Letter.objects.filter(subject__startswith="Still open: What training")
    assert (again.filter(to=cast.head).count(), again.filter(to=cast.lead).count()) == (2, 0)


def test_accepting_drafts_events_like_the_last_one_and_only_once(cast):
    course = given.a_course(cast, minutes=120)
    before = given.an_event(cast, course=course)
    dates = Dates(first=date(2027, 3, 26), weeks=4, hour=time(10), places=18)  # Good Friday

    made = planner.accept(by=cast.administrator, course=course, runs=2, dates=dates, seen=0, at=AT)

    drafts = list(made.events.order_by("starts_at"))
    assert [each.day for each in drafts] == [date(2027, 3, 30), date(2027, 4, 23)]
    assert {(each.state, each.max_places, each.joining_link) for each in drafts} == {
        (Event.State.DRAFT, 18, before.joining_link)
    }
    with refused("Runs of this course have been drafted since you opened the form. Look at them first."):
        planner.accept(by=cast.administrator, course=course, runs=2, dates=dates, seen=0, at=AT)
    with pytest.raises(PermissionDenied):
        planner.accept(by=cast.lead, course=course, runs=1, dates=dates, seen=1, at=AT)
    assert PlannedRuns.objects.count() == 1


def test_the_office_plans_in_the_browser_and_nobody_else(cast, sign_in):
    course = given.a_course(cast)
    client, address = sign_in(cast.administrator), reverse("accept_proposal", args=[course.slug])

    assert client.get(reverse("planner")).status_code == 200
    assert client.get(reverse("planner"), {"format": "csv"}).status_code == 200
    words = {"runs": "1", "first_day": "1", "first_month": "3", "first_year": "2027", "weeks": "4", "hour": "9:30",
             "places": "20", "seen": "0"}  # fmt: skip
    late = client.post(address, words | {"first_year": "2020"})
    assert late.context["form"].non_field_errors() == ["The first run lies today or in the past. Give a day to come."]
    client.post(address, words)
    assert PlannedRuns.objects.get().events.count() == 1
    people = (cast.lead, cast.board, cast.trainer)
    assert [sign_in(each).get(reverse("planner")).status_code for each in people] == [403] * 3
