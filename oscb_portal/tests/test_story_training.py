"""The story of a place in the browser: booked, approved by a link, freed, taken; the day, a certificate, a charge."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from office.models import Letter
from oscb_portal.oakshire import plan as plans
from oscb_portal.tests.test_story_backbone import Desk
from training.models import Booking, Certificate, Charge
from training.states import State
from training.tests import given

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def desk(page, live_server, cast):
    plans.publish(cast.agencies, today=timezone.localdate())
    return Desk(page, live_server.url)


def follow_the_letter(desk, to, about):
    """Open the last letter about something as somebody without an account, and follow its link."""
    letter = Letter.objects.filter(to_address=to, subject__contains=about).latest("pk")
    link = re.search(rf"{re.escape(settings.SITE_ADDRESS)}(\S+)", letter.text)[1]
    desk.page.context.clear_cookies()
    desk.page.goto(f"{desk.address}{link}")


def test_a_place_is_booked_approved_freed_and_taken_by_the_next(desk, cast):
    now = timezone.now()
    course = given.a_course(cast, at=now, title="Working with fathers", needs_approval=True)
    event = given.an_event(cast, course=course, places=1, at=now)
    manager = "team.manager@oakshire-health.example"

    desk.sit(cast.practitioner)
    desk.open("event", event.pk)
    desk.page.get_by_role("button", name="Book a place").click()
    desk.send(instead="manager", manager_name="Olive Reedmoor", manager_email=manager)
    expect(desk.page.get_by_text("We have asked for approval.")).to_be_visible()

    follow_the_letter(desk, manager, "Please approve")
    assert Booking.objects.get().state == State.AWAITING
    desk.page.get_by_role("button", name="Yes, approve").click()
    expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    held = Booking.objects.get()
    assert held.state == State.BOOKED

    waiter = given.a_colleague(cast.agencies.voluntary)
    given.a_booking(cast, event, waiter, at=timezone.now(), by=cast.administrator)
    desk.sit(cast.practitioner)
    desk.open("cancel_booking", held.pk)
    desk.send(reason="Leave")

    follow_the_letter(desk, waiter.email, "A place for you")
    desk.page.get_by_role("button", name="Take the place").click()
    expect(desk.page.get_by_text("You have a place. A letter follows.")).to_be_visible()
    assert dict(Booking.objects.values_list("person", "state")) == {
        cast.practitioner.pk: State.EARLY,
        waiter.pk: State.BOOKED,
    }


def test_the_day_leads_to_a_certificate_anybody_checks_and_a_charge_the_manager_disputes(desk, cast):
    now = timezone.now().replace(microsecond=0)
    begun = now - timedelta(hours=3)
    given.the_questions(cast, at=now - timedelta(days=30))
    event = given.an_event(cast, places=4, at=now - timedelta(days=20), closes_on=timezone.localdate(begun),
                           sessions=[(begun, now - timedelta(hours=1))])  # fmt: skip
    colleague = given.a_colleague(cast.agencies.health_trust, name="Ottilie Fernhall")
    came, away = (
        given.a_booking(cast, event, who, at=now - timedelta(days=20)) for who in (cast.practitioner, colleague)
    )

    desk.sit(cast.trainer)
    desk.open("register", event.pk)
    session = event.sessions.get()
    desk.send(**{f"mark-{came.pk}-{session.pk}": "present", f"mark-{away.pk}-{session.pk}": "absent"})
    expect(desk.page.get_by_text("Kept: 2 marks changed.")).to_be_visible()
    desk.page.get_by_role("button", name="Close the register").click()
    expect(desk.page.get_by_text("Closed on")).to_be_visible()
    assert not Certificate.objects.exists()

    follow_the_letter(desk, cast.practitioner.email, "How was it?")
    assert not Certificate.objects.exists()
    desk.send(**{"confident-signs": "four", "worth-it": "five", "better": "More time to talk."})
    expect(desk.page.get_by_text("certificate").first).to_be_visible()
    code = Certificate.objects.get().code
    desk.page.context.clear_cookies()
    desk.open("verify_certificate", code)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("This certificate is ours and counts")
    expect(desk.page.get_by_text(cast.practitioner.name)).to_be_visible()

    follow_the_letter(desk, cast.lead.email, "Charge: Ottilie Fernhall")
    assert Charge.objects.get().state == "proposed"
    desk.send(reason="Called to a strategy meeting that morning.")

    desk.sit(cast.administrator)
    desk.open("charges", query="?state=disputed")
    expect(desk.page.get_by_role("cell", name="Ottilie Fernhall")).to_be_visible()
    assert list(Booking.objects.order_by("pk").values_list("state", flat=True)) == [State.ATTENDED, State.ABSENT]
