"""Whether somebody may take a course, in words: professional group, what comes before, bookings that clash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max

from partnership import working_days
from partnership.models import Person
from partnership.refusals import Refusal
from training import clock, holding
from training.models import Booking, Course, Event, Session, Step
from training.states import State

# For how long whoever lost a place because we cancelled comes first.
FIRST_CHOICE = timedelta(days=90)


@dataclass
class Standing:
    """How somebody stands towards a course; what only the waiting list asks for is looked up when it asks."""

    course: Course
    person: Person
    on: date
    prepared: bool
    until: Mapping[int, date | None] = field(default_factory=dict)

    @property
    def needs_it_first(self) -> bool:
        """Whether the role needs it most, or a place was lost because we cancelled."""
        by_role = self.person.professional_group in self.course.first_for
        return by_role or _called_off(self.course, self.person, on=self.on)

    @property
    def expired(self) -> bool:
        """Whether it was learnt before and has run out."""
        until = (self.until or _until(self.person, [self.course])).get(self.course.pk, date.max)
        return until is not None and until < self.on


def refuse(course: Course, *, person: Person, prior_learning: str, on: date) -> Standing:
    """How somebody stands; Refusal says why he or she may not take the course, and what to do."""
    if course.open_to and person.professional_group not in course.open_to:
        groups = dict(Person.ProfessionalGroup.choices)
        allowed = ", ".join(str(groups[each]).lower() for each in course.open_to)
        own = f"{person.name} works in: {str(groups.get(person.professional_group, 'nothing said')).lower()}."
        raise Refusal(f"This course is only for people who work in {allowed}. {own} If that is wrong, put it right in "
                      "the profile.")  # fmt: skip
    before = list(course.prerequisites.all())
    until = _until(person, [course, *before]) if before else {}
    prepared = not before or any(_counts(until, each, on=on) for each in before)
    if not prepared and course.prerequisites_needed:
        names = " or ".join(f"“{each.title}”" for each in before)
        raise Refusal(f"Before this course one takes {names}. Nothing in date stands for it on the record of "
                      f"{person.name}; book that first, or add the certificate to the passport if it was taken "
                      "elsewhere.")  # fmt: skip
    return Standing(course, person, on, prepared or bool(prior_learning), until)


def refuse_clash(event: Event, *, person: Person, but: Booking | None = None) -> None:
    """Refusal when somebody is booked elsewhere at the same time."""
    held = Booking.objects.filter(person=person, state__in=[State.OFFERED, State.BOOKED])
    held = held.exclude(event=event).exclude(pk=but.pk if but else None)
    near = Session.objects.filter(
        event__in=held.values("event"), starts_at__lt=event.ends_at, ends_at__gt=event.starts_at
    ).select_related("event__course")
    others = list(near)
    if not others:
        return
    own = [(each.starts_at, each.ends_at) for each in event.sessions.all()]
    for other in others:
        if any(begins < other.ends_at and other.starts_at < ends for begins, ends in own):
            when = clock.moment_words(other.starts_at)
            raise Refusal(f"{person.name} is booked on “{other.event.course.title}” at the same time, "
                          f"{when}. Cancel that first, or choose another date.")  # fmt: skip


def runs_out(taken: date, months: int) -> date:
    """The last day on which an attendance counts, so many months after it; the 31st becomes the last of its month."""
    years, month = divmod(taken.month - 1 + months, 12)
    for day in range(taken.day, 27, -1):
        try:
            return date(taken.year + years, month + 1, day)
        except ValueError:
            continue
    return date(taken.year + years, month + 1, taken.day)


def _called_off(course: Course, person: Person, *, on: date) -> bool:
    """Whether the office lately cancelled an event somebody had a place at: such a person chooses first."""
    since = working_days.last_moment(on - FIRST_CHOICE)
    lost = Step.objects.filter(booking__person=person, booking__event__course=course, to_state=State.CALLED_OFF)
    return bool(course.pk) and lost.filter(from_state=State.BOOKED, at__gt=since).exists()


def _until(person: Person, courses: Sequence[Course]) -> dict[int, date | None]:
    """By course the last day on which what somebody learnt counts (None: for good); what was never learnt is not there.

    An attendance whose certificate still waits for the questions counts as that certificate will.
    """
    wanted = {course.pk: course for course in courses}
    held = holding.held([person.pk])
    found = {course: until for (_, course), until in held.items() if course in wanted}
    waits = Booking.objects.filter(person=person, state=State.ATTENDED, event__course__in=wanted, certificates=None)
    for pk, last in waits.order_by().values_list("event__course").annotate(Max("event__ends_at")):
        months, known = wanted[pk].validity_months, found.get(pk, date.min)
        until = runs_out(clock.day_of(last), months) if months else None
        found[pk] = None if until is None or known is None else max(until, known)
    return found


def _counts(until: Mapping[int, date | None], course: Course, *, on: date) -> bool:
    last = until.get(course.pk, date.min)
    return last is None or last >= on
