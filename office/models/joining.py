"""Who asks to belong to an agency, and the codes that prove an e-mail address before there is an account."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from partnership import access
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class JoinCode(models.Model):
    """A code sent to an address; only its digest is kept, and it dies with age, use or wrong tries."""

    email = models.EmailField(max_length=254, unique=True)
    digest = models.CharField(max_length=128)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="join_code_email_in_lower_case")]

    def __str__(self) -> str:
        return f"Code {self.pk}"

    def lives(self, at: datetime) -> bool:
        """Whether the code may still be tried."""
        return self.tries_left > 0 and at < self.expires_at


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """Adjectives of requests."""

    def waiting(self) -> JoinRequestQuerySet:
        """Requests nobody has decided yet."""
        return self.filter(state=JoinRequest.State.WAITING)

    def visible_to(self, person: Person | AnonymousUser) -> JoinRequestQuerySet:
        """Requests the person may decide: for his or her agencies and those below, all for the office."""
        agencies = access.agencies_where(person, Permission.ADMIT_MEMBERS)
        return self if agencies is None else self.filter(agency__in=agencies)

    def for_list(self) -> JoinRequestQuerySet:
        """What a list of requests shows."""
        return self.select_related("person", "agency__parent__parent", "leaving__agency", "decided_by")


class JoinRequest(models.Model):
    """A person asks to belong to an agency; moving says which membership ends."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        ADMITTED = "admitted", "Admitted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Grounds(models.TextChoices):
        DOMAIN = "domain", "The address belongs to the agency"
        AGENCY = "agency", "The agency's lead"
        OFFICE = "office", "The business unit"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    leaving = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grounds = models.CharField(max_length=12, choices=Grounds.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was refused")

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency"], condition=Q(state="waiting"), name="join_request_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="join_request_decided_or_waiting",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="join_request_refused_why"),
        ]

    def __str__(self) -> str:
        return f"{self.person} asks to join {self.agency}"
