"""Keys with which an agency's own systems use the API; only a digest is kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class TokenQuerySet(models.QuerySet["Token"]):
    """Adjectives of keys."""

    def visible_to(self, person: Person | AnonymousUser) -> TokenQuerySet:
        """Whoever manages agencies sees the keys of all."""
        return self if access.can(person, Permission.MANAGE_AGENCIES) else self.none()

    def living(self, on: date) -> TokenQuerySet:
        """Keys that open the API on a day."""
        return self.filter(
            Q(agency__active_until=None) | Q(agency__active_until__gte=on),
            revoked_at=None, expires_on__gte=on, agency__active_from__lte=on, responsible__is_active=True,
        )  # fmt: skip

    def for_list(self) -> TokenQuerySet:
        """What a list of keys shows."""
        return self.select_related("agency", "responsible", "issued_by")


class Token(models.Model):
    """A key of an agency: what it may do, until when, and who in the agency answers for it."""

    class Scope(models.TextChoices):
        READ_MEASURES = "read_measures", "Read the figures of the dashboard"
        READ_TRAINING = "read_training", "Read the training records of the agency's people"
        SEND_DATA = "send_data", "Send data files"
        SEND_TRAINING = "send_training", "Send records of training taken elsewhere"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80, help_text="The system that uses it")
    prefix = models.CharField(max_length=16, unique=True, help_text="The part that is no secret")
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_on = models.DateField(help_text="Last day")
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="token_may_do_something"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="token_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def scope_names(self) -> list[str]:
        """What the key may do, in words."""
        return [Token.Scope(scope).label for scope in self.scopes]
