"""Whom training reached in a year, against the workforce; certificates that end soon. For T11, T12 and T13."""

from collections import Counter
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from partnership import working_days
from partnership.models import Headcount
from partnership.periods import Period
from training import clock
from training.models import Certificate, Learning

A_YEAR, SOON = timedelta(days=364), timedelta(days=90)


def reached(*, on: date) -> dict[str, int]:
    """By sector, people who got a certificate of ours in the twelve months up to a day: at an event or by e-learning.

    Whoever did both counts once.
    """
    first = on - A_YEAR
    came = _standing(Certificate, on).filter(taken_on__range=(first, on))
    learnt = _standing(Learning, on).filter(
        finished_at__gte=clock.moment(first, time.min), finished_at__lte=working_days.last_moment(on)
    )
    found = {
        *came.order_by().values_list("booking__agency__sector", "booking__person").distinct(),
        *learnt.order_by().values_list("agency__sector", "person").distinct(),
    }
    return dict(Counter(sector for sector, _ in found))


def workforce(*, on: date) -> dict[str, int]:
    """By sector, the people the agencies have last counted by a day."""
    latest = Headcount.objects.filter(counted_on__lte=on).order_by("agency_id", "job_role", "-counted_on", "-pk")
    added: Counter[str] = Counter()
    for sector, people in latest.distinct("agency_id", "job_role").values_list("agency__sector", "people"):
        added[sector] += people
    return dict(added)


def ending(*, on: date) -> tuple[int, int]:
    """Certificates in date at the end of a day that end within 90 days, and all in date; those of e-learning too."""
    counts, soon = Q(valid_until=None) | Q(valid_until__gte=on), Q(valid_until__lte=on + SOON)
    came = _standing(Certificate, on).filter(counts, taken_on__lte=on)
    learnt = _standing(Learning, on).filter(counts, finished_at__lte=working_days.last_moment(on))
    return sum(rows.filter(soon).count() for rows in (came, learnt)), came.count() + learnt.count()


def finished(period: Period, *, on: date) -> tuple[int, int]:
    """E-learning finished in a period up to a day, and begun in it; what was taken elsewhere is in neither."""
    first, last = clock.moment(period.start, time.min), working_days.last_moment(min(on, period.end))
    here = Learning.objects.filter(entered_by=None)
    done = here.filter(finished_at__gte=first, finished_at__lte=last)
    return done.count(), here.filter(begun_at__gte=first, begun_at__lte=last).count()


def _standing(model: type[Certificate] | type[Learning], on: date) -> QuerySet[Any]:
    """Certificates not taken back by a day."""
    return model._default_manager.filter(Q(revoked_at=None) | Q(revoked_at__date__gt=on))
