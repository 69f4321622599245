"""Bulk writer: two years of courses, as the verbs leave them: histories, registers, answers, certificates, charges.

It goes around the verbs because two years of letters, locks and trail would take minutes; what becomes of whom is
played out in taught.py by the same rules. No letter is queued and no line of the trail written; every constraint and
check_invariants hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from office import rules
from oscb_portal.oakshire import evaluated
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.dice import dice
from oscb_portal.oakshire.seasons import school_holidays
from oscb_portal.oakshire.taught import CARELESS_FACTOR, STAYS_AWAY, STAYS_AWAY_NOW, Play, Story, Terms
from oscb_portal.oakshire.training_charges import keep_charges
from partnership import working_days
from partnership.models import Membership, Person
from partnership.working_days import LONDON, last_moment
from training import booking as bookings
from training import certificates, clock
from training.models import Attendance, Booking, Certificate, Course, Event, Policy, Session, Step, Venue
from training.states import State

YEARS, EVENTS_A_YEAR, FEWEST_A_YEAR = 2, 340, 34
# Every so many agencies one is careless about places.
CARELESS_EVERY = 9
SINCE_REMINDED = 9
HOURS = (9, 10, 13)
BY_LEAD = 0.15


@dataclass(frozen=True)
class Hat:
    """Somebody in an agency, from a day until a day, with the lead of that agency."""

    person: Person
    membership: Membership
    lead: Person | None


class Past:
    """Writes the past of one county."""

    def __init__(self, cast: Cast, *, scale: float, today: date) -> None:
        self.cast, self.today, self.rng = cast, today, dice("training past")
        self.first = date(today.year - YEARS, today.month, 1)
        self.count = max(FEWEST_A_YEAR, round(EVENTS_A_YEAR * scale)) * YEARS
        self.hats = _hats()
        self.starts = np.array([each.membership.starts_on.toordinal() for each in self.hats])
        self.ends = np.array([(each.membership.ends_on or date.max).toordinal() for each in self.hats])
        self.courses = [each for each in Course.objects.published() if each.mode != Course.Mode.E_LEARNING]
        self.venues = list(Venue.objects.filter(active=True))
        self.taken = np.zeros((len(self.courses), len(self.hats)), dtype=np.int64)
        careless = set(sorted({each.membership.agency_id for each in self.hats})[4::CARELESS_EVERY])
        self.careless = np.array([each.membership.agency_id in careless for each in self.hats])

    def write(self) -> int:
        """Write it all; gives the number of bookings."""
        self.policy = Policy.objects.filter(valid_from__lte=self.first).first() or self._policy()
        self.rule = {
            name: rules.value(f"training.{name}", on=self.first)
            for name in ("free_until", "offer_until", "offer_hours", "offer_near_days", "offer_near_hours", "late_fee",
                         "no_show_fee", "online_threshold", "full_threshold")
        }  # fmt: skip
        days = sorted(self._days())
        events = [self._event(day) for day in days]
        Event.objects.bulk_create(events)
        sessions = {event: list(self._sessions(event)) for event in events}
        Session.objects.bulk_create(each for of_event in sessions.values() for each in of_event)
        trainers = Event.trainers.through
        trainers.objects.bulk_create(trainers(event=event, person=self.cast.trainer) for event in events)
        told = [(event, story) for event in events for story in self._play(event)]
        self._keep(told, sessions)
        return len(told)

    def _policy(self) -> Policy:
        now = Policy.objects.order_by("valid_from").first()
        return Policy.objects.create(
            version=f"{self.first.year - 1}/{self.first.year % 100:02d}", text=now.text if now else "Be there.",
            valid_from=self.first - timedelta(days=120), set_by=self.cast.administrator,
            set_at=_at(self.first - timedelta(days=120), 10),
        )  # fmt: skip

    def _days(self) -> Iterator[date]:
        """Working days outside school holidays, the last one ten days ago."""
        span = pd.date_range(self.first, self.today - timedelta(days=10))
        open_days = [
            day for day, away in zip(span, school_holidays(span), strict=True)
            if not away and working_days.is_working_day(day.date())
        ]  # fmt: skip
        for place in self.rng.integers(0, len(open_days), self.count):
            yield open_days[place].date()

    def _event(self, day: date) -> Event:
        course = self.courses[int(self.rng.integers(len(self.courses)))]
        hour = HOURS[0] if course.minutes > 240 else HOURS[int(self.rng.integers(len(HOURS)))]
        number = _sessions_of(course)
        length = timedelta(minutes=course.minutes // number)
        begins = _at(day, hour)
        last = _at(working_days.add(day + timedelta(weeks=number - 1) - timedelta(days=1), 1), hour) + length
        online = course.mode == Course.Mode.VIRTUAL
        places = int(self.rng.choice([12, 16, 20, 24]))
        return Event(
            course=course, state=Event.State.OPEN, starts_at=begins, ends_at=last,
            venue=None if online else self.venues[int(self.rng.integers(len(self.venues)))],
            joining_link="https://meet.oakshire.example/j/4711" if online else "",
            min_places=6, max_places=places, opens_on=day - timedelta(days=90), closes_on=working_days.before(day, 3),
            policy=self.policy, secret=self.rng.bytes(24).hex(), closed_at=last + timedelta(hours=20),
            online_threshold=self.rule["online_threshold"], full_threshold=self.rule["full_threshold"],
        )  # fmt: skip

    def _sessions(self, event: Event) -> Iterator[Session]:
        number = _sessions_of(event.course)
        length = timedelta(minutes=event.course.minutes // number)
        for week in range(number):
            day = working_days.add(event.day + timedelta(weeks=week) - timedelta(days=1), 1)
            begins = datetime.combine(day, event.starts_at.astimezone(LONDON).time(), LONDON)
            yield Session(event=event, number=week + 1, starts_at=begins, ends_at=begins + length)

    def _play(self, event: Event) -> list[Story]:
        assert event.closed_at is not None  # noqa: S101 - set above
        terms = Terms(
            places=event.max_places, starts_at=event.starts_at, closed_at=event.closed_at,
            free_until=clock.free_until(event.starts_at, self.rule["free_until"]),
            offers_until=last_moment(clock.last_day_before(event.day, self.rule["offer_until"])),
            sessions=_sessions_of(event.course), needs_approval=event.course.needs_approval,
            offer_hours=self.rule["offer_hours"], near_days=self.rule["offer_near_days"],
            near_hours=self.rule["offer_near_hours"],
        )  # fmt: skip
        return Play(terms, self.rng).run(self._asks(event))

    def _asks(self, event: Event) -> Iterator[tuple[datetime, Story]]:
        """Who asks and when: people of the day who have not taken the course within its validity."""
        course, day = self.courses.index(event.course), event.day.toordinal()
        valid = 30 * (event.course.validity_months or 600)
        early = day - 75
        free = (self.starts <= early) & (self.ends >= day) & (self.taken[course] + valid <= day)
        free |= (self.starts <= early) & (self.ends >= day) & (self.taken[course] == 0)
        able = np.flatnonzero(free)
        wanted = min(len(able), int(self.rng.poisson(event.max_places * self.rng.uniform(0.6, 1.35))))
        away = STAYS_AWAY if self._months_ago(event.day) > SINCE_REMINDED else STAYS_AWAY_NOW
        for hat in self.rng.choice(able, size=wanted, replace=False):
            self.taken[course, hat] = day
            asked = _at(event.day - timedelta(days=int(self.rng.integers(8, 70))), 8)
            lead = self.hats[hat].lead
            on_behalf = (
                f"{self.hats[hat].membership.agency}, on behalf"[:60] if lead and self.rng.random() < BY_LEAD else ""
            )
            factor = CARELESS_FACTOR if self.careless[hat] else 1.0
            yield asked + timedelta(minutes=float(self.rng.uniform(0, 600))), Story(int(hat), on_behalf, away * factor)

    def _months_ago(self, day: date) -> int:
        return (self.today.year - day.year) * 12 + self.today.month - day.month

    def _keep(self, told: list[tuple[Event, Story]], sessions: dict[Event, list[Session]]) -> None:
        """Bookings, then their steps and marks, then what they cost."""
        rows = [self._booking(event, story) for event, story in told]
        Booking.objects.bulk_create(rows, batch_size=2000)
        pairs = list(zip(rows, told, strict=True))
        Step.objects.bulk_create(
            (step for booking, (_, story) in pairs for step in self._steps(booking, story)), batch_size=4000
        )
        Attendance.objects.bulk_create(
            (
                Attendance(booking=booking, session=session, present=present, how=Attendance.How.REGISTER,
                           by=self.cast.trainer, at=session.ends_at)
                for booking, (event, story) in pairs
                for session, present in zip(sessions[event] if story.marks else (), story.marks, strict=True)
            ),
            batch_size=4000,
        )  # fmt: skip
        version = evaluated.publish(self.cast, today=self.today)
        silent = evaluated.Evaluated(self.cast, version, today=self.today).write(rows)
        Certificate.objects.bulk_create(
            (self._certificate(row) for row in rows if row.state == State.ATTENDED and row.pk not in silent),
            batch_size=2000,
        )
        keep_charges(rows, by=self.cast.administrator, today=self.today, rng=self.rng)

    def _booking(self, event: Event, story: Story) -> Booking:
        hat, asked = self.hats[story.hat], story.turns[0].at
        manager = hat.person.line_manager or hat.lead or self.cast.administrator
        needs = event.course.needs_approval
        rate = bookings.rate_of(hat.membership.agency)
        return Booking(
            event=event, person=hat.person, agency=hat.membership.agency, state=story.state,
            booked_by=hat.lead if story.on_behalf and hat.lead else hat.person, booked_at=asked,
            manager_name=manager.name, manager_email=manager.email,
            approved_by=Booking.ApprovedBy.MANAGER if needs else "", approved_at=story.approved_at,
            approve_by=min(working_days.add(clock.day_of(asked), 10), event.closes_on) if needs else None,
            policy=self.policy, accepted_at=asked, rate=rate, fee=bookings.fee_of(event.course, rate),
            late_fee=self.rule["late_fee"], no_show_fee=self.rule["no_show_fee"],
            free_until=clock.free_until(event.starts_at, self.rule["free_until"]), waits_since=story.waits_since,
        )  # fmt: skip

    def _certificate(self, booking: Booking) -> Certificate:
        course = booking.event.course
        return Certificate(
            booking=booking, code=certificates.new_code(self.rng.bytes(certificates.BYTES)), name=booking.person.name,
            course=course.title, taken_on=clock.day_of(booking.event.ends_at), hours=course.cpd_hours,
            valid_until=certificates.ends_on(booking), issued_at=booking.event.closed_at,
        )  # fmt: skip

    def _steps(self, booking: Booking, story: Story) -> Iterator[Step]:
        before = ""
        for turn in story.turns:
            learner = booking.booked_by if turn.hand.startswith("the learner") or turn.hand == story.on_behalf else None
            by = self.cast.trainer if turn.hand == "the register" else learner
            yield Step(booking=booking, from_state=before, to_state=turn.to, by=by, hand=turn.hand, at=turn.at,
                       reason=turn.reason)  # fmt: skip
            before = turn.to


def keep(cast: Cast, *, scale: float, today: date) -> int:
    """Write the past two years of training; gives the number of bookings."""
    with rules.read_once():
        return Past(cast, scale=scale, today=today).write()


def _hats() -> list[Hat]:
    """One hat for each person who has a line manager, the first he or she had; leads by agency."""
    rows = Membership.objects.select_related("person__line_manager", "agency").order_by(
        "person__email", "starts_on", "pk"
    )
    leads: dict[int, Person] = {}
    seen: dict[int, Membership] = {}
    for each in rows:
        if each.role in ("agency_lead", "head"):
            leads.setdefault(each.agency_id, each.person)
        if each.person.line_manager_id:
            seen.setdefault(each.person_id, each)
    return [Hat(each.person, each, leads.get(each.agency_id)) for each in seen.values()]


def _sessions_of(course: Course) -> int:
    """A course of more than a day comes in weekly sessions."""
    return max(1, -(-course.minutes // 420))


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)
