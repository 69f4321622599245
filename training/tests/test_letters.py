"""The letters of training: who gets which, and calendar messages parsed back as a mail program would."""

from datetime import timedelta
from email import policy as rules_of_mail
from email.parser import BytesParser

import icalendar
import pytest

from office import posting
from office.models import Letter
from training import approving, booking, cancelling, reminding, rescheduling
from training.models import Wording
from training.states import State
from training.tests import given
from training.tests.given import AT, ON, refused

pytestmark = pytest.mark.django_db


def calendar_of(person, prefix):
    """The calendar message of the last letter whose subject begins so."""
    letter = Letter.objects.filter(to=person, subject__startswith=prefix).latest("pk")
    return icalendar.Calendar.from_ical(letter.calendar)


def entries(calendar):
    return list(calendar.walk("VEVENT"))


def test_a_booking_is_a_request_with_zone_and_one_entry_a_session(cast):
    days = [ON + timedelta(days=each) for each in (20, 27, 34)]
    event = given.an_event(cast, sessions=[given.a_session(day) for day in days], closes_on=days[0])
    held = given.a_booking(cast, event)

    calendar = calendar_of(cast.practitioner, "Your place")

    assert str(calendar["METHOD"]) == "REQUEST"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    assert [entry["DTSTART"].dt.date() for entry in entries(calendar)] == days
    assert {str(entry["DTSTART"].params["TZID"]) for entry in entries(calendar)} == {"Europe/London"}
    assert [str(entry["UID"]).partition("@")[0] for entry in entries(calendar)] == [
        f"booking-{held.uid}-{number}" for number in (1, 2, 3)
    ]
    assert {str(entry["ATTENDEE"]) for entry in entries(calendar)} == {f"mailto:{cast.practitioner.email}"}
    assert {str(entry["ORGANIZER"])[:7] for entry in entries(calendar)} == {"mailto:"}


def test_a_change_keeps_the_uid_and_raises_the_sequence_and_says_what_changed(cast):
    event = given.an_event(cast)
    given.a_booking(cast, event)
    before = entries(calendar_of(cast.practitioner, "Your place"))[0]

    later = [given.a_session(ON + timedelta(days=31), "10:00", "13:30")]
    told = given.a_change(cast, event, {"closes_on": ON + timedelta(days=20)}, sessions=later)
    after = entries(calendar_of(cast.practitioner, "Changed"))[0]
    letter = Letter.objects.filter(to=cast.practitioner).latest("pk")

    assert (told, str(after["UID"])) == (1, str(before["UID"]))
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert f"{after['DTSTART'].dt:%d.%m. %H:%M}" == "24.12. 10:00"
    assert "When: Thursday 24 December 2026, 10am to 1:30pm. Before: Wednesday 23 December 2026" in letter.text


def test_a_change_nobody_need_hear_of_tells_nobody(cast):
    event = given.an_event(cast)
    given.a_booking(cast, event)

    assert given.a_change(cast, event, {"max_places": 9}) == 0


def test_a_cancellation_uses_the_method_cancel_with_a_higher_sequence(cast):
    held = given.a_booking(cast, given.an_event(cast))
    before = entries(calendar_of(cast.practitioner, "Your place"))[0]

    cancelling.cancel(booking=held, by=cast.practitioner, at=AT)
    calendar = calendar_of(cast.practitioner, "Cancelled")

    assert str(calendar["METHOD"]) == "CANCEL"
    assert str(entries(calendar)[0]["STATUS"]) == "CANCELLED"
    assert str(entries(calendar)[0]["UID"]) == str(before["UID"])
    assert int(entries(calendar)[0]["SEQUENCE"]) > int(before["SEQUENCE"])


def test_an_event_called_off_tells_everybody_charges_nothing_and_gives_first_choice(cast):
    course = given.a_course(cast)
    event = given.an_event(cast, course=course)
    held, other = given.a_booking(cast, event), given.a_full_event(cast, course=course, in_days=50)

    told = rescheduling.call_off(by=cast.administrator, event=event, at=AT, why="The trainer is ill.")
    again = given.a_booking(cast, other)

    held.refresh_from_db()
    letter = Letter.objects.get(to=cast.practitioner, subject__startswith="Cancelled by us")
    assert (told, held.state, again.state, again.needs_it_first) == (1, State.CALLED_OFF, State.WAITING, True)
    assert "Why: The trainer is ill." in letter.text
    assert f"/training/events/{other.pk}/" in letter.text
    assert "METHOD:CANCEL" in letter.calendar


def test_an_event_is_called_off_once_and_with_a_reason(cast):
    event = given.an_event(cast)
    with refused("Say why it is cancelled; everybody who has a place reads it."):
        rescheduling.call_off(by=cast.administrator, event=event, at=AT, why=" ")
    rescheduling.call_off(by=cast.administrator, event=event, at=AT, why="Snow")
    with refused("This event is cancelled already."):
        rescheduling.call_off(by=cast.administrator, event=event, at=AT, why="Snow")


def test_the_post_sends_the_calendar_as_a_part_of_the_letter(cast, mailoutbox):
    given.a_booking(cast, given.an_event(cast))

    posting.post_due(at=AT)
    sent = next(each for each in mailoutbox if each.to == [cast.practitioner.email])
    parsed = BytesParser(policy=rules_of_mail.default).parsebytes(sent.message().as_bytes())
    part = next(each for each in parsed.walk() if each.get_content_type() == "text/calendar")

    assert part.get_param("method") == "REQUEST"
    assert part.get_content_disposition() is None
    assert icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")


def test_reminders_come_at_14_and_5_days_once_and_only_while_still_right(cast):
    event = given.an_event(cast, joining_notes="Bring a pen")
    given.a_booking(cast, event)
    gone = given.a_booking(cast, event, cast.lead)
    cancelling.cancel(booking=gone, by=cast.lead, at=AT)

    for days in (10, 16, 16, 17, 25, 26):
        reminding.remind(at=AT + timedelta(days=days))

    subjects = [subject.partition(":")[0] for subject in given.letters_to(cast.practitioner.email)]
    assert subjects == ["Your place", "Soon", "How to get there"]
    assert "Bring a pen" in Letter.objects.filter(to=cast.practitioner).latest("pk").text
    assert not Letter.objects.filter(to=cast.lead, subject__startswith="Soon").exists()


def test_the_offices_wording_begins_the_letter_with_its_facts_filled_in(cast):
    Wording.objects.create(letter="booked", text="Hello {name}, see you at {place}.", set_by=cast.administrator,
                           set_at=AT)  # fmt: skip

    given.a_booking(cast, given.an_event(cast))

    text = Letter.objects.get(to=cast.practitioner).text
    assert text.startswith("Hello Priya Thornwell, see you at Online.")


def test_a_joining_link_reaches_the_booked_and_nobody_who_waits(cast):
    event = given.a_full_event(cast, waiting=0)
    waiting = given.a_booking(cast, event)

    booked = Letter.objects.get(subject__startswith="Your place", to__email__contains="colleague")
    waits = Letter.objects.get(to=cast.practitioner)
    assert waiting.state == State.WAITING
    assert ["meet.example" in each.text + each.calendar for each in (booked, waits)] == [True, False]


def test_a_lead_who_is_asked_gets_no_copy_of_what_is_not_booked_yet(cast):
    course = given.a_course(cast, needs_approval=True)
    held = given.a_booking(cast, given.an_event(cast, course=course))
    approving.decline(booking=held, by=None, at=AT, reason="Not now.")

    assert [subject.partition(":")[0] for subject in given.letters_to(cast.lead.email)] == ["Please approve"]
    assert booking.Booking is type(held)
