"""Files the portal keeps under names of its own, and the agreements of an agency that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Evidence(models.Model):
    """One file: what it really is, its hash, and whether the malware scan let it through."""

    class State(models.TextChoices):
        QUARANTINED = "quarantined", "Being checked"
        CLEAN = "clean", "Checked"
        NOT_SCANNED = "not_scanned", "Not scanned"
        REFUSED = "refused", "Refused"

    kept_as = models.CharField(max_length=80, unique=True, help_text="Name of our own, below MEDIA_ROOT")
    given_name = models.CharField(max_length=150, help_text="What the sender called it; only ever shown, never opened")
    kind = models.CharField(max_length=100, help_text="Media type by content")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUARANTINED)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-taken_at"]
        verbose_name_plural = "evidence"
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="evidence_is_not_empty")]

    def __str__(self) -> str:
        return self.given_name

    @property
    def may_be_served(self) -> bool:
        """Whether the file has left quarantine."""
        return self.state in (self.State.CLEAN, self.State.NOT_SCANNED)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Adjectives of agreements."""

    def visible_to(self, person: Person | AnonymousUser) -> AgreementQuerySet:
        """The office sees all; an agency's lead those of the agency and those below."""
        agencies = access.agencies_where(person, Permission.READ_AGREEMENTS)
        return self if agencies is None else self.filter(agency__in=agencies)

    def for_list(self) -> AgreementQuerySet:
        """What the list of agreements shows."""
        return self.select_related("agency", "file", "file__taken_by")


class Agreement(models.Model):
    """A data sharing agreement an agency has signed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    file = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    review_on = models.DateField(help_text="When it is to be looked at again")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["agency__name", "-signed_on"]
        constraints = [
            models.CheckConstraint(condition=Q(review_on__gt=F("signed_on")), name="agreement_review_after_signature")
        ]

    def __str__(self) -> str:
        return self.title
