"""Brings together who asks, must renew or is new and what was found; proposes runs; accepting one drafts events."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Avg, Count, QuerySet
from django.utils.timezone import localdate

from partnership import trail, working_days
from partnership.access import check
from partnership.models import Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.models import Finding
from reports.models import PlannedRuns
from reports.runs import Wanted
from training import clock, expiries, holding, needs, scheduling
from training.models import Booking, Course, Event, Interest, Requirement
from training.states import State

NEW_WITHIN, A_YEAR = timedelta(days=183), timedelta(days=365)
USUAL, FEWEST, MOST_RUNS = 20, 8, 20
NINE = time(9, 30)


@dataclass(frozen=True)
class Proposal:
    """A course, its numbers and how many runs they ask for."""

    course: Course
    wanted: Wanted


@dataclass(frozen=True)
class Dates:
    """When the runs are to take place: the first not before a day, then so many weeks apart, at an hour."""

    first: date
    weeks: int
    hour: time
    places: int


def proposals(*, on: date) -> list[Proposal]:
    """Every course that is taught on dates, most runs first, then most findings."""
    courses = list(Course.objects.published().exclude(mode=Course.Mode.E_LEARNING))
    interested = _counts(Interest.objects.filter(course__in=courses), "course")
    begin = working_days.last_moment(on)
    waiting = _counts(Booking.objects.filter(state=State.WAITING, event__starts_at__gt=begin), "event__course")
    surveyed, new, free, usual = needs.surveyed(on=on), _new(on), _free(on), _usual(on)
    short = {line.course.pk: line.short for line in expiries.outlook(on=on).lines}
    found = _findings(on)
    made = [
        Proposal(course, Wanted(
            interested[course.pk], waiting[course.pk], surveyed.get(course.pk, 0), new[course.pk],
            short.get(course.pk, 0), free[course.pk], usual.get(course.pk, USUAL), found[course.pk]))
        for course in courses
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.wanted.runs, -one.wanted.findings, one.course.title))


def accept(*, by: Person, course: Course, runs: int, dates: Dates, seen: int, at: datetime) -> PlannedRuns:
    """Draft the events of a proposal, like the last event of the course; nobody can book until each is opened.

    `seen` is how many plans of the course there were when the form was opened: a second press is refused.
    """
    check(by, Permission.KEEP_CATALOGUE)
    today = localdate(at)
    if not 1 <= runs <= MOST_RUNS:
        raise Refusal(f"Propose 1 to {MOST_RUNS} runs at a time.")
    if dates.first <= today:
        raise Refusal("The first run lies today or in the past. Give a day to come.")
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=course.pk)
        if plans_of(course) != seen:
            raise Refusal("Runs of this course have been drafted since you opened the form. Look at them first.")
        wanted = next((one.wanted for one in proposals(on=today) if one.course.pk == course.pk), Wanted())
        events = [_draft(course, day=day, dates=dates, by=by, at=at) for day in _days(dates, runs)]
        made = PlannedRuns.objects.create(
            course=course, runs=runs, why=wanted.why, accepted_by=by, accepted_at=at
        )  # fmt: skip
        made.events.set(events)
        trail.leave("runs planned", by=by, about=made, course=course.pk, runs=runs)
    return made


def plans_of(course: Course) -> int:
    """How often runs of a course were planned."""
    return PlannedRuns.objects.filter(course=course).count()


def _days(dates: Dates, runs: int) -> list[date]:
    """Working days, so many weeks apart."""
    return [
        working_days.add(dates.first + timedelta(weeks=dates.weeks * n) - timedelta(days=1), 1) for n in range(runs)
    ]


def _draft(course: Course, *, day: date, dates: Dates, by: Person, at: datetime) -> Event:
    last = Event.objects.filter(course=course).exclude(state=Event.State.CANCELLED).order_by("-starts_at").first()
    begins = clock.moment(day, dates.hour)
    opens, closes = scheduling.usual_window(day, on=localdate(at))
    words = {
        "venue": last.venue if last else None, "joining_link": last.joining_link if last else "",
        "min_places": min(last.min_places if last else FEWEST, dates.places), "max_places": dates.places,
        "opens_on": opens, "closes_on": closes, "trainers": list(last.trainers.all()) if last else [],
    }  # fmt: skip
    span = (begins, begins + timedelta(minutes=min(course.minutes, 480)))
    return scheduling.schedule(by=by, course=course, words=words, sessions=[span], at=at)


# The numbers ------------------------------------------------------------------


def _counts(rows: QuerySet[Any], course: str) -> Counter[int]:
    return Counter(dict(rows.order_by().values_list(course).annotate(Count("pk"))))


def _free(on: date) -> Counter[int]:
    """Places nobody has yet on dates to come, drafts included."""
    added: Counter[int] = Counter()
    events = Event.objects.exclude(state=Event.State.CANCELLED).to_come(working_days.last_moment(on)).counted()
    for course, most, seated, held in events.values_list("course", "max_places", "seated", "held"):
        added[course] += max(0, most - seated - held)
    return added


def _usual(on: date) -> dict[int, int]:
    """Places of the events of the last two years, on average."""
    since = working_days.last_moment(on - 2 * A_YEAR)
    rows = Event.objects.scheduled().filter(starts_at__gt=since).order_by().values_list("course")
    return {course: max(1, round(places)) for course, places in rows.annotate(Avg("max_places"))}


def _new(on: date) -> Counter[int]:
    """By course, people new in post whose role must have it and who lack it."""
    needed: dict[str, set[int]] = defaultdict(set)
    for role, course in Requirement.objects.on_day(on).values_list("job_role", "course"):
        needed[role.lower()].add(course)
    joined = Membership.objects.current(on).filter(starts_on__gt=on - NEW_WITHIN, person__is_active=True)
    people = dict(joined.values_list("person", "person__job_role"))
    held = holding.held(people)
    return Counter(
        course
        for person, role in people.items()
        for course in needed.get(role.lower(), ())
        if not holding.counts(held, person, course, on=on)
    )


def _findings(on: date) -> Counter[int]:
    """By course, findings of the last year on one of its themes, whatever their source."""
    taught = Course.themes.through.objects.values_list("course", "theme")
    courses: dict[int, list[int]] = defaultdict(list)
    for course, theme in taught:
        courses[theme].append(course)
    found: dict[int, set[int]] = defaultdict(set)
    rows: Sequence[tuple[int, int]] = Finding.themes.through.objects.filter(
        finding__found_on__range=(on - A_YEAR, on)
    ).values_list("finding", "theme")  # type: ignore[assignment]
    for finding, theme in rows:
        for course in courses[theme]:
            found[course].add(finding)
    return Counter({course: len(findings) for course, findings in found.items()})
