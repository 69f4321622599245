"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """Audits."""

    name = "audits"
    verbose_name = "Audits"
