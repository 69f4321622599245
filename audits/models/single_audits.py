"""Audits an agency does by itself and reports in, so that the partnership sees all that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from partnership.access import agencies_where, can
from partnership.models import Agency, Person
from partnership.permissions import Permission
from priorities.models import Theme

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class SingleAuditQuerySet(models.QuerySet["SingleAudit"]):
    """Adjectives of single-agency audits."""

    def visible_to(self, person: Person | AnonymousUser) -> SingleAuditQuerySet:
        """One's own agency's, and all for who oversees audits."""
        if can(person, Permission.SEE_AUDITS):
            return self
        return self.filter(agency__in=agencies_where(person, Permission.ANSWER_AUDITS) or set())

    def for_list(self) -> SingleAuditQuerySet:
        """What the list shows."""
        return self.select_related("agency", "reported_by").prefetch_related("themes")


class SingleAudit(models.Model):
    """What one agency audited of its own work: planned, or done with sample, grades and learning."""

    GRADES = (
        ("outstanding", "Outstanding"), ("good", "Good"), ("requires_improvement", "Requires improvement"),
        ("inadequate", "Inadequate"), ("not_graded", "Not graded"),
    )  # fmt: skip

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    done_on = models.DateField(help_text="When it was, or is to be, finished")
    done = models.BooleanField(default=False)
    cases = models.PositiveIntegerField(null=True, blank=True, help_text="How many cases were looked at")
    outstanding = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    requires_improvement = models.PositiveIntegerField(default=0)
    inadequate = models.PositiveIntegerField(default=0)
    not_graded = models.PositiveIntegerField(default=0)
    learning = models.TextField(max_length=3000, blank=True)
    change = models.TextField(max_length=2000, blank=True, help_text="What the agency does because of it")
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    objects = SingleAuditQuerySet.as_manager()

    class Meta:
        ordering = ["-done_on", "agency__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done=False)
                | (
                    ~Q(learning="")
                    & Q(
                        cases=F("outstanding")
                        + F("good")
                        + F("requires_improvement")
                        + F("inadequate")
                        + F("not_graded")
                    )
                ),
                name="single_audit_done_says_what_was_learnt_and_adds_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.title}"
