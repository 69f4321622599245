"""Training of Oakshire: the catalogue and a season of dates, made by the verbs; the words are in learning.toml."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q

from office import rules
from office.models import Letter
from oscb_portal.oakshire.cast import Cast
from partnership import working_days
from partnership.models import Person
from partnership.refusals import Refusal
from partnership.working_days import LONDON
from priorities.models import Action, Priority, Theme
from training import booking, cancelling, catalogue, scheduling
from training.booking import Asked
from training.models import Course, Event, Policy, Venue
from training.states import State

WORDS = Path(__file__).parent / "learning.toml"
Words = Mapping[str, Any]
FEES = ("fee_school", "fee_private", "fee_out_of_county")
# course, days from today, venue ("" is online), from, to, places, fewest
SEASON: tuple[tuple[str, int, str, str, str, int, int], ...] = (
    ("recognising-neglect", 9, "Elderwick Civic Hall", "9:30", "13:00", 24, 8),
    ("exploitation-what-we-miss", 12, "", "13:00", "16:00", 40, 10),
    ("return-interviews-that-help", 16, "", "13:00", "15:00", 20, 6),
    ("working-with-fathers", 23, "Harrow Lane Centre", "9:30", "16:00", 12, 8),
    ("designated-lead-two-year-refresher", 27, "Northfield Education Centre", "9:00", "16:30", 16, 8),
    ("recognising-neglect", 34, "Harrow Lane Centre", "9:30", "13:00", 24, 8),
    ("learning-from-local-reviews", 41, "Elderwick Civic Hall", "9:30", "12:30", 60, 20),
    ("exploitation-what-we-miss", 48, "", "9:30", "12:30", 40, 10),
    ("working-with-fathers", 58, "", "9:30", "16:00", 24, 8),
    ("designated-lead-two-year-refresher", 69, "Northfield Education Centre", "9:00", "16:30", 24, 8),
    ("supervision-in-safeguarding", 76, "", "9:30", "12:30", 16, 8),
    ("recognising-neglect", 90, "Northfield Education Centre", "13:00", "16:30", 24, 8),
    # One whose register is open today, and one that was held and whose register nobody has closed.
    ("learning-from-local-reviews", 0, "Elderwick Civic Hall", "9:30", "16:00", 30, 8),
    ("exploitation-what-we-miss", -2, "", "9:30", "12:30", 40, 10),
)


@dataclass(frozen=True)
class Season:
    """What has been drawn up: courses by slug, venues by name, the dates to come in the order of SEASON."""

    courses: dict[str, Course]
    venues: dict[str, Venue]
    events: list[Event]


def open_season(cast: Cast, *, today: date) -> None:
    """The catalogue with dates to come, and who has booked on them."""
    with rules.read_once():
        book(cast, draw_up(cast, today=today), today=today)


def draw_up(cast: Cast, *, today: date) -> Season:
    """Policy, venues, courses and dates to come."""
    words = tomllib.loads(WORDS.read_text("utf-8"))
    office, at = cast.administrator, at_hour(today - timedelta(days=60))
    if Policy.objects.in_force(today) is None:
        catalogue.set_policy(by=office, version=words["policy"]["version"], text=words["policy"]["text"],
                             valid_from=at.date(), at=at)  # fmt: skip
    venues = {each["name"]: catalogue.keep_venue(by=office, words=each) for each in words["venue"]}
    courses: dict[str, Course] = {}
    for each in words["course"]:
        course = _course(each, courses, cast, at=at)
        courses[course.slug] = course
    events = [_date(line, courses, venues, cast, today=today, at=at) for line in SEASON]
    return Season(courses, venues, events)


def at_hour(day: date, hour: int = 10) -> datetime:
    """A full hour of a day in London."""
    return datetime.combine(day, time(hour), tzinfo=LONDON)


def spans(first: date, begins: str, ends: str, *, sessions: int = 1) -> list[tuple[datetime, datetime]]:
    """The sessions of an event, one a week."""
    hours = [time.fromisoformat(f"{text:0>5}") for text in (begins, ends)]
    days = [first + timedelta(weeks=week) for week in range(sessions)]
    return [(datetime.combine(day, hours[0], LONDON), datetime.combine(day, hours[1], LONDON)) for day in days]


def _course(words: Words, known: Mapping[str, Course], cast: Cast, *, at: datetime) -> Course:
    given = {name: value for name, value in words.items() if name not in ("answers_words", "priorities", "themes")}
    answers = Action.objects.filter(text__icontains=words["answers_words"])[:2] if "answers_words" in words else []
    given |= {
        "outcomes": "\n".join(words["outcomes"]),
        "cpd_hours": round(words["minutes"] / 60, 1),
        "prerequisites": [known[slug] for slug in words.get("prerequisites", ())],
        "priorities": Priority.objects.filter(slug__in=words.get("priorities", ())),
        "themes": Theme.objects.filter(slug__in=words.get("themes", ())),
        "answers": answers,
        "trainer_pool": [] if words["mode"] == "e_learning" else [cast.trainer],
    }
    course = catalogue.draw_up(by=cast.administrator, words=given, at=at)
    return catalogue.publish(by=cast.administrator, course=course, at=at)


def _date(line: Any, courses: Mapping[str, Course], venues: Mapping[str, Venue], cast: Cast, *, today: date,
          at: datetime) -> Event:  # fmt: skip
    slug, days, venue, begins, ends, places, fewest = line
    day = working_days.add(today + timedelta(days=days - 1), 1)
    several = 3 if slug == "supervision-in-safeguarding" else 1
    words = {
        "venue": venues.get(venue), "max_places": places, "min_places": fewest, "trainers": [cast.trainer],
        "joining_link": "" if venue else "https://meet.oakshire.example/j/4711",
        "opens_on": at.date(), "closes_on": working_days.before(day, 3),
    }  # fmt: skip
    event = scheduling.schedule(by=cast.administrator, course=courses[slug], words=words, at=at,
                                sessions=spans(day, begins, ends, sessions=several))  # fmt: skip
    return scheduling.open_event(by=cast.administrator, event=event, at=at)


def learners(limit: int, *, on: date) -> list[Person]:
    """People of the county who might book, the same every time."""
    current = Q(memberships__starts_on__lte=on) & (Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=on))
    return list(
        Person.objects.current().filter(current).exclude(line_manager=None).distinct().order_by("email")[:limit]
    )


def book(cast: Cast, season: Season, *, today: date) -> None:
    """Places taken, waited for, offered, awaiting approval and given up, by the verbs; their letters are taken back.

    Working with fathers is full with a waiting list, of which the practitioner is offered a place.
    """
    people = learners(60, on=today)
    at = at_hour(today - timedelta(days=12))
    fathers, neglect = season.events[3], season.events[0]
    for person in people[: fathers.max_places]:
        _booked(fathers, person, cast, at=at)
    for minutes, person in enumerate([cast.practitioner, *people[fathers.max_places : fathers.max_places + 5]]):
        _booked(fathers, person, cast, at=at + timedelta(minutes=minutes))
    for event, many in zip(season.events, (18, 6, 4, 0, 9, 7, 21, 3, 0, 2, 0, 1, 14, 11), strict=True):
        for person in people[:many]:
            _booked(event, person, cast, at=at)
    _itself(neglect, cast.practitioner, cast, at=at)
    _itself(season.events[12], cast.practitioner, cast, at=at)
    _itself(season.events[10], cast.practitioner, cast, at=at_hour(today - timedelta(days=1)))
    gone = fathers.bookings.filter(state=State.BOOKED).select_related("person", "agency").first()
    if gone is not None:
        cancelling.cancel(booking=gone, by=cast.administrator, at=at_hour(today, 7), reason="Leave")
    # What was told is not sent anew.
    Letter.objects.filter(key__startswith="training ").delete()


def _booked(event: Event, person: Person, cast: Cast, *, at: datetime) -> None:
    """The office books on behalf; whoever may not come is passed over."""
    agency = person.memberships.order_by("pk").first()
    if agency is None:
        return
    manager = person.line_manager or cast.administrator
    asked = Asked(manager_name=manager.name, manager_email=manager.email, accepts_policy=True)
    with suppress(Refusal):
        booking.book_place(event=event, person=person, by=cast.administrator, agency=agency.agency, asked=asked, at=at)


def _itself(event: Event, person: Person, cast: Cast, *, at: datetime) -> None:
    """Somebody books for him- or herself."""
    manager = person.line_manager or cast.lead
    asked = Asked(manager_name=manager.name, manager_email=manager.email, accepts_policy=True)
    agency = person.memberships.get().agency
    booking.book_place(event=event, person=person, by=person, agency=agency, asked=asked, at=at)
