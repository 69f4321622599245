"""The worker: one Celery app, settings from Django, tasks from each room's tasks.py."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oscb_portal.settings")

app = Celery("oscb_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def say_so(**_: object) -> None:
    """Give the first sign of life at once, not at the next line of the timetable."""
    app.send_task("oscb_portal.tasks.heartbeat")
