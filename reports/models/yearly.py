"""A yearly report: its sections, the figures frozen for it, who signed it and to whom it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Prefetch, Q

from partnership.access import can
from partnership.models import Agency, Person
from partnership.permissions import Permission
from priorities.models import Action, Plan
from reports.checklist import SUMMARIES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ReportQuerySet(models.QuerySet["Report"]):
    """Adjectives of reports."""

    def published(self) -> ReportQuerySet:
        """What everybody may read."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, person: Person | AnonymousUser) -> ReportQuerySet:
        """Published ones; those at work too for whoever keeps, challenges or signs them, or writes a section."""
        if can(person, Permission.SEE_REPORTS_AT_WORK):
            return self
        written = Section.objects.filter(writer=person.pk).values("report") if person.pk else []
        return self.filter(Q(published_at__isnull=False) | Q(pk__in=written))

    def for_list(self) -> ReportQuerySet:
        """What the list of reports shows."""
        short = Section.objects.filter(key__in=SUMMARIES).exclude(text="").only("report", "key", "title", "position")
        return self.select_related("plan").prefetch_related(
            "sendings", Prefetch("sections", short, to_attr="summaries")
        )


class Report(models.Model):
    """The yearly report of the partnership for one year."""

    slug = models.SlugField(unique=True, help_text="Its year, such as 2025-26")
    title = models.CharField(max_length=160)
    starts_on = models.DateField()
    ends_on = models.DateField()
    edition = models.CharField(max_length=20, help_text="Key of the edition of the guidance it answers to")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex=r"^\d{4}-\d{2}$"), name="report_slug_is_a_year"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="report_year_in_order"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="report_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """One section of a report: the words people write; its figures are gathered, and frozen with the report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True, max_length=20_000)
    writer = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    tells_of = models.ManyToManyField(Action, blank=True, related_name="+")

    class Meta:
        ordering = ["report", "position"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="report_section_once")]

    def __str__(self) -> str:
        return self.title


class Snapshot(models.Model):
    """What was gathered for a report on one day, as it will stand for ever."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="snapshots")
    as_of = models.DateField()
    content = models.JSONField(help_text="By section key, the blocks gathered for it")
    fingerprint = models.CharField(max_length=64)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["report", "-taken_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report}, as of {self.as_of}"


class Signature(models.Model):
    """One of the three partners has signed a report as it read then, words and figures."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="signatures")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read = models.CharField(max_length=64, help_text="Digest of the words and figures that were signed")
    void_since = models.DateTimeField(null=True, blank=True, help_text="The report was opened again")

    class Meta:
        ordering = ["report", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "agency"], condition=Q(void_since=None), name="report_signed_once_by_an_agency"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.report}"


class Sending(models.Model):
    """To whom a published report was sent, and when."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sendings")
    to = models.CharField(max_length=160)
    on = models.DateField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["report", "on", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "to"], name="report_sent_once_to_somebody")]

    def __str__(self) -> str:
        return f"{self.to}, {self.on}"
