"""The learning passport beyond our own courses: certificates from elsewhere, and two accounts of one person joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from office.models import Evidence
from partnership import access
from partnership.models import Membership, Person
from partnership.permissions import Permission
from training.models.catalogue import Course

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class UploadedQuerySet(models.QuerySet["UploadedCertificate"]):
    """Adjectives of certificates from elsewhere."""

    def accepted(self) -> UploadedQuerySet:
        """Those somebody has checked and found good."""
        return self.filter(state=UploadedCertificate.State.ACCEPTED)

    def waiting(self) -> UploadedQuerySet:
        """Those nobody has checked."""
        return self.filter(state=UploadedCertificate.State.WAITING)

    def checked_by_hand_of(self, person: Person | AnonymousUser) -> UploadedQuerySet:
        """Those of people of the agencies one books for; all for the office; never one's own."""
        agencies = access.agencies_where(person, Permission.BOOK_FOR_OTHERS)
        others = self.exclude(person=getattr(person, "pk", None))
        if agencies is None:
            return others
        staff = Membership.objects.filter(agency__in=agencies, ends_on=None).values("person")
        return others.filter(person__in=staff)

    def visible_to(self, person: Person | AnonymousUser) -> UploadedQuerySet:
        """One's own, and those one may check."""
        own = Q(person=getattr(person, "pk", None))
        return self.filter(own | Q(pk__in=self.checked_by_hand_of(person).values("pk")))

    def for_list(self) -> UploadedQuerySet:
        """What a list of them shows."""
        return self.select_related("person", "file", "counts_as", "checked_by")


class UploadedCertificate(models.Model):
    """Learning somewhere else, with its paper; it counts once somebody else has checked it."""

    class State(models.TextChoices):
        WAITING = "waiting", "To be checked"
        ACCEPTED = "accepted", "Checked"
        REFUSED = "refused", "Not accepted"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    provider = models.CharField(max_length=160)
    taken_on = models.DateField()
    hours = models.DecimalField("CPD hours", max_digits=4, decimal_places=1, default=0)
    valid_until = models.DateField(null=True, blank=True)
    file = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    counts_as = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)

    objects = UploadedQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_on", "-pk"]
        indexes = [models.Index(fields=["person", "state"], name="uploaded_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("taken_on")), name="uploaded_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", checked_by=None, checked_at=None)
                | ~Q(state="waiting") & Q(checked_by__isnull=False, checked_at__isnull=False),
                name="uploaded_checked_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("person")), name="uploaded_checked_by_somebody_else"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(why=""), name="uploaded_refused_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.provider}"


class Joining(models.Model):
    """Two accounts said to be one person: joined only when both addresses have said so."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_up = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    kept_agreed_at = models.DateTimeField(null=True, blank=True)
    given_up_agreed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Somebody said: these are two people")

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("given_up")), name="joining_of_two_accounts"),
            models.UniqueConstraint(
                fields=["given_up"], condition=Q(done_at=None, ended_at=None), name="joining_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None)
                | Q(kept_agreed_at__isnull=False, given_up_agreed_at__isnull=False, ended_at=None),
                name="joining_done_when_both_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_up} to {self.kept}"
