"""Jobs of reviews: reminders of summaries and replies, prompts to agencies, learning that has had its day."""

from celery import shared_task
from django.utils import timezone

from office import rules
from reviews import conducting, contributing, escalating, publishing, using


@shared_task
def remind_of_reviews() -> None:
    """Remind of dates, summaries, replies and briefings an agency has not used; retire what has had its day."""
    now = timezone.now()
    with rules.read_once():
        conducting.remind(at=now)
        contributing.remind(at=now)
        escalating.remind(at=now)
        using.prompt(at=now)
        publishing.retire(on=timezone.localdate(now))
