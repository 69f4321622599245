"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class PartnershipConfig(AppConfig):
    """The ground floor."""

    name = "partnership"
    verbose_name = "Partnership"
