"""Jobs of the dashboard: reading loads, forecasting, picking up what was left lying, forgetting raw uploads."""

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from dashboard import (
    areas,
    capacity,
    chasing,
    derived,
    forecasting,
    hiding,
    load_job,
    loads,
    overview,
    pieces,
    returned_figures,
    subscribing,
    supplies,
)
from dashboard.models import Area, Load, Recount, Return

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
        derived.work_out(area=recount.area, at=timezone.now())
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
    overview.warm(area, on=timezone.localdate(now))


@shared_task
def make_overviews_ready() -> None:
    """Work out the overview of each area whose figures have changed since, so that nobody waits for it."""
    for area in areas.with_own_figures():
        overview.warm(area, on=timezone.localdate())


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


@shared_task
def work_out_returned_figures(pk: int) -> None:
    """Work out the figures a return touches, and those that follow from them."""
    sent = Return.objects.filter(figures_due=True).filter(pk=pk).select_related("area").first()
    if sent is not None:
        returned_figures.work_out(pk, clock=timezone.now)
        derived.work_out(area=sent.area, at=timezone.now())
        make_overviews_ready()


@shared_task
def pick_up_returns() -> None:
    """Work out what was left lying: a process may die between a return and its figures."""
    for pk in Return.objects.filter(figures_due=True).values_list("pk", flat=True)[:500]:
        work_out_returned_figures(pk)


@shared_task
def ask_for_returns() -> None:
    """Ask for the returns of periods that have ended, and let the figures know what has become missing."""
    now = timezone.now()
    supplies.ask_for_returns(at=now)
    returned_figures.note_missing(on=timezone.localdate(now))


@shared_task
def chase_returns() -> None:
    """Remind of returns that are due or missing."""
    chasing.remind(at=timezone.now())


def wake_return(sent: Return) -> None:
    """Wake the job that works out the figures of a return, if they are due; pick_up_returns does it later else."""
    if Return.objects.filter(pk=sent.pk, figures_due=True).exists():
        _wake(work_out_returned_figures, sent.pk)


def wake(load: Load) -> None:
    """Wake the job that a load waits for; when the broker does not answer, pick_up_loads does it later."""
    _wake(work_out_figures if load.figures_due else read_load, load.pk)


def _wake(job: Any, number: int) -> None:
    try:
        job.delay(number)
    except OperationalError:
        log.warning("the broker does not answer; %s %s waits", job.name, number)


@shared_task
def note_special_causes() -> None:
    """Note what is out of the ordinary since yesterday, and tell whoever asked to be told at once."""
    subscribing.note_special_causes(at=timezone.now())


@shared_task
def tell_what_changed() -> None:
    """Write the weekly and monthly letters to whoever asked for them."""
    subscribing.tell_what_changed(at=timezone.now())
