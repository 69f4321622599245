"""Courses, events, venues and the policy, by their verbs."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from office.drafts import ChangedMeanwhile, mark_of
from office.models import SearchEntry
from training import catalogue, rescheduling, scheduling
from training.models import Event, Interest
from training.tests import given
from training.tests.given import AT, ON, refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["practitioner", "lead", "trainer", "stranger", "board"])
def test_only_the_office_keeps_the_catalogue(cast, who):
    course, by = given.a_course(cast), getattr(cast, who)

    for deed in (
        lambda: catalogue.draw_up(by=by, words=given.course_words(), at=AT),
        lambda: catalogue.publish(by=by, course=course, at=AT),
        lambda: catalogue.withdraw(by=by, course=course, at=AT),
        lambda: catalogue.keep_venue(by=by, words={"name": "Hall", "address": "Here"}),
        lambda: catalogue.set_policy(by=by, version="1", text="Words", valid_from=ON, at=AT),
        lambda: scheduling.schedule(by=by, course=course, words={}, sessions=[], at=AT),
        lambda: scheduling.clone(by=by, events=[], days=7, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_two_courses_of_one_name_have_addresses_of_their_own(cast):
    slugs = [given.a_course(cast, title="Neglect").slug for _ in range(3)]

    assert slugs == ["neglect", "neglect-2", "neglect-3"]


def test_e_learning_without_an_address_is_not_published(cast):
    course = given.a_drafted_course(cast, mode="e_learning")

    with refused("E-learning needs an address where it is taken. Add it, then publish."):
        catalogue.publish(by=cast.administrator, course=course, at=AT)


def test_a_course_with_dates_to_come_is_not_withdrawn(cast):
    event = given.an_event(cast)

    with refused("This course has dates to come. Cancel or move them first: people hold places."):
        catalogue.withdraw(by=cast.administrator, course=event.course, at=AT)


def test_of_two_who_change_a_course_the_second_is_told(cast):
    course = given.a_course(cast)
    mark = mark_of(catalogue.values_of(course))
    catalogue.change(by=cast.administrator, course=course, words={"title": "New words"}, mark=mark, at=AT)

    with pytest.raises(ChangedMeanwhile):
        catalogue.change(by=cast.administrator, course=course, words={"title": "Others"}, mark=mark, at=AT)


def test_a_published_course_is_found_by_everybody_a_draft_by_the_office(cast):
    open_to_all, draft = given.a_course(cast), given.a_drafted_course(cast)

    audiences = {key: SearchEntry.objects.get(key=f"training.course:{key}").audiences
                 for key in (open_to_all.pk, draft.pk)}  # fmt: skip

    assert audiences == {open_to_all.pk: ["public"], draft.pk: ["role:business_unit"]}


def test_thresholds_and_policy_are_frozen_on_an_event(cast):
    policy = given.a_policy(cast)

    event = given.an_event(cast)

    assert (event.online_threshold, event.full_threshold, event.policy) == (80, 100, policy)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"min_places": 9}, "The fewest places cannot be more than the most."),
        (
            {"most_percent": 40},
            "The mix of agencies needs both: the largest share, and the day until which it is kept.",
        ),
        ({"closes_on": ON + timedelta(days=31)}, "Booking cannot close after the event begins on 23 December 2026."),
        (
            {"opens_on": ON + timedelta(days=30), "closes_on": ON},
            "Booking cannot open after it closes. Check both days.",
        ),
    ],
)
def test_an_event_whose_places_or_days_make_no_sense_is_refused(cast, words, sentence):
    with refused(sentence):
        given.a_drafted_event(cast, **words)


def test_an_event_in_the_past_and_sessions_that_overlap_are_refused(cast):
    with refused("The event lies in the past. Give a date to come."):
        given.a_drafted_event(cast, in_days=-1, opens_on=ON - timedelta(days=9), closes_on=ON - timedelta(days=2))
    day = ON + timedelta(days=10)
    with refused("Two sessions overlap on 3 December. Check their hours."):
        given.a_drafted_event(cast, sessions=[given.a_session(day), given.a_session(day, "12:00", "15:00")])


def test_a_venue_that_is_too_small_is_refused(cast):
    hall = given.a_venue(cast, name="Small Hall", holds=3)

    with refused("Small Hall holds 3 people; 4 places are too many."):
        given.a_drafted_event(cast, venue=hall)


def test_an_event_without_place_and_link_is_not_opened(cast):
    event = given.a_drafted_event(cast, joining_link="")

    with refused("Say where it takes place: choose a venue, or write the joining link."):
        scheduling.open_event(by=cast.administrator, event=event, at=AT)


def test_a_season_is_cloned_with_its_hours_over_the_change_of_clocks(cast):
    event = given.an_event(cast, in_days=30)

    (clone,) = scheduling.clone(by=cast.administrator, events=[event], days=182, at=AT)

    assert clone.state == Event.State.DRAFT
    assert [f"{each.starts_at.astimezone(given.LONDON):%d.%m. %H:%M}" for each in clone.sessions.all()] == [
        "23.06. 09:30"
    ]
    assert list(clone.trainers.all()) == [cast.trainer]


def test_what_changes_of_an_event_is_said_in_words_and_calendars_hear_of_it(cast):
    event = given.an_event(cast)
    later = [given.a_session(ON + timedelta(days=31), "10:00", "13:30")]
    words = {name: getattr(event, name) for name in scheduling.PLAIN} | {"closes_on": ON + timedelta(days=29)}
    hall = given.a_venue(cast, name="Town Hall")

    lines = rescheduling.what_changes(event, words | {"venue": hall}, later)
    rescheduling.change(by=cast.administrator, event=event, words=words, sessions=later, at=AT,
                        mark=mark_of(scheduling.values_of(event)))  # fmt: skip
    event.refresh_from_db()

    assert lines == [
        "When: Thursday 24 December 2026, 10am to 1:30pm. Before: Wednesday 23 December 2026, 9:30am to 1pm.",
        "Where: Town Hall. Before: Online.",
    ]
    assert event.sequence == 1


def test_interest_is_noted_once_and_can_be_taken_back(cast):
    course = given.a_course(cast)
    for _ in range(2):
        catalogue.show_interest(by=cast.practitioner, course=course, at=AT)
    noted = Interest.objects.count()

    catalogue.lose_interest(by=cast.practitioner, course=course)

    assert (noted, Interest.objects.count()) == (1, 0)


def test_a_policy_does_not_begin_in_the_past_nor_twice(cast):
    given.a_policy(cast, version="1")

    with refused("A policy begins today or later: whoever booked before accepted the one of that day."):
        catalogue.set_policy(by=cast.administrator, version="2", text="x", valid_from=ON - timedelta(days=1), at=AT)
    with refused("There is a version “1” already. Give this one another name."):
        catalogue.set_policy(by=cast.administrator, version="1", text="x", valid_from=ON, at=AT)
