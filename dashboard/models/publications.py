"""What the public may read of a measure: figures frozen as they were approved, hidden and rounded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dashboard.models.loads import Area
from dashboard.models.measures import Measure
from partnership.models import Person


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Adjectives of publications. What stands is public: there is no visible_to."""

    def standing(self) -> PublicationQuerySet:
        """What the public reads now."""
        return self.filter(withdrawn_at=None)

    def of_area(self, area: Area) -> PublicationQuerySet:
        return self.filter(area=area)

    def for_list(self) -> PublicationQuerySet:
        return self.select_related("measure", "area", "approved_by").order_by("measure__position", "measure__code")


class Publication(models.Model):
    """The figures of a measure in an area as somebody approved them for everybody; a later approval replaces them."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    # One kind of period for good: months and rolling years of one measure side by side would reveal single months.
    period_kind = models.CharField(max_length=20)
    # Rows as downloads hold them, hidden and rounded already: nothing more is known here.
    figures = models.JSONField()
    words = models.TextField(max_length=1000, blank=True, help_text="What the figures mean, for everybody")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-approved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "area"], condition=Q(withdrawn_at=None), name="publication_one_stands"
            )
        ]

    def __str__(self) -> str:
        return f"Publication {self.pk}"
