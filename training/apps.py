"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Training."""

    name = "training"
    verbose_name = "Training"
