"""The pages of the catalogue and what the office keeps, each through its door, with one and three, with bad input."""

from datetime import timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from training.models import Course, Event, Interest, Venue
from training.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def a_day(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def shown(response):
    return [line.event.pk for line in response.context["shown"]]


def test_the_public_sees_scheduled_dates_of_published_courses_only(client, cast, now):
    seen, draft = given.an_event(cast, at=now), given.a_drafted_event(cast, at=now)
    hidden_course = given.a_drafted_course(cast)

    listed = shown(client.get(reverse("training")))
    answers = [client.get(reverse("event", args=[each.pk])).status_code for each in (seen, draft)]
    course = client.get(reverse("course", args=[hidden_course.slug])).status_code

    assert (listed, answers, course) == ([seen.pk], [200, 404], 404)


def test_the_office_sees_drafts(sign_in, cast, now):
    draft = given.a_drafted_event(cast, at=now)

    page = sign_in(cast.administrator).get(reverse("event", args=[draft.pk]))

    assert "This is a draft" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=neglect", ["a"]),
        ("level=leads", ["b"]),
        ("mode=virtual", ["b"]),
        ("where=Elderwick", ["a"]),
        ("where=online", ["b"]),
        ("audience=health", ["a"]),
        ("audience=education", ["a", "b"]),
        ("free=on", ["a", "b"]),
    ],
)
def test_dates_are_chosen_by_what_people_look_for(client, cast, now, query, found):
    hall = given.a_venue(cast)
    events = {
        "a": given.an_event(cast, at=now, venue=hall, joining_link="", course=given.a_course(cast, title="Neglect")),
        "b": given.an_event(cast, at=now, course=given.a_course(
            cast, title="Leads", level="leads", mode="virtual", open_to=["education"])),
    }  # fmt: skip

    answer = client.get(f"{reverse('training')}?{query}")

    assert shown(answer) == [events[name].pk for name in found]


def test_dates_are_chosen_by_days_and_a_date_that_is_none_is_named(client, cast, now, today):
    given.an_event(cast, at=now, in_days=10)
    late = given.an_event(cast, at=now, in_days=20)
    since = f"{today + timedelta(days=15):%d/%m/%Y}"

    found, wrong = (client.get(reverse("training"), {"since": text}) for text in (since, "soon"))

    assert shown(found) == [late.pk]
    assert "needs a date such as" in wrong.content.decode()


def test_the_list_makes_the_same_few_queries_for_one_and_three(client, cast, now):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("training"))
        return len(queries)

    given.an_event(cast, at=now)
    one = asked()
    for _ in range(2):
        given.an_event(cast, at=now)

    assert asked() == one <= 9


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_dates_as_a_file_hold_no_joining_link(client, cast, now, kind):
    given.an_event(cast, at=now)

    answer = client.get(f"{reverse('training')}?format={kind}")

    assert answer.status_code == 200
    assert b"meet.example" not in answer.content


def test_the_feed_holds_each_session_and_never_a_joining_link(client, cast, now, today):
    days = [today + timedelta(days=each) for each in (20, 27)]
    event = given.an_event(cast, at=now, sessions=[given.a_session(day) for day in days],
                           closes_on=today + timedelta(days=10))  # fmt: skip

    answer = client.get(reverse("training_feed"))
    entries = list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"meet.example" not in answer.content
    assert [entry["DTSTART"].dt.date() for entry in entries] == days
    assert len({str(entry["UID"]) for entry in entries}) == 2
    assert str(entries[0]["SUMMARY"]) == event.course.title


def test_a_month_shows_its_dates_and_leads_to_the_next(client, cast, now):
    event = given.an_event(cast, at=now)

    page = client.get(reverse("training_calendar"), {"month": f"{event.day:%Y-%m}"})

    assert [each.pk for week in page.context["weeks"] for day in week for each in day.things] == [event.pk]


