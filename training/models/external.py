"""Training taken elsewhere: what an agency's own system, or a learner, says somebody has learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from training.models.catalogue import Course

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ExternalRecordQuerySet(models.QuerySet["ExternalRecord"]):
    """Adjectives of records of training taken elsewhere."""

    def visible_to(self, person: Person | AnonymousUser) -> ExternalRecordQuerySet:
        """One's own; those an agency sent that one books for; all for the office."""
        agencies = access.agencies_where(person, Permission.BOOK_FOR_OTHERS)
        if agencies is None:
            return self
        return self.filter(Q(person_id=getattr(person, "pk", None)) | Q(sent_by__in=agencies))

    def counting(self) -> ExternalRecordQuerySet:
        """Those the office lets stand for one of our courses."""
        return self.exclude(counts_as=None)

    def for_list(self) -> ExternalRecordQuerySet:
        """What a list of them shows."""
        return self.select_related("person", "sent_by", "counts_as")


class Equivalence(models.Model):
    """What the office decided of one training elsewhere, for every record of it: the course it stands for, or none."""

    title = models.CharField(max_length=160)
    provider = models.CharField(max_length=120)
    counts_as = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["provider", "title"]
        constraints = [models.UniqueConstraint(Lower("title"), Lower("provider"), name="equivalence_once_a_training")]

    def __str__(self) -> str:
        return f"{self.title}, {self.provider}"


class ExternalRecord(models.Model):
    """Something learned elsewhere, as the agency that sent it says; sent again under its reference it is corrected."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80, help_text="What the agency's own system calls it")
    title = models.CharField(max_length=160)
    provider = models.CharField(max_length=120)
    taken_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The last day it counts; empty: for good")
    hours = models.DecimalField("CPD hours", max_digits=5, decimal_places=1, default=0)
    counts_as = models.ForeignKey(
        Course, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="As the office decided"
    )
    sent_at = models.DateTimeField()

    objects = ExternalRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_on", "-pk"]
        indexes = [models.Index(fields=["person"], condition=Q(counts_as__isnull=False), name="external_record_counts")]
        constraints = [
            models.UniqueConstraint(fields=["sent_by", "reference"], name="external_record_reference_once"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(provider="") & ~Q(reference=""), name="external_record_says_what"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("taken_on")), name="external_record_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.provider}"
