"""Whose hands may work on a booking, and the words with which its history names them."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from training.models import Booking

LEARNER, OFFICE, MANAGER, PORTAL = "the learner", "the office, on behalf", "the line manager", "the portal"
LEADING = ("agency_lead", "head")


def hand_of(*, by: Person, person: Person, agency: Agency) -> str:
    """In whose name somebody acts on a booking; PermissionDenied when in nobody's."""
    if by.pk == person.pk:
        access.check(by, Permission.BOOK_PLACES)
        return LEARNER
    access.check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    return OFFICE if access.can(by, Permission.BOOK_FOR_OTHERS) else f"{agency}, on behalf"[:60]


def may_work_on(booking: Booking, *, by: Person) -> bool:
    """Whether somebody may work on a booking."""
    try:
        hand_of(by=by, person=booking.person, agency=booking.agency)
    except PermissionDenied:
        return False
    return True


def leads_of(agency: Agency, *, on: date) -> QuerySet[Person]:
    """Who approves for an agency: its leads; without any, those of the agency above it."""
    return Person.objects.answering_for(agency, roles=LEADING, on=on)
