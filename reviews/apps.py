"""Tells Django that this folder is an app."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews."""

    name = "reviews"
    verbose_name = "Reviews"
