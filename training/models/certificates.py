"""Certificates: who attended what, when and until when it counts; a wrong one is revoked and another replaces it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from partnership import access
from partnership.models import Person
from partnership.permissions import Permission
from training.models.bookings import Booking

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Adjectives of certificates."""

    def living(self) -> CertificateQuerySet:
        """Certificates nobody has revoked."""
        return self.filter(revoked_at=None)

    def in_date(self, on: date) -> CertificateQuerySet:
        """Living certificates that still count on a day."""
        return self.living().filter(Q(valid_until=None) | Q(valid_until__gte=on))

    def visible_to(self, person: Person | AnonymousUser) -> CertificateQuerySet:
        """One's own; those of the agencies one books for; all for the office."""
        if access.can(person, Permission.KEEP_CATALOGUE):
            return self
        return self.filter(booking__in=Booking.objects.visible_to(person).values("pk"))

    def for_list(self) -> CertificateQuerySet:
        """What a list of certificates shows."""
        return self.select_related("booking__agency", "booking__person", "booking__event__course")


class Certificate(models.Model):
    """What was printed, as it was printed; it is revoked, runs out, or is renewed: only its last day ever moves."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="certificates")
    code = models.CharField(max_length=24, unique=True, help_text="96 bits by chance: nobody guesses one")
    name = models.CharField(max_length=150)
    course = models.CharField(max_length=160)
    taken_on = models.DateField()
    hours = models.DecimalField("CPD hours", max_digits=4, decimal_places=1, default=0)
    valid_until = models.DateField(null=True, blank=True, help_text="The last day it counts; empty: for good")
    issued_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_why = models.CharField(max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_on", "-pk"]
        indexes = [models.Index(fields=["valid_until"], condition=Q(revoked_at=None), name="certificate_runs_out")]
        constraints = [
            models.UniqueConstraint(
                fields=["booking"], condition=Q(revoked_at=None), name="certificate_one_living_a_booking"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_why="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_why=""),
                name="certificate_revoked_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("taken_on")), name="certificate_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Certificate {self.code}"

    def counts_on(self, on: date) -> bool:
        """Whether it counts on a day."""
        return self.revoked_at is None and (self.valid_until is None or self.valid_until >= on)
