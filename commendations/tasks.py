"""Jobs of thanks: announcing at the hour, reminding judges, and forgetting."""

from celery import shared_task
from django.utils import timezone

from commendations import forgetting, panel, publishing, reminding
from office import rules


@shared_task
def announce_awards() -> None:
    """Announce the awards whose hour has come, and close the rounds they belong to."""
    now = timezone.now()
    publishing.announce_due(at=now)
    panel.announce_due(at=now)


@shared_task
def forget_thanks() -> None:
    """Forget addresses from outside, stories kept long enough, and search rows of what nobody agreed to."""
    forgetting.forget(at=timezone.now())


@shared_task
def remind_judges() -> None:
    """Remind judges of the nominations that wait for their marks."""
    with rules.read_once():
        reminding.remind(at=timezone.now())
