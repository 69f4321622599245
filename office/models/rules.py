"""What a partnership has decided: a value for a rule from a day on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from partnership.models import Person


class RuleQuerySet(models.QuerySet["Rule"]):
    """Adjectives of rules."""

    def of(self, key: str) -> RuleQuerySet:
        """What was ever set for one rule, latest first."""
        return self.filter(key=key).order_by("-valid_from", "-pk")

    def for_list(self) -> RuleQuerySet:
        """What the page of rules shows."""
        return self.select_related("set_by")


class Rule(models.Model):
    """One value of one rule from a day on; a row is never changed, a later one takes its place."""

    key = models.CharField(max_length=80)
    value = models.TextField(blank=True)
    valid_from = models.DateField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        # Two rows may begin on one day: the one set last holds.
        ordering = ["key", "valid_from", "pk"]
        indexes = [models.Index(fields=["key", "valid_from"], name="rule_key_and_day")]
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="rule_has_a_key")]

    def __str__(self) -> str:
        return f"{self.key} from {self.valid_from}"
