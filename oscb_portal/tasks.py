"""Jobs of the house itself: proof of life, and tidying of sessions."""

from celery import shared_task
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from office import findable
from oscb_portal import rooms

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_LASTS = 90  # seconds: four missed beats and the worker counts as gone


@shared_task
def heartbeat() -> None:
    """Leave a sign of life that /health/ready/ looks for."""
    cache.set(HEARTBEAT_KEY, timezone.now().isoformat(), HEARTBEAT_LASTS)


@shared_task
def clear_sessions() -> None:
    """Delete sessions that ran out."""
    call_command("clearsessions")


@shared_task
def reindex() -> None:
    """Write the search rows of every room anew."""
    for room, entries in rooms.findable().items():
        findable.reindex(room, entries)
    findable.renew_words()
