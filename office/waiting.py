"""What waits for a person at the desk: people who ask to join, one's own request."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.timezone import localdate

from office import rules
from office.models import JoinRequest
from partnership import working_days
from partnership.models import Person
from partnership.waits import Wait


def waiting(person: Person, *, on: date) -> Iterable[Wait]:
    """One line for each request the person may decide, longest waiting first."""
    for asked in JoinRequest.objects.visible_to(person).waiting().exclude(person=person).for_list():
        asked_on = localdate(asked.asked_at)
        yield Wait(
            what=f"Decide whether {asked.person} joins {asked.agency}",
            why=f"Asked on {asked_on:%-d %B}; until somebody decides, {asked.person.get_short_name()} sees nothing.",
            address=reverse("join_request", args=[asked.pk]),
            due=_due(asked_on),
        )


def _due(asked_on: date) -> date:
    """When whoever may admit is reminded."""
    span = rules.value("membership.remind_after", on=asked_on)
    return working_days.add(asked_on, span.count) if span.working else asked_on + timedelta(days=span.count)
