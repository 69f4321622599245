"""Whom training reached in a year, against the workforce; certificates that end soon. For T11, T12 and T13."""

from collections import Counter
from datetime import date, time, timedelta

from django.db.models import Count, Q, QuerySet

from partnership import working_days
from partnership.models import Headcount
from partnership.periods import Period
from training import clock
from training.models import Certificate, Learning

A_YEAR, SOON = timedelta(days=364), timedelta(days=90)


def reached(*, on: date) -> dict[str, int]:
    """By sector, people who got a certificate of a partnership course in the twelve months up to a day."""
    rows = _standing(on).filter(taken_on__range=(on - A_YEAR, on))
    counted = rows.order_by().values_list("booking__agency__sector").annotate(Count("booking__person", distinct=True))
    return dict(counted)


def workforce(*, on: date) -> dict[str, int]:
    """By sector, the people the agencies have last counted by a day."""
    latest = Headcount.objects.filter(counted_on__lte=on).order_by("agency_id", "job_role", "-counted_on", "-pk")
    added: Counter[str] = Counter()
    for sector, people in latest.distinct("agency_id", "job_role").values_list("agency__sector", "people"):
        added[sector] += people
    return dict(added)


def ending(*, on: date) -> tuple[int, int]:
    """Certificates in date at the end of a day that end within 90 days, and all that are in date."""
    in_date = _standing(on).filter(taken_on__lte=on).filter(Q(valid_until=None) | Q(valid_until__gte=on))
    return in_date.filter(valid_until__lte=on + SOON).count(), in_date.count()


def finished(period: Period, *, on: date) -> tuple[int, int]:
    """E-learning finished in a period up to a day, and begun in it; what was taken elsewhere is in neither."""
    first, last = clock.moment(period.start, time.min), working_days.last_moment(min(on, period.end))
    here = Learning.objects.filter(entered_by=None)
    done = here.filter(finished_at__gte=first, finished_at__lte=last)
    return done.count(), here.filter(begun_at__gte=first, begun_at__lte=last).count()


def _standing(on: date) -> QuerySet[Certificate]:
    """Certificates issued by a day and not taken back by then."""
    return Certificate.objects.filter(Q(revoked_at=None) | Q(revoked_at__date__gt=on))
