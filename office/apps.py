"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The desk."""

    name = "office"
    verbose_name = "Office"
