"""Tells Django that this folder is an app."""

from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports."""

    name = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        """Enter every function that gathers a section of the yearly report."""
        import_module("reports.gathered")
