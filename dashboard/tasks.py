"""Jobs of the dashboard: reading loads, forecasting, picking up what was left lying, forgetting raw uploads."""

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from dashboard import capacity, forecasting, hiding, load_job, loads, pieces
from dashboard.models import Area, Load, Recount

log = logging.getLogger(__name__)
# Longer than the longest pause between two signs of life.
LEFT_LYING = timedelta(minutes=5)
# Another worker is asked to help for so many pieces, up to so many workers.
PIECES_A_HELPER = 6
MOST_HELPERS = 15


@shared_task
def read_load(load_id: int) -> None:
    """Read a load and work out the figures it touches; does nothing when that is done or another worker is at it."""
    load_job.read(load_id, clock=timezone.now)
    work_out_figures(load_id)


@shared_task
def work_out_figures(load_id: int) -> None:
    """Work out the figures that the rows of a load touch, after they came or after they went; others may help."""
    load = Load.objects.filter(figures_due=True).filter(pk=load_id).select_related("area").first()
    if load is not None:
        recount = pieces.of_load(load, at=timezone.now())
        for _ in range(min(recount.pieces.open().count() // PIECES_A_HELPER, MOST_HELPERS)):
            _wake(help_counting, recount.pk)
        _work_at(recount)


@shared_task
def help_counting(recount_id: int) -> None:
    """Take pieces of a recount until none is left; does nothing when it is finished."""
    recount = Recount.objects.open().filter(pk=recount_id).select_related("area", "load").first()
    if recount is not None:
        _work_at(recount)


def _work_at(recount: Recount) -> None:
    pieces.work_at(recount, clock=timezone.now)
    if pieces.finish(recount, at=timezone.now()) and recount.load:
        loads.finish(recount.load, at=timezone.now())
        look_ahead_soon(recount.area_id)


@shared_task
def pick_up_loads() -> None:
    """Begin anew what was left lying: a process may die between keeping a load and waking its job, or midway."""
    now = timezone.now()
    for load in loads.take_up(lying_since=now - LEFT_LYING, at=now):
        wake(load)


@shared_task
def forget_raw_uploads() -> None:
    """Destroy uploads older than the rule allows, read or not."""
    loads.forget_old_raw_uploads(at=timezone.now())


@shared_task
def decide_what_is_hidden() -> None:
    """Decide what is hidden where it is open: after the partnership has set another rule."""
    hiding.decide_what_is_open(on=timezone.localdate())


@shared_task
def look_ahead(area_id: int) -> None:
    """Forecast the counts of an area, after its figures were worked out."""
    now, area = timezone.now(), Area.objects.get(pk=area_id)
    forecasting.look_ahead(area=area, at=now)
    capacity.warm(area, on=timezone.localdate(now))


@shared_task
def look_ahead_everywhere() -> None:
    """Forecast wherever something has changed since: figures, the rule of hiding, the calendar."""
    forecasting.look_ahead_everywhere(at=timezone.now())


def look_ahead_soon(area_id: int) -> None:
    """Wake the job that forecasts; when the broker does not answer, the nightly one does it."""
    try:
        look_ahead.delay(area_id)
    except OperationalError:
        log.warning("the broker does not answer; the forecasts of area %s wait for the night", area_id)


def wake(load: Load) -> None:
    """Wake the job that a load waits for; when the broker does not answer, pick_up_loads does it later."""
    _wake(work_out_figures if load.figures_due else read_load, load.pk)


def _wake(job: Any, number: int) -> None:
    try:
        job.delay(number)
    except OperationalError:
        log.warning("the broker does not answer; %s %s waits", job.name, number)
