"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """The Demand Dashboard."""

    name = "dashboard"
    verbose_name = "Dashboard"

    def ready(self) -> None:
        """Have the definitions of the measures checked at every start."""
        from dashboard import checks  # noqa: F401
