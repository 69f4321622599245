"""Things of training in few words, made by its verbs, so that no test stands on a state the house forbids."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localdate

from partnership.refusals import Refusal
from training import catalogue, clock, scheduling
from training.models import Course, Event, Policy, Venue

_number = count(1)
LONDON = ZoneInfo("Europe/London")
# A Monday; in 30 working days nobody but Christmas comes between.
AT = datetime(2026, 11, 23, 10, 0, tzinfo=LONDON)
ON = AT.date()


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """What is done inside is refused with this sentence, to the letter."""
    with pytest.raises(Refusal) as no:
        yield
    assert no.value.sentence == sentence


def a_policy(cast: Any, *, at: datetime = AT, version: str = "2026") -> Policy:
    """A booking policy in force."""
    known = Policy.objects.filter(version=version).first()
    return known or catalogue.set_policy(
        by=cast.administrator, version=version, text="Give your own address.", valid_from=localdate(at), at=at
    )


def a_venue(cast: Any, **words: Any) -> Venue:
    """A hall."""
    fit = {"name": f"Civic Hall {next(_number)}", "address": "Market Square", "district": "Elderwick", **words}
    return catalogue.keep_venue(by=cast.administrator, words=fit)


def course_words(**words: Any) -> dict[str, Any]:
    """What a course says of itself."""
    return {
        "title": f"Recognising neglect {next(_number)}", "summary": "See it early.", "level": "generalist",
        "mode": "face_to_face", "audience": "Everyone who works with children.", "outcomes": "See signs\nAct on them",
        "minutes": 180, "validity_months": 36, **words,
    }  # fmt: skip


def a_drafted_course(cast: Any, *, at: datetime = AT, **words: Any) -> Course:
    """A course only the office sees."""
    return catalogue.draw_up(by=cast.administrator, words=course_words(**words), at=at)


def a_course(cast: Any, *, at: datetime = AT, **words: Any) -> Course:
    """A course in the catalogue."""
    return catalogue.publish(by=cast.administrator, course=a_drafted_course(cast, at=at, **words), at=at)


def a_session(day: date, begins: str = "9:30", ends: str = "13:00") -> tuple[datetime, datetime]:
    """One session."""
    hours = [datetime.strptime(text, "%H:%M").time() for text in (begins, ends)]  # noqa: DTZ007 - an hour only
    return clock.moment(day, hours[0]), clock.moment(day, hours[1])


def a_drafted_event(
    cast: Any, *, course: Course | None = None, in_days: int = 30, places: int = 4, sessions: Any = None,
    at: datetime = AT, **words: Any,
) -> Event:  # fmt: skip
    """A draft of an event, so many days from `at`, 9:30 to 13:00."""
    day = localdate(at) + timedelta(days=in_days)
    fit = {
        "venue": None, "joining_link": "https://meet.example/j/1", "min_places": 1, "max_places": places,
        "opens_on": localdate(at), "closes_on": day, "trainers": [cast.trainer], **words,
    }  # fmt: skip
    return scheduling.schedule(
        by=cast.administrator, course=course or a_course(cast, at=at), words=fit,
        sessions=sessions or [a_session(day)], at=at,
    )  # fmt: skip


def an_event(cast: Any, *, at: datetime = AT, **words: Any) -> Event:
    """An event one may book."""
    return scheduling.open_event(by=cast.administrator, event=a_drafted_event(cast, at=at, **words), at=at)
