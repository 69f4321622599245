"""Forgets what training needs no more: what somebody needed to take part, some weeks after the event."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from office import rules
from training.models import Booking


def forget_needs(*, at: datetime) -> int:
    """Delete what was needed to take part in events that ended long enough ago, whatever came of the booking.

    It may tell of somebody's health, and nobody reads it any more. The booking stays. Says of how many.
    """
    before = at - timedelta(days=rules.value("training.needs_kept", on=localdate(at)))
    return Booking.objects.filter(event__ends_at__lt=before).exclude(access_needs="").update(access_needs="")
