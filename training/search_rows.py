"""Search rows of training: courses and dates to come, each for those who may read it."""

from django.urls import reverse

from office.findable import PUBLIC, Entry, audiences_for
from partnership.permissions import Permission
from training.clock import day_words
from training.models import Course, Event


def of_course(course: Course) -> Entry:
    """A course: for everybody when it is published."""
    return Entry(
        key=f"training.course:{course.pk}",
        kind="Course",
        title=course.title,
        summary=course.summary,
        body=f"{course.audience} {course.outcomes} {course.get_level_display()} {course.get_mode_display()}",
        address=reverse("course", args=[course.slug]),
        audiences=(PUBLIC,) if course.published_at else audiences_for(Permission.KEEP_CATALOGUE),
    )


def of_event(event: Event) -> Entry:
    """A date of a course: for everybody once it is scheduled."""
    open_to_all = event.state == Event.State.OPEN and event.course.published_at
    return Entry(
        key=f"training.event:{event.pk}",
        kind="Training date",
        title=f"{event.course.title}, {event.day:%-d %B %Y}",
        summary=f"{day_words(event.day)}, {event.place}",
        address=reverse("event", args=[event.pk]),
        audiences=(PUBLIC,) if open_to_all else audiences_for(Permission.KEEP_CATALOGUE),
    )
