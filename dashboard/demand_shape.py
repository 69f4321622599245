"""How enquiries are spread over hours, ratings, partners asked: counted once after each load, from the last year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Count, F, Q
from django.db.models.expressions import Value
from django.db.models.functions import Coalesce, ExtractHour, ExtractIsoWeekDay, NullIf
from numpy.typing import NDArray

from dashboard import hub_work
from dashboard.hub_work import RATINGS, Mix
from dashboard.models import AgencyCheck, Area, Enquiry
from figures import suppression
from partnership.working_days import LONDON, last_moment

Numbers = NDArray[np.float64]

KEPT_FOR = 7 * 24 * 3600
DAYS = 365
# An enquiry older than this without a decision is a gap in the data, not work that waits.
OPEN_FOR_DAYS = 30


@dataclass(frozen=True)
class Shape:
    """The spread of enquiries: by weekday (Monday first) and hour, adding up to 1; the mix; how many are undecided."""

    by_hour: Numbers
    mix: Mix
    undecided: int


def of(area: Area, *, until: date, threshold: int, made_at: str) -> Shape:
    """The shape of the year before a day, kept until something new is forecast (`made_at` names the forecast)."""
    key = f"demand-shape:{area.pk}:{until}:{threshold}:{made_at}"
    found: Shape | None = cache.get(key)
    if found is None:
        found = _count(area, until, threshold)
        cache.set(key, found, KEPT_FOR)
    return found


def _count(area: Area, until: date, threshold: int) -> Shape:
    end = last_moment(until)
    rows = (
        Enquiry.objects.living().of_area(area).filter(received_at__gt=end - timedelta(days=DAYS), received_at__lte=end)
    )
    rated = rows.annotate(rating=Coalesce(NullIf(F("final_rating"), Value("")), F("initial_rating")))
    return Shape(_by_hour(rows), _mix(rated, threshold), _undecided(rows, until, threshold))


def _by_hour(rows: Any) -> Numbers:
    """Office hours on weekdays where nothing is known."""
    found = np.zeros((7, 24))
    counted = rows.annotate(
        weekday=ExtractIsoWeekDay("received_at", tzinfo=LONDON), hour=ExtractHour("received_at", tzinfo=LONDON)
    )
    for weekday, hour, count in counted.values_list("weekday", "hour").annotate(Count("pk")).order_by():
        found[weekday - 1, hour] = count
    if not found.sum():
        found[:5, 9:17] = 1
    spread: Numbers = found / found.sum()
    return spread


def _mix(rated: Any, threshold: int) -> Mix:
    """The shares of ratings, of partners asked and of strategy discussions; assumed where one of them is small."""
    asked = rated.filter(rating__in=RATINGS).values("rating").annotate(
        every=Count("pk"), strategy=Count("pk", filter=Q(strategy_at__isnull=False))
    ).order_by()  # fmt: skip
    counts = {row["rating"]: row for row in asked}
    if any(not _tells(counts.get(rating), threshold) for rating in RATINGS):
        return hub_work.assumed_mix()
    every = sum(row["every"] for row in counts.values())
    return Mix(
        shares={rating: counts[rating]["every"] / every for rating in RATINGS},
        asked=_asked(rated, {rating: counts[rating]["every"] for rating in RATINGS}, threshold),
        strategy={rating: _share(counts[rating]["strategy"], counts[rating]["every"], threshold) for rating in RATINGS},
    )


def _tells(row: Mapping[str, int] | None, threshold: int) -> bool:
    return row is not None and row["every"] > threshold


def _asked(rated: Any, every: Mapping[str, int], threshold: int) -> dict[tuple[str, str], float]:
    checks = AgencyCheck.objects.filter(enquiry__in=rated.values("pk")).annotate(
        rating=Coalesce(NullIf(F("enquiry__final_rating"), Value("")), F("enquiry__initial_rating"))
    )
    counted = {
        (rating, agency): count
        for rating, agency, count in checks.values_list("rating", "agency_kind").annotate(Count("pk")).order_by()
    }
    return {
        (rating, agency): _share(counted.get((rating, agency), 0), every[rating], threshold)
        for rating in RATINGS
        for agency in hub_work.told().agencies
    }


def _share(count: int, every: int, threshold: int) -> float:
    """A share of which a small number can not be read: what is small counts as nought."""
    return 0.0 if suppression.is_small(count, threshold) else count / every


def _undecided(rows: Any, until: date, threshold: int) -> int:
    """Enquiries that wait for a decision at the end; a small number counts as nought."""
    waits = rows.filter(decision="", received_at__gt=last_moment(until) - timedelta(days=OPEN_FOR_DAYS)).count()
    return 0 if suppression.is_small(waits, threshold) else waits
