"""Jobs of the reports: counting at night what the portal itself knows, and making copies of yearly reports."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from reports import own_figures, papers


@shared_task
def record_own_figures() -> None:
    """Record how everything stood at the end of yesterday."""
    now = timezone.now()
    own_figures.record(on=timezone.localdate(now) - timedelta(days=1), at=now)


@shared_task
def make_papers() -> None:
    """Make every copy of a report or pack that waits, or whose making was broken off; destroy old ones of packs."""
    papers.order_missing(at=timezone.now())
    for pk in papers.lying(at=timezone.now()):
        papers.make(pk, clock=timezone.now)
    papers.forget_packs(at=timezone.now())
