"""Coverage and outlook of the whole county as counted minutes ago: at size they take long, and change slowly.

What somebody has just stated, a head count or a requirement, shows at once: the key names the latest of both.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Max

from partnership.models import Headcount
from training import coverage, expiries
from training.coverage import Picture
from training.expiries import Outlook
from training.models import Requirement

SECONDS = 300


@dataclass(frozen=True)
class County:
    """Both, and when they were counted."""

    seen: Picture
    outlook: Outlook
    counted_at: datetime


def county(*, on: date, at: datetime) -> County:
    """The whole county on a day; two queries while it is kept."""
    # Within a transaction one's own writes are seen, and nobody else's business.
    if connection.in_atomic_block:
        return _count(on, at)
    key = _key(on)
    known: County | None = cache.get(key)
    if known is None:
        known = _count(on, at)
        cache.set(key, known, SECONDS)
    return known


def _count(on: date, at: datetime) -> County:
    return County(coverage.picture(on=on), expiries.outlook(on=on), at)


def _key(on: date) -> str:
    counted = Headcount.objects.aggregate(last=Max("pk"), rows=Count("pk"))
    required = Requirement.objects.aggregate(last=Max("pk"), rows=Count("pk"), ended=Count("ends_on"))
    stamp = "-".join(str(each) for each in (*counted.values(), *required.values()))
    return f"coverage:{on}:{stamp}"
