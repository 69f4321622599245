"""Jobs of the reports: counting at night what the portal itself knows."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from reports import own_figures


@shared_task
def record_own_figures() -> None:
    """Record how everything stood at the end of yesterday."""
    now = timezone.now()
    own_figures.record(on=timezone.localdate(now) - timedelta(days=1), at=now)
