"""Copies that take longer than a page may: PDF, packs, reports; made by a job, kept a day for whoever asked."""

from django.db import models
from django.db.models import Q

from audits.models.multi_agency import Audit
from audits.models.self_assessments import SelfAssessment
from office.models import MADE_HAS_A_SIZE, MadeFile, MadeFileQuerySet
from partnership.models import Agency


class CopyQuerySet(MadeFileQuerySet):
    """Adjectives of copies."""

    def for_list(self) -> "CopyQuerySet":
        """What pages show."""
        return self.select_related("assessment__agency", "assessment__cycle", "agency", "audit", "asked_by")


class Copy(MadeFile):
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

    objects = CopyQuerySet.as_manager()

    class Meta(MadeFile.Meta):
        verbose_name_plural = "copies"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="agency", agency__isnull=False, assessment=None, audit=None)
                | Q(kind="report", agency=None, assessment=None, audit__isnull=False)
                | Q(kind__in=["pdf", "pack"], agency__isnull=False, assessment__isnull=False, audit=None),
                name="copy_of_one_thing",
            ),
            models.CheckConstraint(condition=MADE_HAS_A_SIZE, name="copy_made_has_a_size_and_no_trouble"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def title(self) -> str:
        """What it is a copy of."""
        return str(self.assessment or self.audit or self.agency)
