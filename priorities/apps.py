"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    """The backbone."""

    name = "priorities"
    verbose_name = "Priorities"
