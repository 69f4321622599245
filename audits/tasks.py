"""Jobs of audits: what the deadline locks, and what people are reminded of."""

from celery import shared_task
from django.utils import timezone

from audits import cycles, reminders
from office import rules


@shared_task
def lock_self_assessments() -> None:
    """Lock what was not handed in by its day."""
    cycles.lock_overdue(at=timezone.now())


@shared_task
def remind_of_self_assessments() -> None:
    """Write the day's reminders into the daily letters."""
    with rules.read_once():
        reminders.remind(at=timezone.now())
