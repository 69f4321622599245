"""Jobs of audits: what the deadline locks, what people are reminded of, copies that take their time."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from audits import copies, cycles, reminders
from audits.models import Copy
from audits.multi_agency import owed, reporting
from office import made_files, rules

# Longer than the longest copy takes.
LEFT_LYING = timedelta(minutes=5)


@shared_task
def lock_self_assessments() -> None:
    """Lock what was not handed in by its day."""
    cycles.lock_overdue(at=timezone.now())


@shared_task
def remind_of_self_assessments() -> None:
    """Write the day's reminders into the daily letters."""
    with rules.read_once():
        reminders.remind(at=timezone.now())


@shared_task
def make_copy(pk: int) -> None:
    """Make one copy."""
    copies.make(pk, at=timezone.now())


@shared_task
def pick_up_copies() -> None:
    """Begin anew what was left lying, and destroy what was kept long enough."""
    now = timezone.now()
    for pk in made_files.lying(Copy, since=now - LEFT_LYING):
        make_copy.delay(pk)
    made_files.forget(Copy, at=now)


@shared_task
def remind_of_audits() -> None:
    """Write the day's reminders of tools that agencies owe."""
    with rules.read_once():
        owed.remind(at=timezone.now())


@shared_task
def forget_audit_tools() -> None:
    """Delete what was written about cases of audits whose time is over."""
    reporting.forget_tools(at=timezone.now())
