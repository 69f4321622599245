"""A file that a job makes of a report or a pack: what is asked for, how far it is, and where it lies."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse

from partnership.access import can
from partnership.models import Person
from partnership.permissions import Permission
from reports.models.yearly import Report

# A job that has given no sign of life for so long was killed.
LEFT_LYING = timedelta(minutes=5)
PACK_KEPT_FOR = timedelta(days=1)


class PaperQuerySet(models.QuerySet["Paper"]):
    """Adjectives of papers."""

    def open(self) -> PaperQuerySet:
        """Waiting or being made."""
        return self.filter(state__in=["waiting", "making"])

    def visible_to(self, person: Person | AnonymousUser) -> PaperQuerySet:
        """Copies of reports for who reads these at work; of packs one's own: nobody else reads with the same eyes."""
        if not isinstance(person, Person):
            return self.none()
        own = Q(report=None, asked_by=person)
        return self.filter(own | Q(report__isnull=False) if can(person, Permission.SEE_REPORTS_AT_WORK) else own)

    def old(self, at: datetime) -> PaperQuerySet:
        """Copies of packs past their time: a pack is made anew whenever it is wanted."""
        return self.filter(report=None, asked_at__lt=at - PACK_KEPT_FOR)

    def ready(self) -> PaperQuerySet:
        """Made, and there to be read."""
        return self.filter(state="ready")


class Pack(models.TextChoices):
    """The packs there are."""

    BOARD = "board", "Board pack"
    AGENCY = "agency", "Agency profile"
    QUARTER = "quarter", "Figures"


class Paper(models.Model):
    """One asked-for copy of a report, or of a pack, which holds what the person who asked may read."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "docx", "Word"
        FIGURES = "xlsx", "Figures as a workbook"
        OPEN_FIGURES = "ods", "Figures in the open format"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits its turn"
        MAKING = "making", "Is being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"
        CANCELLED = "cancelled", "Cancelled"

    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.CASCADE, related_name="papers")
    pack = models.CharField(
        max_length=7, blank=True, choices=Pack.choices, help_text="The kind of pack it is of, when of no report"
    )
    about = models.CharField(
        max_length=80, blank=True, help_text="Agency or quarter of the pack; a summary of a report"
    )
    title = models.CharField(max_length=200, blank=True, help_text="What the pack is called")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=120, blank=True, help_text="What is being done now")
    done = models.PositiveSmallIntegerField(default=0, help_text="Per cent")
    file = models.FileField(upload_to="reports/", blank=True)
    made_of = models.CharField(max_length=64, blank=True, help_text="Digest of the words and figures in it")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    alive_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind", "about"],
                condition=Q(state__in=["waiting", "making"]),
                name="paper_made_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["pack", "about", "asked_by"],
                condition=Q(state__in=["waiting", "making"], report=None),
                name="paper_of_pack_made_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=False, pack="", about="")
                | Q(report__isnull=False, pack="", kind="pdf")
                | (Q(report=None, kind="pdf") & ~Q(pack="") & ~Q(about="")),
                name="paper_of_report_or_of_pack",
            ),
            models.CheckConstraint(condition=~Q(state="ready", file=""), name="ready_paper_has_a_file"),
            models.CheckConstraint(condition=Q(done__lte=100), name="paper_done_in_per_cent"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Its own page."""
        return reverse("paper", args=[self.pk])

    @property
    def name(self) -> str:
        """What it is a copy of."""
        return self.title or (self.report.title if self.report else "")

    @property
    def stem(self) -> str:
        """What its file is called, without the ending."""
        first = self.report.slug if self.report else self.pack
        return f"{first}-{self.about}" if self.about else first

    @property
    def home(self) -> str:
        """Where that is read."""
        if self.report:
            return reverse("report_at_work", args=[self.report.slug])
        return reverse("pack", args=[self.pack, self.about])

    @property
    def again(self) -> str:
        """Where another is asked for."""
        if self.report:
            return reverse("ask_paper", args=[self.report.slug, self.about or self.kind])
        return reverse("ask_for_pack", args=[self.pack, self.about])
