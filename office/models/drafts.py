"""What somebody has typed into a long form and not yet sent."""

from __future__ import annotations

from typing import Any

from django.db import models

from partnership.models import Person


class Draft(models.Model):
    """The unsent fields of one person, for one form about one record."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)
    record = models.CharField(max_length=80, blank=True)
    fields: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    version = models.CharField(max_length=64, blank=True, help_text="Mark of the record it was typed over")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "form", "record"], name="draft_once_for_form_and_record")
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"
