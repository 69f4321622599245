"""A file that a job makes of a report: what is asked for, how far it is, and where it lies."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q

from partnership.models import Person
from reports.models.yearly import Report

# A job that has given no sign of life for so long was killed.
LEFT_LYING = timedelta(minutes=5)


class PaperQuerySet(models.QuerySet["Paper"]):
    """Adjectives of papers."""

    def open(self) -> PaperQuerySet:
        """Waiting or being made."""
        return self.filter(state__in=["waiting", "making"])

    def ready(self) -> PaperQuerySet:
        """Made, and there to be read."""
        return self.filter(state="ready")


class Paper(models.Model):
    """One asked-for copy of a report."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "docx", "Word"
        FIGURES = "xlsx", "Figures as a workbook"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits its turn"
        MAKING = "making", "Is being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"
        CANCELLED = "cancelled", "Cancelled"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=120, blank=True, help_text="What is being done now")
    done = models.PositiveSmallIntegerField(default=0, help_text="Per cent")
    file = models.FileField(upload_to="reports/", blank=True)
    made_of = models.CharField(max_length=64, blank=True, help_text="Digest of the words and figures in it")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    alive_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=Q(state__in=["waiting", "making"]),
                name="paper_made_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(state="ready", file=""), name="ready_paper_has_a_file"),
            models.CheckConstraint(condition=Q(done__lte=100), name="paper_done_in_per_cent"),
        ]

    def __str__(self) -> str:
        return f"{self.report}, {self.get_kind_display()}"
