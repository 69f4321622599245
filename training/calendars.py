"""Calendar data (RFC 5545): the public feed of events, and messages that put a booking into a learner's calendar.

What the field has learnt (peers.md 1.2): a stable UID for each booking and session, a sequence that only rises, the
method CANCEL for what is cancelled, the same organiser always, and the time zone spelt out.
"""

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as Entry

from training.clock import LONDON
from training.models import Booking, Event, Session

MAKER = "-//OSCB portal//Training//EN"
# Since 1996 by law (SI 2002/262): summer time from the last Sunday of March to the last of October, at 1:00 UTC.
LONDON_ZONE = Timezone.from_ical(
    "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:19960331T010000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nTZNAME:BST\r\nEND:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\nDTSTART:19961027T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nTZNAME:GMT\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\n"
)


def feed(events: Iterable[Event], *, name: str, site: str, at: datetime) -> bytes:
    """The public calendar: dates to come, without any joining link."""
    calendar = _calendar()
    calendar.add("x-wr-calname", name)
    for event in events:
        for session in event.sessions.all():
            entry = _entry(f"event-{event.pk}-{session.number}@{_host(site)}", event, session, at)
            entry.add("sequence", event.sequence)
            entry.add("url", f"{site}/training/events/{event.pk}/")
            calendar.add_component(entry)
    return bytes(calendar.to_ical())


def message(
    booking: Booking, *, method: str, organiser: tuple[str, str], site: str, at: datetime, joining: bool = True
) -> str:
    """A calendar message about a booking, `method` REQUEST or CANCEL; `organiser` is a name and an address."""
    event = booking.event
    calendar = _calendar()
    calendar.add("method", method)
    for session in event.sessions.all():
        entry = _entry(f"booking-{booking.uid}-{session.number}@{_host(site)}", event, session, at)
        # The part of the event and the part of the booking both only rise, so their sum does.
        entry.add("sequence", booking.sequence + event.sequence)
        entry.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
        entry.add("organizer", _address(*organiser))
        guest = _address(booking.person.name, booking.person.email)
        guest.params["PARTSTAT"] = vText("NEEDS-ACTION" if method == "REQUEST" else "DECLINED")
        guest.params["RSVP"] = vText("FALSE")
        entry.add("attendee", guest, encode=0)
        entry.add("url", f"{site}/training/bookings/{booking.pk}/")
        if joining and method == "REQUEST" and event.joining_link:
            entry["description"] = vText(f"Join: {event.joining_link}\n{event.joining_notes}".strip())
        calendar.add_component(entry)
    return bytes(calendar.to_ical()).decode()


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add_component(LONDON_ZONE)
    return calendar


def _entry(uid: str, event: Event, session: Session, at: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", uid)
    entry.add("dtstamp", at)
    entry.add("dtstart", session.starts_at.astimezone(LONDON))
    entry.add("dtend", session.ends_at.astimezone(LONDON))
    entry.add("summary", event.course.title)
    entry.add("location", f"{event.venue.name}, {event.venue.address}" if event.venue else "Online")
    return entry


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = vText(name)
    return address


def _host(site: str) -> str:
    return site.partition("//")[2].partition(":")[0]
