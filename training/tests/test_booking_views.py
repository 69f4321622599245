"""The pages of booking, each through its door, with bad input, with what changed between page and click."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from office.models import Letter
from priorities.models import Priority
from training import cancelling, thread, waiting_list
from training.models import Booking
from training.states import State
from training.tests import given
from training.waiting import waiting as waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def answers(cast, **words):
    return {"agency": cast.agencies.health_trust.pk, "instead": "manager", "manager_name": "Leonie Marshgate",
            "manager_email": "lead@oakshire.example", "accepts_policy": "on", **words}  # fmt: skip


def errors(response):
    return [str(each) for found in response.context["form"].errors.values() for each in found]


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/training/\S+)", letter.text)[1]


def test_a_practitioner_books_in_the_browser_and_reads_how_to_join(sign_in, cast, now):
    given.a_policy(cast, at=now)
    event = given.an_event(cast, at=now)
    client = sign_in(cast.practitioner)

    before = client.get(reverse("event", args=[event.pk])).content.decode()
    asked = client.get(reverse("book", args=[event.pk]))
    done = client.post(reverse("book", args=[event.pk]), answers(cast), follow=True)
    held = Booking.objects.get()
    page = client.get(reverse("booking", args=[held.pk])).content.decode()

    assert asked.context["form"].initial["manager_email"] == "lead@oakshire.example"
    assert "You have a place" in done.content.decode()
    assert ["meet.example" in text for text in (before, page)] == [False, True]
    assert (held.state, held.person) == (State.BOOKED, cast.practitioner)


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(client, cast, now):
    event = given.an_event(cast, at=now)
    address = reverse("book", args=[event.pk])

    assert client.get(address).url == f"/accounts/login/?next={address}"


def test_a_double_click_books_once(sign_in, cast, now):
    event = given.an_event(cast, at=now)
    client = sign_in(cast.practitioner)

    for _ in range(2):
        client.post(reverse("book", args=[event.pk]), answers(cast))

    assert Booking.objects.count() == 1


def test_an_event_that_fills_between_page_and_click_puts_one_on_the_waiting_list(sign_in, cast, now):
    event = given.an_event(cast, at=now, places=1)
    client = sign_in(cast.practitioner)
    client.get(reverse("book", args=[event.pk]))
    given.a_booking(cast, event, given.a_colleague(cast.agencies.police), at=now)

    page = client.post(reverse("book", args=[event.pk]), answers(cast), follow=True).content.decode()

    assert "You are on the waiting list" in page
    assert "1st of 1" in page


def test_a_forged_agency_and_a_missing_policy_are_named_and_nothing_is_lost(sign_in, cast, now):
    given.a_policy(cast, at=now)
    event = given.an_event(cast, at=now)
    client, address = sign_in(cast.practitioner), reverse("book", args=[event.pk])

    forged = client.post(address, answers(cast, agency=cast.agencies.police.pk, access_needs="A hearing loop"))
    page = client.post(address, answers(cast, accepts_policy="", access_needs_0="", access_needs="A hearing loop"))

    assert "agency" in forged.context["form"].errors
    assert errors(page) == ["Accept the booking policy first: it says what a late cancellation costs."]
    assert "A hearing loop" in page.content.decode()
    assert not Booking.objects.exists()


def test_a_draft_and_an_event_that_is_not_there_are_not_found(sign_in, cast, now):
    client = sign_in(cast.practitioner)
    draft = given.a_drafted_event(cast, at=now)

    assert [client.get(reverse("book", args=[pk])).status_code for pk in (draft.pk, 999_999)] == [404, 404]


@pytest.mark.parametrize("name", ["booking", "cancel_booking", "give_booking", "move_booking", "change_needs",
                                  "booking_calendar"])  # fmt: skip
def test_a_booking_is_its_learners_its_leads_and_the_offices(client, cast, now, name):
    held = given.a_booking(cast, given.an_event(cast, at=now), at=now)
    found = {}
    for who in ("practitioner", "lead", "administrator", "stranger", "head", "auditor"):
        client.force_login(getattr(cast, who))
        found[who] = client.get(reverse(name, args=[held.pk])).status_code

    assert found == {"practitioner": 200, "lead": 200, "administrator": 200, "stranger": 404, "head": 404,
                     "auditor": 404}  # fmt: skip


def test_cancelling_moving_giving_and_needs_on_their_pages(sign_in, cast, now):
    course = given.a_course(cast, at=now)
    first, second = (given.an_event(cast, at=now, course=course, in_days=days) for days in (30, 40))
    held = given.a_booking(cast, first, at=now)
    client = sign_in(cast.practitioner)

    client.post(reverse("change_needs", args=[held.pk]), {"access_needs": "A loop"})
    moved = client.post(reverse("move_booking", args=[held.pk]), {"event": second.pk})
    new = Booking.objects.get(event=second)
    colleague = given.a_colleague(cast.agencies.health_trust)
    client.post(reverse("give_booking", args=[new.pk]), {"colleague": colleague.email})
    theirs = Booking.objects.get(event=second, person=colleague)
    client.force_login(colleague)
    client.post(reverse("cancel_booking", args=[theirs.pk]), {"reason": ""})

    states = dict(Booking.objects.values_list("pk", "state"))
    assert moved.url == reverse("booking", args=[new.pk])
    assert states == {held.pk: "moved", new.pk: "given_away", theirs.pk: "cancelled_early"}
    assert Booking.objects.get(pk=new.pk).access_needs == "A loop"


def test_a_colleague_nobody_knows_is_named(sign_in, cast, now):
    held = given.a_booking(cast, given.an_event(cast, at=now), at=now)

    page = sign_in(cast.practitioner).post(reverse("give_booking", args=[held.pk]), {"colleague": "x@y.example"})

    assert errors(page) == ["Nobody with an account here has this address. Ask your colleague to join first."]


# Signed pages -----------------------------------------------------------------------


def an_awaiting(cast, now):
    course = given.a_course(cast, at=now, needs_approval=True)
    return given.a_booking(cast, given.an_event(cast, at=now, course=course), at=now,
                           manager_email="mona@oakshire-health.example", manager_name="Mona Ashby")  # fmt: skip


def test_a_manager_without_account_approves_by_a_button_and_never_by_opening(client, cast, now):
    held = an_awaiting(cast, now)
    letter = Letter.objects.get(to_address="mona@oakshire-health.example")
    address = link_in(letter)

    client.get(address)
    held.refresh_from_db()
    opened = held.state
    said = client.post(address)
    held.refresh_from_db()
    again = client.post(address)

    assert (opened, held.state) == (State.AWAITING, State.BOOKED)
    assert "Priya Thornwell is told" in said.content.decode()
    assert again.status_code == 410
    assert said.headers["Referrer-Policy"] == "same-origin"


def test_a_no_without_a_reason_is_asked_for_one_and_the_link_still_works(client, cast, now):
    held = an_awaiting(cast, now)
    address = link_in(Letter.objects.get(to_address="mona@oakshire-health.example"))

    silent = client.post(address, {"no": "1"})
    client.post(address, {"no": "1", "reason": "The team is short."})

    held.refresh_from_db()
    assert errors(silent) == ["Say why, so that the two of you can talk about it."]
    assert held.state == State.DECLINED


def test_an_altered_link_and_that_of_another_page_open_nothing(client, cast, now):
    an_awaiting(cast, now)
    address = link_in(Letter.objects.get(to_address="mona@oakshire-health.example"))

    answers = [client.post(each).status_code for each in (address[:-4] + "xyz/", address.replace("approve", "offer"))]

    assert answers == [410, 410]


def an_offer(cast, now):
    event = given.a_full_event(cast, at=now)
    given.a_booking(cast, event, at=now)
    held = Booking.objects.get(event=event, state=State.BOOKED)
    cancelling.cancel(booking=held, by=held.person, at=now)
    return Booking.objects.get(event=event, state=State.OFFERED)


@pytest.mark.parametrize(("said", "state"), [({}, State.BOOKED), ({"no": "1"}, State.EARLY)])
def test_an_offer_is_answered_from_the_letter_and_used_once(client, cast, now, said, state):
    offered = an_offer(cast, now)
    address = link_in(Letter.objects.get(to=cast.practitioner, subject__startswith="A place for you"))

    client.get(address)
    client.post(address, said)
    offered.refresh_from_db()

    assert offered.state == state
    assert client.post(address).status_code == 410


def test_an_offer_is_answered_on_the_page_of_the_booking(sign_in, cast, now):
    offered = an_offer(cast, now)
    client = sign_in(cast.practitioner)
    page = client.get(reverse("booking", args=[offered.pk])).content.decode()

    client.post(reverse("take_offer", args=[offered.pk]))
    twice = client.post(reverse("take_offer", args=[offered.pk]), follow=True).content.decode()

    assert "A place is held for you until" in page
    assert "You have this place already" in twice


def test_a_manager_disputes_a_charge_by_a_signed_page(client, cast, now):
    held = given.a_booking(cast, given.an_event(cast, at=now, in_days=3), at=now)
    cancelling.cancel(booking=held, by=cast.practitioner, at=now)
    address = link_in(Letter.objects.get(to_address=cast.lead.email, subject__startswith="Charge"))

    empty = client.post(address, {"reason": ""})
    client.post(address, {"reason": "She was in court."})

    assert "reason" in empty.context["form"].errors
    assert held.charges.get().state == "disputed"


# What waits, the list, the thread -------------------------------------------------------


def test_what_waits_for_learner_manager_and_office(cast, now):
    an_awaiting(cast, now)
    an_offer(cast, now)
    given.an_event(cast, at=now, in_days=10, min_places=3)
    today = timezone.localdate(now)
    manager = given.a_colleague(cast.agencies.health_trust, email="mona@oakshire-health.example")

    found = {person.name: [wait.what.partition("“")[0] for wait in waits(person, on=today)]
             for person in (cast.practitioner, manager, cast.administrator, cast.stranger)}  # fmt: skip

    assert found == {
        "Priya Thornwell": ["Take your place on "],
        manager.name: ["Decide on a place for Priya Thornwell"],
        "Ada Fenwright": ["Decide whether "],
        "Silas Harrowgate": [],
    }


def test_ones_own_training_as_list_and_file(sign_in, cast, now):
    given.a_booking(cast, given.an_event(cast, at=now), at=now)
    given.a_booking(cast, given.an_event(cast, at=now, in_days=40), cast.lead, at=now)
    client = sign_in(cast.practitioner)

    page = client.get(reverse("my_training"))
    file = client.get(reverse("my_training") + "?format=csv").content.decode("utf-8-sig")

    assert page.context["listing"].count == 1
    assert len(file.strip().splitlines()) == 2


def test_a_course_stands_in_the_thread_of_its_priority_tied_to_its_actions(cast, now):
    priority = Priority.objects.create(slug="neglect", name="Neglect")
    course = given.a_course(cast, at=now, priorities=[priority])
    event = given.an_event(cast, at=now, course=course)

    (knot,) = thread.courses(priority, viewer=cast.board, on=timezone.localdate(now))

    assert (knot.title, knot.address) == (course.title, f"/training/courses/{course.slug}/")
    assert knot.state == f"First date {event.day:%B %Y}"
    assert waiting_list.leftover_places(at=now + timedelta(days=1)) == 0
