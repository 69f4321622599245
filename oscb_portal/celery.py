"""The worker: one Celery app, settings from Django, tasks from each room's tasks.py."""

import logging.config
import os
from importlib import import_module

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_ready
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oscb_portal.settings")

app = Celery("oscb_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_does(**_: object) -> None:
    """Keep Celery from logging in its own way, with the words of exceptions in it."""
    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
def refuse_another_mode(**_: object) -> None:
    """Do no work on a database that was born in another mode."""
    import_module("partnership.birth").refuse_to_start(settings.PORTAL_MODE)


@worker_ready.connect
def say_so(**_: object) -> None:
    """Give the first sign of life at once, not at the next line of the timetable."""
    app.send_task("oscb_portal.tasks.heartbeat")
