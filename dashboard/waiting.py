"""What waits for a person at the dashboard: returns to send or to answer for, and those to be looked at."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse

from dashboard import return_states
from dashboard.models import Return
from partnership import access
from partnership.models import Person
from partnership.permissions import Permission
from partnership.waits import Wait

WITHIN = timedelta(days=14)


def waiting(person: Person, *, on: date) -> Iterable[Wait]:
    """One line for each return to send or to answer; one for all that wait to be approved."""
    if access.can(person, Permission.APPROVE_RETURNS):
        yield from _to_approve()
        return
    if not access.holds(person, Permission.SEND_RETURNS):
        return
    own = Return.objects.visible_to(person).for_list()
    for sent in own.filter(state=return_states.QUERIED):
        yield Wait(f"Answer for the return of {sent.name}", "The business unit asks about its figures.",
                   sent.get_absolute_url(), sent.due_on)  # fmt: skip
    for sent in own.unsent().filter(due_on__lte=on + WITHIN):
        why = (
            "It is missing: the dashboard shows a gap." if sent.is_missing(on) else "By form, spreadsheet or one click."
        )
        yield Wait(f"Send the return of {sent.name}", why, sent.get_absolute_url(), sent.due_on)


def _to_approve() -> Iterable[Wait]:
    count = Return.objects.awaiting_approval().count()
    if count:
        what = f"Look at {count:,} {'return' if count == 1 else 'returns'} and approve {'it' if count == 1 else 'them'}"
        address = f"{reverse('agency_returns')}?state=submitted"
        yield Wait(what, "Until then their figures are provisional.", address)
