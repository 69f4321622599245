"""Forgets which answers belong to whom: in time the reference is deleted and the agency taken off; counts stay."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.timezone import localdate

from office import rules
from training.models import Pairing, Reply


def forget(*, at: datetime) -> int:
    """Delete the pairings of events that ended long enough ago; says how many.

    The replies of one learner still belong together, so that change can be counted, but no row says any more whose.
    """
    months = rules.value("training.evaluation_keeps", on=localdate(at))
    before = at - relativedelta(months=months)
    with transaction.atomic():
        count, _ = Pairing.objects.filter(booking__event__ends_at__lt=before).delete()
        Reply.objects.filter(evaluation__event__ends_at__lt=before).exclude(agency=None).update(agency=None)
    return count
