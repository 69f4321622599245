"""How certificates are renewed without the whole course: by a refresher or by counted hours; and batches of PDFs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from office.models import MADE_HAS_A_SIZE, MadeFile, MadeFileQuerySet
from training.models.catalogue import Course
from training.models.certificates import Certificate


class RenewalRule(models.Model):
    """What renews the certificate of a course, and how long after its last day."""

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="renewal")
    grace_days = models.PositiveSmallIntegerField(
        "days of grace", default=0, help_text="So long after its last day it can still be renewed the short way"
    )
    refreshers = models.ManyToManyField(Course, blank=True, related_name="renews")
    hours = models.DecimalField(
        "CPD hours", max_digits=4, decimal_places=1, null=True, blank=True,
        help_text="So many hours on other courses since it was issued or last renewed; empty: hours do not renew it",
    )  # fmt: skip

    class Meta:
        ordering = ["course"]
        constraints = [
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gt=0), name="renewal_rule_hours_are_some"),
            models.CheckConstraint(condition=Q(grace_days__lte=366), name="renewal_rule_grace_is_a_year_at_most"),
        ]

    def __str__(self) -> str:
        return f"Renewal of {self.course}"


class Renewal(models.Model):
    """One renewal of a certificate; a trigger refuses any change."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="renewals")
    renewed_on = models.DateField(help_text="The day of the refresher, or of what made the hours full")
    counted_until = models.DateField(help_text="The last day before")
    counts_until = models.DateField()
    by_certificate = models.ForeignKey(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Of the refresher"
    )
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True, help_text="Hours counted")
    at = models.DateTimeField()

    class Meta:
        ordering = ["certificate", "renewed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by_certificate__isnull=False, hours=None) | Q(by_certificate=None, hours__isnull=False),
                name="renewal_by_refresher_or_by_hours",
            ),
            models.CheckConstraint(condition=Q(counts_until__gt=F("counted_until")), name="renewal_moves_on"),
            models.UniqueConstraint(fields=["certificate", "by_certificate"], name="renewal_once_by_a_refresher"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} until {self.counts_until}"


class CertificateBatch(MadeFile):
    """Many certificates as one file of PDFs, made by a job and kept for a day for whoever asked."""

    certificates = ArrayField(models.BigIntegerField(), help_text="Keys of those asked for, in order")
    done = models.PositiveIntegerField(default=0, help_text="How many are drawn so far")

    objects = MadeFileQuerySet.as_manager()

    class Meta(MadeFile.Meta):
        verbose_name_plural = "certificate batches"
        constraints = [
            models.CheckConstraint(condition=MADE_HAS_A_SIZE, name="batch_made_has_a_size_and_no_trouble"),
            models.CheckConstraint(
                condition=Q(certificates__len__gte=1, certificates__len__lte=1000), name="batch_of_one_to_a_thousand"
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.certificates)} certificates"
