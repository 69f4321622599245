"""Things of training in few words, made by its verbs, so that no test stands on a state the house forbids."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from django.utils.timezone import localdate

from office import questionnaire_files, questionnaires
from office.drafts import mark_of
from office.models import Evidence, Letter, Version
from partnership.models import Agency, Membership, Person
from partnership.refusals import Refusal
from training import attendance, booking, cancelling, catalogue, clock, elearning, modules, rescheduling, scheduling
from training.booking import Asked
from training.evaluation import answering, asking, questions
from training.evaluation.occasions import Occasion
from training.models import Ask, Booking, Course, Event, Learning, Policy, UploadedCertificate, Venue

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


# Bookings ---------------------------------------------------------------------------


def a_colleague(agency: Agency, *, role: str = "practitioner", group: str = "health", **words: Any) -> Person:
    """Somebody else of an agency, whose line manager the portal does not know."""
    number = next(_number)
    fit = {"email": f"colleague{number}@{agency.slug}.example", "name": f"Colleague {number}", **words}
    person = Person.objects.create_user(professional_group=group, **fit)
    Membership.objects.create(person=person, agency=agency, role=role, starts_on=date(2020, 1, 1))
    return person


def asked(cast: Any, person: Person | None = None, **words: Any) -> Asked:
    """What the form asks; the line manager has an account, so the address counts."""
    manager = cast.lead if person != cast.lead else cast.health
    return Asked(**{"manager_name": manager.name, "manager_email": manager.email, "accepts_policy": True, **words})


def a_booking(cast: Any, event: Event, person: Person | None = None, *, at: datetime = AT, by: Person | None = None,
              **words: Any) -> Booking:  # fmt: skip
    """Somebody (the practitioner) books for him- or herself."""
    person = person or cast.practitioner
    agency = person.memberships.get().agency
    return booking.book_place(event=event, person=person, by=by or person, agency=agency,
                              asked=asked(cast, person, **words), at=at)  # fmt: skip


def a_full_event(cast: Any, *, places: int = 1, waiting: int = 0, at: datetime = AT, **words: Any) -> Event:
    """An event whose places people of the council have, and so many people of the voluntary agency waiting."""
    event = an_event(cast, places=places, at=at, **words)
    for _ in range(places):
        a_booking(cast, event, a_colleague(cast.agencies.county_council), at=at)
    for number in range(waiting):
        waiter = a_colleague(cast.agencies.voluntary)
        a_booking(cast, event, waiter, at=at + timedelta(minutes=number + 1))
    return event


def letters_to(address: str) -> list[str]:
    """The subjects of the letters to an address, the first written first."""
    return list(Letter.objects.filter(to_address=address).order_by("pk").values_list("subject", flat=True))


def a_move(held: Booking, event: Event, person: Person, *, at: datetime = AT) -> Booking:
    """Somebody moves to another date."""
    return cancelling.move_to(booking=held, event=event, by=person, at=at)


def a_change(cast: Any, event: Event, words: dict[str, Any], *, sessions: Any = None, at: datetime = AT) -> int:
    """The office changes an event; how many are told."""
    spans = sessions or [(each.starts_at, each.ends_at) for each in event.sessions.all()]
    mark = mark_of(scheduling.values_of(event))
    every = {name: getattr(event, name) for name in scheduling.PLAIN} | words
    return rescheduling.change(by=cast.administrator, event=event, words=every, sessions=spans, mark=mark, at=at)


def a_past_event(cast: Any, *, people: int = 2, sessions: int = 1, places: int = 4, **words: Any) -> Event:
    """An event that is over, with so many people of the health trust on its register; the clock is `over(event)`."""
    days = [ON + timedelta(days=20 + each) for each in range(sessions)]
    event = an_event(cast, places=places, sessions=[a_session(day) for day in days], closes_on=days[0], **words)
    for _ in range(people):
        a_booking(cast, event, a_colleague(cast.agencies.health_trust))
    return event


def over(event: Event) -> datetime:
    """A moment after an event."""
    return event.ends_at + timedelta(hours=1)


# How it went ------------------------------------------------------------------------


def the_questions(cast: Any, *, at: datetime = AT) -> Version:
    """The shipped questions about training, reviewed and published."""
    office = cast.administrator
    version = questionnaire_files.load(by=office, key="training-evaluation", at=at)
    questionnaires.ask_for_review(by=office, version=version, reviewer=cast.board)
    questionnaires.review(by=cast.board, version=version, words="", fit=True, at=at)
    return questionnaires.publish(by=office, version=version, at=at)


def a_held_event(cast: Any, *, people: int = 1, mark: str = "present", **words: Any) -> Event:
    """An event that is over, everybody marked alike and the register closed."""
    event = a_past_event(cast, people=people, places=max(people, 4), **words)
    marks = {(row.pk, each.pk): mark for row in event.bookings.all() for each in event.sessions.all()}
    attendance.mark(event=event, marks=marks, by=cast.trainer, at=over(event))
    attendance.close(event=event, by=cast.trainer, at=over(event))
    event.refresh_from_db()
    return event


def link_to(address: str, page: str = "/training/evaluation/") -> str:
    """The path of the signed link in the last letter to an address."""
    text = Letter.objects.filter(to_address=address).order_by("-pk").values_list("text", flat=True)[0]
    return page + text.split(page)[1].split()[0]


def people_who_say(
    event: Event, *, before: list[str], after: list[str], changed: list[str] | None = None,
    managers: list[str] | None = None,
) -> None:  # fmt: skip
    """Learners of a held event with their steps before and after (keys of the scale), and what is said three months on.

    The first ones answer: as many as there are words.
    """
    rows, signs = list(event.bookings.order_by("pk")), "confident-signs"
    early, later = event.starts_at - timedelta(days=1), event.ends_at + relativedelta(months=3, hours=20)
    evaluation = questions.begin(event, at=early)
    assert evaluation is not None
    for row, first, then in zip(rows, before, after, strict=True):
        asking.ask(evaluation, row, occasion=Occasion.BEFORE, answer_by=event.day, at=early)
        _says(row, Occasion.BEFORE, {signs: first}, at=early)
        _says(row, Occasion.AFTER, {signs: then}, at=over(event))
    asking.ask_later(at=later)
    for occasion, said in ((Occasion.MONTHS_3, changed), (Occasion.MANAGER_3, managers)):
        for row, word in zip(rows, said or [], strict=False):
            _says(row, occasion, {"changed-practice": word}, at=later)


def _says(row: Booking, occasion: str, words: dict[str, str], *, at: datetime) -> None:
    answering.answer(ask=Ask.objects.get(booking=row, occasion=occasion), given=words, at=at)


def an_upload_that_counts(cast: Any, person: Person, course: Course, *, on: date) -> UploadedCertificate:
    """A certificate from elsewhere, checked by the office, that stands for a course."""
    paper = Evidence.objects.create(
        kept_as=f"evidence/{person.pk}", given_name="a.pdf", kind="application/pdf", size=1, sha256="0", taken_at=AT,
        taken_by=person,
    )  # fmt: skip
    return UploadedCertificate.objects.create(
        person=person, title="Neglect", provider="Elsewhere", taken_on=on, counts_as=course, state="accepted",
        file=paper, added_at=AT, checked_by=cast.administrator, checked_at=AT,
    )  # fmt: skip


def an_e_learning(cast: Any, **words: Any) -> Course:
    """A course of e-learning, in the catalogue."""
    return a_course(cast, mode="e_learning", e_learning_address="https://x.example", **words)


def e_learning_done(cast: Any, person: Person, course: Course, *, at: datetime = AT) -> Learning:
    """E-learning of a course finished by somebody, of one page."""
    module = modules.begin(by=cast.administrator, course=course)
    if module.in_force is None:
        words = dict.fromkeys(modules.WORDS, "") | {"title": "Look", "text": "Listen."}
        modules.write_page(by=cast.administrator, module=module, number=1, words=words, video=None, at=at)
        modules.publish(by=cast.administrator, module=module, at=at)
    mine = elearning.begin(by=person, agency=person.memberships.get().agency, module=module, at=at)
    return elearning.go_on(by=person, learning=mine, number=1, chosen={}, at=at)
