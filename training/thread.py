"""The strand of training: courses that answer actions of a priority or are tagged with it, and whom they reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Prefetch, Q
from django.urls import reverse

from figures import suppression
from partnership import working_days
from priorities.golden_thread import actions_of, strand
from priorities.knots import Knot, Stage, Standing
from priorities.models import Action, Priority
from training import clock
from training.models import Course, Event
from training.states import CAME

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person


@strand
def courses(priority: Priority, *, viewer: Person | AnonymousUser, on: date) -> Iterator[Knot]:
    """Courses, each tied to the actions it carries out."""
    promised = actions_of(priority).visible_to(viewer)
    ties = Course.answers.through.objects.filter(action__in=promised.values("pk")).values("course")
    tagged = Course.priorities.through.objects.filter(priority=priority).values("course")
    now = working_days.last_moment(on)
    opened = Q(events__state=Event.State.OPEN)
    rows = Course.objects.visible_to(viewer).filter(Q(pk__in=ties) | Q(pk__in=tagged)).annotate(
        came=Count("events__bookings", filter=Q(events__bookings__state__in=CAME), distinct=True),
        following=Min("events__starts_at", filter=opened & Q(events__starts_at__gt=now)),
        latest=Max("events__starts_at", filter=opened & Q(events__starts_at__lte=now)),
    )  # fmt: skip
    for course in rows.prefetch_related(Prefetch("answers", Action.objects.visible_to(viewer).only("pk"))):
        yield _knot(course)


def _knot(course: Course) -> Knot:
    day = course.latest or course.following
    return Knot(
        key=f"course-{course.pk}",
        stage=Stage.TRAINING,
        kind="Course",
        title=course.title,
        state=_state(course),
        date=clock.day_of(day) if day else None,
        address=reverse("course", args=[course.slug]),
        ties=tuple(f"action-{action.pk}" for action in course.answers.all()),
        standing=Standing.DONE if course.latest else Standing.GOING if course.following else Standing.PLANNED,
    )


def _state(course: Course) -> str:
    """How many came, small numbers hidden; or when the first date is."""
    if course.latest:
        came = suppression.suppress({"came": course.came})["came"]
        return f"Attended by {suppression.written(came, 'nobody counted').lower()}"
    if course.following:
        return f"First date {course.following:%B %Y}"
    return "No date yet"
