"""Tells Django that this folder is an app, and finds the strands of the golden thread in every app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PrioritiesConfig(AppConfig):
    """The backbone."""

    name = "priorities"
    verbose_name = "Priorities"

    def ready(self) -> None:
        """Import the module `thread` of each app that has one, once all models are there."""
        autodiscover_modules("thread")
