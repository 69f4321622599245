"""Letters of training, each written in the transaction of its cause, some with a calendar message."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from office import letters, rules, signed_pages
from partnership.models import Person
from training import calendars, clock, wordings
from training.models import Booking, Event, Wording


def to_learner(
    booking: Booking, kind: str, *, at: datetime, key: str = "", lines: Iterable[str] = (), link: str = "",
    words: str = "Open your booking",
) -> None:  # fmt: skip
    """Write to the learner about a booking; `key` tells apart letters of one kind about one booking."""
    wording = wordings.WORDINGS[kind]
    calendar = ""
    if wording.method:
        calendar = calendars.message(
            booking, method=wording.method, organiser=_organiser(at), site=settings.SITE_ADDRESS, at=at
        )
    link = link or settings.SITE_ADDRESS + reverse("booking", args=[booking.pk])
    _write(booking.event, kind, to=booking.person, name=booking.person.name, at=at, lines=lines, link=link, words=words,
           key=f"training {kind} {booking.pk} {key}".strip(), calendar=calendar)  # fmt: skip


def to_manager(
    booking: Booking, kind: str, *, at: datetime, key: str = "", lines: Iterable[str] = (), link: str = "",
    words: str = "Open the page", to: Person | str = "",
) -> None:  # fmt: skip
    """Write to the line manager (or to whoever acts in the manager's stead) about a booking."""
    address = to or booking.manager_email
    if address == booking.person.email:
        return
    name = address.pk if isinstance(address, Person) else ""
    _write(booking.event, kind, to=address, name=booking.person.name, at=at, lines=lines, link=link, words=words,
           key=f"training {kind} {booking.pk} {name} {key}".strip())  # fmt: skip


def of_event(event: Event, kind: str, *, to: Person, at: datetime, key: str, lines: Iterable[str] = ()) -> None:
    """Write about an event to somebody who has no booking there."""
    link = settings.SITE_ADDRESS + reverse("event", args=[event.pk])
    _write(event, kind, to=to, name=to.name, at=at, lines=lines, link=link, words="See the date", key=key)


def of_office(booking: Booking, *, subject: str, text: str, at: datetime, key: str) -> None:
    """A message of the office to a learner, in its own words."""
    link = settings.SITE_ADDRESS + reverse("booking", args=[booking.pk])
    known = facts(booking.event, booking.person.name)
    context = {"subject_words": wordings.filled(subject, known), "opening": wordings.filled(text, known),
               "event": booking.event, "known": known, "sessions": _sessions(booking.event), "lines": [], "link": link,
               "link_words": "Open your booking"}  # fmt: skip
    letters.write(to=booking.person, topic=letters.Topic.TRAINING, template="training/news", context=context, key=key,
                  at=at)  # fmt: skip


def _sessions(event: Event) -> list[tuple[str, str]]:
    """Each session as day and hours."""
    return [
        (clock.day_words(clock.day_of(each.starts_at)), clock.hours(each.starts_at, each.ends_at))
        for each in event.sessions.all()
    ]


def signed_link(purpose: str, booking: Booking, *, until: datetime) -> str:
    """A link to a page with a button, for whoever has no account."""
    return signed_pages.link_for(purpose, booking, until=until)


def facts(event: Event, name: str) -> dict[str, str]:
    """What the office may name in braces."""
    sessions = list(event.sessions.all())
    hours = clock.hours(sessions[0].starts_at, sessions[0].ends_at) if sessions else ""
    return {
        "name": name,
        "course": event.course.title,
        "day": clock.day_words(event.day),
        "hours": hours,
        "place": event.place,
    }


def words_of(kind: str) -> str:
    """The words a letter begins with: the office's, else the house's."""
    own = Wording.objects.filter(letter=kind).order_by("-set_at", "-pk").values_list("text", flat=True).first()
    return own or wordings.WORDINGS[kind].words


def _write(
    event: Event, kind: str, *, to: Person | str, name: str, at: datetime, lines: Iterable[str], link: str,
    words: str, key: str, calendar: str = "",
) -> None:  # fmt: skip
    known = facts(event, name)
    context: dict[str, Any] = {
        "subject_words": wordings.filled(wordings.WORDINGS[kind].subject, known),
        "opening": wordings.filled(words_of(kind), known),
        "event": event,
        "known": known,
        "sessions": _sessions(event),
        "lines": list(lines),
        "link": link,
        "link_words": words,
    }  # fmt: skip
    letters.write(to=to, topic=letters.Topic.TRAINING, template="training/news", context=context, key=key[:200],
                  at=at, calendar=calendar)  # fmt: skip


def _organiser(at: datetime) -> tuple[str, str]:
    """The same always: mail programs refuse a change that comes from somebody else."""
    today = localdate(at)
    name = " ".join(rules.value(f"partnership.name_{line}", on=today) for line in ("first", "second"))
    return name, rules.value("contact.email", on=today) or settings.DEFAULT_FROM_EMAIL
