"""How certificates are renewed without the whole course: by a refresher or by counted hours; and batches of PDFs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from partnership.models import Person
from training.models.catalogue import Course
from training.models.certificates import Certificate

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

KEPT_FOR = timedelta(hours=24)


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


class BatchQuerySet(models.QuerySet["CertificateBatch"]):
    """Adjectives of batches."""

    def visible_to(self, person: Person | AnonymousUser) -> BatchQuerySet:
        """One's own: a batch holds what the person who asked for it may read."""
        return self.filter(asked_by=person) if isinstance(person, Person) else self.none()

    def waiting(self) -> BatchQuerySet:
        """Those still to be made."""
        return self.filter(made_at=None, trouble="")

    def lying_since(self, moment: datetime) -> BatchQuerySet:
        """Asked for, or begun, before a moment and not made: a job died or was never woken."""
        return self.waiting().filter(Q(begun_at=None, asked_at__lt=moment) | Q(begun_at__lt=moment))


class CertificateBatch(models.Model):
    """Many certificates as one file of PDFs, made by a job and kept for a day for whoever asked."""

    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    certificates = ArrayField(models.BigIntegerField(), help_text="Keys of those asked for, in order")
    kept_as = models.CharField(max_length=70, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0, help_text="How many are drawn so far")
    made_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name_plural = "certificate batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None, size=None) | Q(made_at__isnull=False, size__isnull=False, trouble=""),
                name="batch_made_has_a_size_and_no_trouble",
            ),
            models.CheckConstraint(
                condition=Q(certificates__len__gte=1, certificates__len__lte=1000), name="batch_of_one_to_a_thousand"
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.certificates)} certificates"

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be made."""
        return self.made_at is None and not self.trouble

    @property
    def kept_until(self) -> datetime:
        """When the file is destroyed."""
        return self.asked_at + KEPT_FOR
