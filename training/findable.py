"""Every search row of training: courses, and dates that are not long past."""

from collections.abc import Iterator

from django.db.models.functions import Now

from office.findable import Entry
from training import search_rows
from training.models import Course, Event


def entries() -> Iterator[Entry]:
    """All rows."""
    for course in Course.objects.all():
        yield search_rows.of_course(course)
    for event in Event.objects.scheduled().select_related("course", "venue").filter(ends_at__gte=Now()):
        yield search_rows.of_event(event)
