"""The cases of an audit: how they were drawn, what each is known by, and the glass one breaks in an emergency."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from audits.models.multi_agency import Audit
from partnership.models import Agency, Person


class Sample(models.Model):
    """One draw: the rule, the seed and how long the list was. The list itself is never kept. A trigger refuses change.

    `fingerprint` is a keyed digest of the list, so that the same list can be shown to give the same cases again.
    """

    class Method(models.TextChoices):
        RANDOM = "random", "At random"
        PURPOSIVE = "purposive", "Chosen on purpose"

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="samples")
    method = models.CharField(max_length=9, choices=Method.choices)
    rule = models.TextField(max_length=1500, help_text="Which cases were on the list, and how some were chosen")
    seed = models.CharField(max_length=40, blank=True)
    listed = models.PositiveIntegerField(help_text="How many references were on the list")
    strata: models.JSONField[dict[str, Any]] = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["audit", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(method="purposive") | ~Q(seed=""), name="sample_at_random_has_a_seed"),
            models.CheckConstraint(condition=~Q(rule=""), name="sample_says_its_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()}, of {self.listed}"


class Case(models.Model):
    """One case: a number in the audit, and the reference its holder gave it; never who the child is."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="cases")
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="cases")
    number = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=20, blank=True, help_text="Forgotten with the tools")
    stratum = models.CharField(max_length=40, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    good = models.BooleanField(
        null=True, blank=True, help_text="Whether the agreed grade of the whole is good or better"
    )
    voice_recorded = models.BooleanField(
        null=True, blank=True, help_text="Whether some agency recorded the child's view"
    )

    class Meta:
        ordering = ["audit", "number"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "number"], name="case_number_once"),
            models.UniqueConstraint(fields=["audit", "reference"], condition=~Q(reference=""), name="case_once"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="case_agreed_by_and_when_or_neither",
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.number}"


class Opening(models.Model):
    """Somebody opened the sealed answers about one case in an emergency, with a reason. A trigger refuses change."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="openings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.TextField(max_length=1000)

    class Meta:
        ordering = ["case", "at"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="audit_opening_ends_after_it_began"),
            models.CheckConstraint(condition=~Q(reason=""), name="audit_opening_says_why"),
        ]

    def __str__(self) -> str:
        return f"Opening {self.pk}"


class Conflict(models.Model):
    """Somebody who held or supervised a case, or is close to the family, and so does not judge it."""

    class Kind(models.TextChoices):
        HELD = "held", "Held the case"
        SUPERVISED = "supervised", "Supervised or managed the work"
        CLOSE = "close", "Knows the family or a practitioner well"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "declared_at"]
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="conflict_once_for_a_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display().lower()}"
