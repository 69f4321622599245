"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports."""

    name = "reports"
    verbose_name = "Reports"
