"""Jobs of the desk: the post, the daily letter, reminders, forgetting."""

from celery import shared_task
from django.utils import timezone

from office import letters, posting, tokens


@shared_task
def post_letters() -> None:
    """Post the letters that are due."""
    posting.post_due(at=timezone.now())


@shared_task
def gather_digests() -> None:
    """Make one letter for each person out of all that need not come at once."""
    posting.gather_digests(at=timezone.now())


@shared_task
def remind() -> None:
    """Remind of what is due at the desk."""
    tokens.remind_of_end(at=timezone.now())


@shared_task
def forget_letters() -> None:
    """Forget the words of letters kept long enough."""
    letters.forget(at=timezone.now())
