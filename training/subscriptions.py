"""The courses of whose next date a person wants to hear."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from office.subscriptions import Held
from partnership.models import Person
from training.models import Interest


def held(person: Person, *, at: datetime) -> Iterable[Held]:
    """One for each course."""
    for each in Interest.objects.filter(person=person).select_related("course"):
        yield Held(each.course.title, "When its next date is set", reverse("course", args=[each.course.slug]))
