"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class CommendationsConfig(AppConfig):
    """Commendations."""

    name = "commendations"
    verbose_name = "Commendations"
