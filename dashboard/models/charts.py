"""What people have decided and said about a chart: what happened, where limits begin afresh, what the figures mean."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dashboard.models.loads import Area
from dashboard.models.measures import Measure
from partnership.models import Person


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    """Adjectives of annotations."""

    def living(self) -> AnnotationQuerySet:
        """Those that nobody has taken back."""
        return self.filter(withdrawn_at=None)

    def of_area(self, area: Area) -> AnnotationQuerySet:
        return self.filter(area=area)

    def for_list(self) -> AnnotationQuerySet:
        return self.select_related("measure", "by").order_by("-happened_on", "-pk")


class Annotation(models.Model):
    """Something that happened and why, on its day; it travels to every chart, export and PDF it is about."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    # Empty: it concerns every measure of the area.
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    text = models.CharField(max_length=140)
    public = models.BooleanField(default=False, help_text="May stand in the public edition too")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="annotation_says_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="annotation_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Annotation {self.pk}"


class RebaseQuerySet(models.QuerySet["Rebase"]):
    """Adjectives of rebases."""

    def living(self) -> RebaseQuerySet:
        """Those that nobody has taken back."""
        return self.filter(withdrawn_at=None)

    def of_area(self, area: Area) -> RebaseQuerySet:
        return self.filter(area=area)

    def for_list(self) -> RebaseQuerySet:
        return self.select_related("measure", "by").order_by("-starts_on", "-pk")


class Rebase(models.Model):
    """From this day the average and limits of a measure are counted afresh: a person decided it and said why."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    reason = models.CharField(max_length=300)
    decided_by = models.CharField(max_length=120, blank=True, help_text="Such as: the performance subgroup")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = RebaseQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "area", "starts_on"], condition=Q(withdrawn_at=None), name="rebase_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rebase_says_why"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="rebase_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Rebase {self.pk}"


class CommentaryQuerySet(models.QuerySet["Commentary"]):
    """Adjectives of commentary."""

    def approved(self) -> CommentaryQuerySet:
        return self.filter(approved_at__isnull=False)

    def waiting(self) -> CommentaryQuerySet:
        """Written, and nobody has approved it or put another in its place."""
        return self.filter(approved_at=None, dropped_at=None)

    def of(self, measure: Measure | str, area: Area) -> CommentaryQuerySet:
        """On one measure in one area; the measure may be its code."""
        return self.filter(measure__code=measure if isinstance(measure, str) else measure.code, area=area)

    def for_list(self) -> CommentaryQuerySet:
        return self.select_related("measure", "area", "by", "approved_by").order_by("-at", "-pk")


class Commentary(models.Model):
    """What the figures of a measure mean, in a person's words; members read it when somebody else has approved it."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    # The last day of the figures it speaks of, so that a reader sees when it has grown old.
    figures_to = models.DateField()
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_for = models.CharField(max_length=120, blank=True, help_text="Such as: the neglect subgroup")
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = CommentaryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "commentary"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="commentary_says_something"),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="commentary_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("by")), name="commentary_approved_by_another"
            ),
            models.UniqueConstraint(
                fields=["measure", "area"], condition=Q(approved_at=None, dropped_at=None), name="commentary_one_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"Commentary {self.pk}"