@pytest.mark.parametrize("month", ["2026-13", "nonsense", "1066-10", "2026-1-1"])
def test_a_month_there_is_not_is_not_found(client, month):
    assert client.get(reverse("training_calendar"), {"month": month}).status_code == 404


def test_interest_is_shown_and_taken_back_on_the_page(sign_in, cast, now):
    course = given.a_course(cast)
    client, address = sign_in(cast.practitioner), reverse("show_interest", args=[course.slug])

    client.post(address)
    noted = Interest.objects.filter(person=cast.practitioner).count()
    client.post(address, {"no": "1"})

    assert (noted, Interest.objects.count()) == (1, 0)


@pytest.mark.parametrize("name", ["courses", "draw_up_course", "training_events", "clone_events", "venues",
                                  "add_venue", "booking_policies"])  # fmt: skip
def test_the_doors_of_the_office(client, cast, name):
    answers = []
    for who in (None, cast.practitioner, cast.lead, cast.trainer, cast.administrator):
        client.logout()
        if who:
            client.force_login(who)
        answers.append(client.get(reverse(name)).status_code)

    assert answers == [302, 403, 403, 403, 200]


def test_a_course_is_drawn_up_published_scheduled_and_opened_in_the_browser(sign_in, cast, now, today):
    client = sign_in(cast.administrator)
    words = given.course_words(title="Safe sleep") | {"cpd_hours": "3", "fee_partner": "0", "fee_school": "0",
                                                      "fee_private": "0", "fee_out_of_county": "0"}  # fmt: skip
    client.post(reverse("draw_up_course"), words)
    client.post(reverse("publish_course", args=["safe-sleep"]))
    day = today + timedelta(days=30)
    hall = given.a_venue(cast)
    answer = client.post(
        reverse("schedule_event", args=["safe-sleep"]),
        {**a_day("day_1", day), "from_1": "9.30am", "to_1": "1pm", "min_places": 2, "max_places": 10, "venue": hall.pk},
    )
    event = Event.objects.get()
    client.post(reverse("open_event", args=[event.pk]))
    client.logout()

    assert answer.status_code == 302
    assert shown(client.get(reverse("training"))) == [event.pk]
    assert f"{event.starts_at.astimezone(given.LONDON):%H:%M}" == "09:30"


def test_an_hour_that_is_none_is_named_and_nothing_given_is_lost(sign_in, cast, now, today):
    course = given.a_course(cast)
    given_words = {**a_day("day_1", today + timedelta(days=30)), "from_1": "half nine", "to_1": "1pm",
                   "joining_notes": "Bring a pen", "min_places": 2, "max_places": 10}  # fmt: skip

    page = sign_in(cast.administrator).post(reverse("schedule_event", args=[course.slug]), given_words)

    assert page.context["form"].errors["from_1"] == ["Write an hour such as 9:30 or 2pm."]
    assert "Bring a pen" in page.content.decode()
    assert not Event.objects.exists()


def test_a_venue_is_added_and_changed_and_its_name_is_its_own(sign_in, cast):
    client = sign_in(cast.administrator)
    client.post(reverse("add_venue"), {"name": "Town Hall", "address": "Here", "active": "on"})
    venue = Venue.objects.get()
    client.post(reverse("change_venue", args=[venue.pk]), {"name": "Town Hall", "address": "There", "active": "on"})
    again = client.post(reverse("add_venue"), {"name": "town hall", "address": "X", "active": "on"})

    assert Venue.objects.get().address == "There"
    assert again.context["form"].errors["name"] == [
        "Another venue has this name. Add the town, so that people find the right one."
    ]


def test_a_season_is_cloned_on_its_page(sign_in, cast, now):
    event = given.an_event(cast, at=now)

    sign_in(cast.administrator).post(reverse("clone_events"), {"days": 364, "event": [event.pk, "nonsense"]})

    assert Event.objects.filter(state="draft").count() == 1
    assert Course.objects.count() == 1
