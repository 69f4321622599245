"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """The Demand Dashboard."""

    name = "dashboard"
    verbose_name = "Dashboard"
