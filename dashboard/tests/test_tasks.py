"""Jobs of loads: what was left lying is picked up, and a killed worker loses nothing."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from dashboard import load_job, tasks
from dashboard.models import Contact, Load
from dashboard.tests import given

LATER = given.NOON + dt.timedelta(minutes=10)


@pytest.fixture
def woken(monkeypatch):
    """The wall: the broker. Which jobs were asked for."""
    asked = []
    monkeypatch.setattr(tasks.read_load, "delay", lambda pk: asked.append(("read", pk)))
    monkeypatch.setattr(tasks.work_out_figures, "delay", lambda pk: asked.append(("figures", pk)))
    return asked


@pytest.mark.django_db
@time_machine.travel(LATER, tick=False)
def test_a_load_is_read_and_done_in_one_job():
    load = given.a_load("fake_cin_2022.xml")

    tasks.read_load(load.pk)

    load.refresh_from_db()
    assert (load.state, load.figures_due, load.finished_at) == ("done", False, LATER)


@pytest.mark.django_db
@time_machine.travel(LATER, tick=False)
def test_a_job_that_comes_twice_does_nothing_the_second_time():
    load = given.a_load("fake_cin_2022.xml")
    tasks.read_load(load.pk)
    before = Load.objects.values().get()

    tasks.read_load(load.pk)

    assert Load.objects.values().get() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "minutes", "picked_up"),
    [
        ({}, 10, "read"),
        ({}, 4, None),
        ({"state": "reading", "beat_at": given.NOON}, 10, "read"),
        ({"state": "reading", "beat_at": LATER}, 10, None),
        ({"state": "reading", "figures_due": True, "kept_at": given.NOON}, 10, "figures"),
        ({"state": "undone", "undone_at": given.NOON, "figures_due": True}, 10, "figures"),
        ({"state": "done"}, 10, None),
        ({"state": "failed", "error": "No."}, 10, None),
    ],
)
def test_loads_left_lying_are_picked_up_once(woken, changes, minutes, picked_up):
    load = given.a_load("contacts.xlsx", given.contacts(given.a_contact()))
    Load.objects.update(**changes)

    with time_machine.travel(given.NOON + dt.timedelta(minutes=minutes), tick=False):
        tasks.pick_up_loads()
        tasks.pick_up_loads()

    assert woken == ([(picked_up, load.pk)] if picked_up else [])


@pytest.mark.django_db
def test_uploads_older_than_a_day_are_destroyed():
    given.a_load("contacts.xlsx", given.contacts(given.a_contact()))

    with time_machine.travel(given.NOON + dt.timedelta(hours=25), tick=False):
        tasks.forget_raw_uploads()

    assert Load.objects.get().raw_name == ""


WORKER = """
import django
django.setup()
from django.conf import settings
from django.utils import timezone
from dashboard import load_job
load_job.read({pk}, clock=timezone.now)
"""


def a_worker(pk: int) -> subprocess.Popen:
    """A process of its own that reads the load, on the database and files of this test."""
    host = connection.settings_dict["HOST"]
    database = f"postgres://{connection.settings_dict['USER']}@/{connection.settings_dict['NAME']}?host={host}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "oscb_portal.settings",
        "DATABASE_URL": database,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "HASH_KEY": settings.HASH_KEY,
    }
    return subprocess.Popen([sys.executable, "-c", WORKER.format(pk=pk)], env=environment, cwd=settings.BASE_DIR)


def rows_done(load) -> int:
    load.refresh_from_db()
    return load.rows_done


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_midway_loses_nothing_and_the_next_one_ends_with_the_same_rows():
    rows = [",".join(given.CONTACT_HEADERS), *(f"{n},F,WBRI,,{n % 18},04/05/2026,6" for n in range(40_000))]
    load = given.a_load("contacts.csv", "\n".join(rows).encode())
    worker = a_worker(load.pk)
    deadline = time.monotonic() + 60
    while rows_done(load) == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    midway = (0 < rows_done(load) < 40_000, load.state, Contact.objects.count())

    load_job.read(load.pk, clock=lambda: given.NOON)

    load.refresh_from_db()
    assert midway == (True, "reading", 0)
    assert Contact.objects.living().count() == 40_000
    assert (load.attempts, load.counts["contact"]["kept"], load.raw_name) == (2, 40_000, "")
