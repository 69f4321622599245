"""Jobs of the backbone: what comes back, and what people are reminded of."""

from celery import shared_task
from django.utils import timezone

from office import rules
from priorities import actions, reminders


@shared_task
def bring_back_actions() -> None:
    """Propose again what was not pursued until today."""
    actions.come_back(at=timezone.now())


@shared_task
def remind_of_actions() -> None:
    """Write the day's reminders into the daily letters."""
    with rules.read_once():
        reminders.remind(at=timezone.now())
