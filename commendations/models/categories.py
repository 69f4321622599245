"""Kinds of thanks, as data: their names, what each is for, and whether a panel scores."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CategoryQuerySet(models.QuerySet["Category"]):
    """Adjectives of categories."""

    def in_use(self) -> CategoryQuerySet:
        """Those one may choose."""
        return self.filter(in_use=True)


class Category(models.Model):
    """One kind of thanks; its slug is its own for life."""

    class Way(models.TextChoices):
        SHORT = "short", "The short way: an administrator awards"
        ROUND = "round", "A round: a panel scores"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    help = models.CharField(max_length=200, help_text="What it is for, in a sentence")
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.SHORT)
    in_use = models.BooleanField(default=True)
    place = models.PositiveSmallIntegerField(default=0, help_text="Lower stands first")

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["place", "name"]
        verbose_name_plural = "categories"
        constraints = [models.CheckConstraint(condition=~Q(name="") & ~Q(help=""), name="category_says_what_for")]

    def __str__(self) -> str:
        return self.name
