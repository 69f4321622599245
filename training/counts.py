"""Counts of training within a period, for the measures T01 to T06: bookings, places filled, who came, who did not."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, QuerySet, Sum

from partnership.periods import Period
from partnership.working_days import last_moment
from training import clock
from training.models import Booking, Event, Step
from training.states import CAME, REGISTERED, State

# Who had a place until the free days had passed: whoever stands on the register, and whoever cancelled late.
HAD_A_PLACE = (*REGISTERED, State.LATE)


def booked(period: Period, *, on: date) -> int:
    """Places booked on events held in a period up to the end of a day."""
    return _of_events(period, on).filter(state__in=REGISTERED).count()


def places(period: Period, *, on: date) -> int:
    """Places of these events."""
    return int(held(period, on=on).aggregate(n=Sum("max_places"))["n"] or 0)


def came(period: Period, *, on: date) -> int:
    """People who came, in part or for all of it."""
    return _of_events(period, on).filter(state__in=CAME).count()


def booked_at_close(period: Period, *, on: date) -> int:
    """People who had a place when booking closed, as their history says."""
    before = Step.objects.filter(booking=OuterRef("pk"), at__date__lte=OuterRef("event__closes_on"))
    last = before.order_by("-at", "-pk").values("to_state")[:1]
    return _of_events(period, on).annotate(at_close=last).filter(at_close=State.BOOKED).count()


def absent(period: Period, *, on: date) -> int:
    """People who did not come and had not cancelled."""
    return _of_events(period, on).filter(state=State.ABSENT).count()


def cancelled_late(period: Period, *, on: date) -> int:
    """Bookings cancelled after the last free day."""
    return _of_events(period, on).filter(state=State.LATE).count()


def had_a_place(period: Period, *, on: date) -> int:
    """People booked on these events, those who cancelled late included."""
    return _of_events(period, on).filter(state__in=HAD_A_PLACE).count()


def waited(period: Period, *, on: date) -> tuple[int, int]:
    """Whole days from joining the waiting list to an offer, added up, and how many offers were made."""
    offers = Step.objects.filter(
        to_state=State.OFFERED, at__gt=_begin(period), at__lte=last_moment(min(on, period.end))
    )
    spans = [at - since for at, since in offers.values_list("at", "booking__waits_since") if since]
    return sum(span.days for span in spans), len(spans)


def came_of(agencies: Collection[int], *, on: date) -> dict[int, int]:
    """By agency, how many different people came to something in the year up to a day; an agency nobody came of is not
    there."""
    since = clock.moment(on - timedelta(days=365), datetime.min.time())
    rows = Booking.objects.filter(
        agency__in=agencies, state__in=CAME, event__starts_at__gte=since, event__starts_at__lte=last_moment(on)
    )
    return dict(rows.order_by().values_list("agency").annotate(Count("person", distinct=True)))


def held(period: Period, *, on: date) -> QuerySet[Event]:
    """Events held in a period, over by the end of a day."""
    return Event.objects.scheduled().filter(
        starts_at__gte=_begin(period), starts_at__lte=last_moment(period.end), ends_at__lte=last_moment(on)
    )


def _of_events(period: Period, on: date) -> QuerySet[Booking]:
    return Booking.objects.filter(event__in=held(period, on=on))


def _begin(period: Period) -> datetime:
    return clock.moment(period.start, datetime.min.time())
