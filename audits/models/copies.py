"""Copies that take longer than a page may: PDF, packs, reports; made by a job, kept a day for whoever asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from audits.models.multi_agency import Audit
from audits.models.self_assessments import SelfAssessment
from partnership.models import Agency, Person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

KEPT_FOR = timedelta(hours=24)


class CopyQuerySet(models.QuerySet["Copy"]):
    """Adjectives of copies."""

    def visible_to(self, person: Person | AnonymousUser) -> CopyQuerySet:
        """One's own: a copy holds all that the person who asked for it may read."""
        return self.filter(asked_by=person) if isinstance(person, Person) else self.none()

    def waiting(self) -> CopyQuerySet:
        """Those still to be made."""
        return self.filter(made_at=None, trouble="")

    def lying_since(self, moment: datetime) -> CopyQuerySet:
        """Those that were asked for, or begun, before a moment and are not made: a job died or was never woken."""
        return self.waiting().filter(Q(begun_at=None, asked_at__lt=moment) | Q(begun_at__lt=moment))

    def past(self, at: datetime) -> CopyQuerySet:
        """Those kept long enough."""
        return self.filter(asked_at__lt=at - KEPT_FOR)

    def for_list(self) -> CopyQuerySet:
        """What pages show."""
        return self.select_related("assessment__agency", "assessment__cycle", "agency", "audit", "asked_by")


class Copy(models.Model):
    """One copy asked for: of one self-assessment, of all an agency ever sent, or of the report of an audit."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PACK = "pack", "Pack with the evidence"
        AGENCY = "agency", "Everything the agency ever sent"
        REPORT = "report", "Report as PDF"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(SelfAssessment, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    audit = models.ForeignKey(Audit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    kept_as = models.CharField(max_length=60, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    objects = CopyQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name_plural = "copies"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="agency", agency__isnull=False, assessment=None, audit=None)
                | Q(kind="report", agency=None, assessment=None, audit__isnull=False)
                | Q(kind__in=["pdf", "pack"], agency__isnull=False, assessment__isnull=False, audit=None),
                name="copy_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(made_at=None, size=None) | Q(made_at__isnull=False, size__isnull=False, trouble=""),
                name="copy_made_has_a_size_and_no_trouble",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def title(self) -> str:
        """What it is a copy of."""
        return str(self.assessment or self.audit or self.agency)

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be made."""
        return self.made_at is None and not self.trouble

    @property
    def kept_until(self) -> datetime:
        """When the file is destroyed."""
        return self.asked_at + KEPT_FOR
