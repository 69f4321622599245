"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The front door."""

    name = "oscb_portal"
    verbose_name = "Portal"
