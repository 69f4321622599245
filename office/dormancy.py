"""Accounts nobody uses: warned by letter, then closed. The record stays, and joining again opens the account.

Dormant account: 1 to 2 years (domain handbook, 11.3).
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from office import letters, rules, sessions
from office.models import Letter
from partnership import trail
from partnership.models import Membership, Person

WARNED_BEFORE = timedelta(days=30)
MONTH = timedelta(days=365.25) / 12


def warn_and_close(*, at: datetime) -> tuple[int, int]:
    """Write to those whose account closes within a month, and close those whose time is up; says how many of each."""
    on = localdate(at)
    span = rules.value("membership.dormant_after", on=on) * MONTH
    warned = sum(
        _warn(person, closes_on=on + WARNED_BEFORE, at=at) for person in _unused(at - span + WARNED_BEFORE, on)
    )
    closed = sum(_close(person, at=at) for person in _unused(at - span, on) if _was_warned(person, at))
    return warned, closed


def _unused(since: datetime, on: date) -> QuerySet[Person]:
    """Open accounts without a membership that holds or comes, not signed into since; technical keepers apart."""
    belongs = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on)).values("person")
    quiet = Q(last_login__lt=since) | Q(last_login=None, date_joined__lt=since)
    return Person.objects.current().filter(quiet, is_staff=False).exclude(pk__in=belongs)


def _key(person: Person) -> str:
    last = person.last_login or person.date_joined
    return f"account closing {person.pk} {last:%Y-%m-%d}"


def _warn(person: Person, *, closes_on: date, at: datetime) -> bool:
    if Letter.objects.filter(key=_key(person)).exists():
        return False
    with transaction.atomic():
        letters.write(
            to=person,
            topic="membership",
            template="office/account_closing",
            context={"closes_on": closes_on},
            key=_key(person),
            at=at,
        )
    return True


def _was_warned(person: Person, at: datetime) -> bool:
    return Letter.objects.filter(key=_key(person), written_at__lte=at - WARNED_BEFORE).exists()


def _close(person: Person, *, at: datetime) -> bool:
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        person.is_active, person.closed_at = False, at
        person.save(update_fields=["is_active", "closed_at"])
        trail.leave("account closed", by=None, about=person)
        sessions.end_all(person, at=at)
    return True
