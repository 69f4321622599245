"""Rooms and trainers wanted twice at one time are told to the office, and nothing is refused."""

import pytest
from django.urls import reverse

from training import clashes
from training.tests import given

pytestmark = pytest.mark.django_db


def test_a_trainer_and_a_room_wanted_twice_are_told(cast):
    venue = given.a_venue(cast, name="Harrow Lane Centre")
    course = given.a_course(cast, title="Working with fathers")
    given.an_event(cast, course=course, venue=venue, room="Oak")

    same = given.an_event(cast, venue=venue, room="oak")
    other_room = given.an_event(cast, venue=venue, room="Elm", trainers=[])
    other_day = given.an_event(cast, venue=venue, in_days=31)

    hall, when = "Harrow Lane Centre, oak", "“Working with fathers”, Wednesday 23 December 2026, 9:30am"
    assert clashes.of_event(same)[:2] == [
        f"{hall} is taken at that time by {when}. Choose another room, or say in which rooms they are.",
        f"{cast.trainer} teaches at that time: {when}. Choose another trainer or another hour.",
    ]
    assert clashes.of_event(other_room) == []
    assert clashes.of_event(other_day) == []


def test_only_the_office_sees_what_clashes(cast, client):
    venue = given.a_venue(cast)
    events = [given.an_event(cast, venue=venue, at=given.AT) for _ in range(2)]
    client.force_login(cast.administrator)
    office = client.get(reverse("event", args=[events[0].pk]))
    client.logout()
    public = client.get(reverse("event", args=[events[0].pk]))

    assert (len(office.context["clashes"]), public.context["clashes"]) == (2, [])
