"""What is owed for places, late cancellations and no-shows, with its append-only history; batches of invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from partnership import access
from partnership.models import Person
from partnership.permissions import Permission
from training.models.bookings import Booking

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class InvoiceBatch(models.Model):
    """Charges handed to the council's finance together, as one CSV."""

    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name_plural = "invoice batches"

    def __str__(self) -> str:
        return f"Batch {self.pk}"


class ChargeQuerySet(models.QuerySet["Charge"]):
    """Adjectives of charges."""

    def visible_to(self, person: Person | AnonymousUser) -> ChargeQuerySet:
        """One's own; those of the agencies one books for; all for whoever keeps charges."""
        if access.can(person, Permission.KEEP_CHARGES):
            return self
        return self.filter(booking__in=Booking.objects.visible_to(person).values("pk"))

    def for_list(self) -> ChargeQuerySet:
        """What a list of charges shows."""
        return self.select_related("booking__event__course", "booking__person", "booking__agency", "batch")


class Charge(models.Model):
    """One amount an organisation is asked for."""

    class Kind(models.TextChoices):
        PLACE = "place", "Place"
        LATE = "late", "Late cancellation"
        NO_SHOW = "no_show", "Did not come"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed; the manager is told"
        DISPUTED = "disputed", "Disputed"
        WAIVED = "waived", "Waived"
        INVOICED = "invoiced", "Invoiced"
        PAID = "paid", "Paid"

    class Waiver(models.TextChoices):
        SICKNESS = "sickness", "Sickness"
        BEREAVEMENT = "bereavement", "Bereavement"
        EMERGENCY = "emergency", "Emergency safeguarding work"
        COURT = "court", "Court"
        OURS = "ours", "Our mistake"
        OTHER = "other", "Another reason"

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = models.DecimalField(max_digits=7, decimal_places=2)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    waiver = models.CharField(max_length=12, choices=Waiver.choices, blank=True)
    batch = models.ForeignKey(InvoiceBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="charges")

    objects = ChargeQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "kind"], name="charge_once_a_kind"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_is_something"),
            models.CheckConstraint(
                condition=Q(state__in=["invoiced", "paid"], batch__isnull=False)
                | Q(state__in=["proposed", "disputed", "waived"], batch=None),
                name="charge_invoiced_in_a_batch",
            ),
            models.CheckConstraint(
                condition=Q(state="waived") & ~Q(waiver="") | ~Q(state="waived") & Q(waiver=""),
                name="charge_waived_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Charge {self.pk}"


class ChargeStep(models.Model):
    """One step of a charge; a trigger refuses any change."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="steps")
    to_state = models.CharField(max_length=10, choices=Charge.State.choices)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hand = models.CharField(max_length=60)
    at = models.DateTimeField()
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["charge", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.charge_id}: {self.to_state}"
