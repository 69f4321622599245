"""What the three partners decide: whether criteria are met, and whether they sign a version of the report."""

from django.db import models
from django.db.models import Q

from partnership.models import Agency, Person
from reviews.models.cases import Review


class Report(models.Model):
    """One version of the report of a review; a version that somebody has signed is never written again."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="reports")
    version = models.PositiveIntegerField()
    public_title = models.CharField(max_length=160, help_text="What the public reads; never the code name")
    text = models.TextField(max_length=60_000)
    improvements = models.TextField(blank=True, max_length=10_000, help_text="Published if the report cannot be")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["review", "-version"]
        constraints = [models.UniqueConstraint(fields=["review", "version"], name="report_version_once")]

    def __str__(self) -> str:
        return f"Version {self.version} of {self.review}"


class Decision(models.Model):
    """What one of the three partners says, with the reason; it may be said again, the last word holds."""

    class Subject(models.TextChoices):
        CRITERIA = "criteria", "Whether the criteria are met"
        SIGNATURE = "signature", "Whether to sign the report"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="decisions")
    subject = models.CharField(max_length=10, choices=Subject.choices)
    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="The partner")
    agrees = models.BooleanField()
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["review", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(subject="criteria", report=None) | Q(subject="signature", report__isnull=False),
                name="decision_signs_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {'yes' if self.agrees else 'no'}"
