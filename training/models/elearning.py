"""E-learning of our own: modules of pages with video and questions, and how far each learner is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from office.models import Evidence
from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from training import quiz_text
from training.models.catalogue import Course

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Module(models.Model):
    """The e-learning of a course, written here."""

    course = models.OneToOneField(Course, on_delete=models.PROTECT, related_name="module")
    days = models.PositiveSmallIntegerField(default=42, help_text="Within so many days of the start it is finished")
    pass_percent = models.PositiveSmallIntegerField(default=80, help_text="Share of the questions answered rightly")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["course__title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_percent__range=(0, 100), days__range=(1, 366)), name="module_terms_make_sense"
            )
        ]

    def __str__(self) -> str:
        return str(self.course)


class ModulePage(models.Model):
    """One page: Markdown, perhaps a video with captions and transcript, perhaps questions."""

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=20_000, help_text="Markdown")
    video = models.OneToOneField(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    captions = models.TextField(blank=True, help_text="WebVTT")
    transcript = models.TextField(blank=True, max_length=20_000)
    questions = models.TextField(blank=True, max_length=8000)

    class Meta:
        ordering = ["module", "number"]
        constraints = [models.UniqueConstraint(fields=["module", "number"], name="module_page_number_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def quiz(self) -> list[quiz_text.Question]:
        """The questions as they are asked."""
        return quiz_text.read(self.questions)


class LearningQuerySet(models.QuerySet["Learning"]):
    """Adjectives of e-learning under way and done."""

    def under_way(self) -> LearningQuerySet:
        """Begun, neither finished nor withdrawn."""
        return self.filter(finished_at=None, withdrawn_at=None)

    def finished(self) -> LearningQuerySet:
        """Finished."""
        return self.filter(finished_at__isnull=False)

    def in_date(self, on: date) -> LearningQuerySet:
        """Finished, and still counting on a day."""
        return self.finished().filter(Q(valid_until=None) | Q(valid_until__gte=on))

    def visible_to(self, person: Person | AnonymousUser) -> LearningQuerySet:
        """One's own; that of the agencies one books for; all for the office."""
        agencies = access.agencies_where(person, Permission.BOOK_FOR_OTHERS)
        if agencies is None:
            return self
        return self.filter(Q(person_id=getattr(person, "pk", None)) | Q(agency__in=agencies))


class Learning(models.Model):
    """Somebody takes e-learning: begun, how far, finished with a certificate of its own, or withdrawn when late."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="learnings")
    begun_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True, help_text="Last day to finish; none when it was taken elsewhere")
    done_pages = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    right = models.JSONField(default=dict, help_text="By number of the page: rightly answered of how many")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Per cent")
    code = models.CharField(max_length=24, blank=True, help_text="96 bits by chance: proves the certificate")
    valid_until = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Who entered that it was finished elsewhere",
    )  # fmt: skip

    objects = LearningQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        indexes = [models.Index(fields=["course", "finished_at"], name="learning_finished")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course"],
                condition=Q(finished_at=None, withdrawn_at=None),
                name="learning_one_under_way",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="learning_code_once"),
            models.CheckConstraint(
                condition=Q(finished_at=None, code="")
                | Q(finished_at__gte=F("begun_at"), withdrawn_at=None) & ~Q(code=""),
                name="learning_finished_is_proven",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}: {self.course}"

    # What a certificate says, so that the same paper and the same public page prove it.

    @property
    def name(self) -> str:
        """Whose certificate it is."""
        return self.person.name

    @property
    def taken_on(self) -> date | None:
        """The day it was finished."""
        return timezone.localtime(self.finished_at).date() if self.finished_at else None

    @property
    def hours(self) -> object:
        """CPD hours."""
        return self.course.cpd_hours

    @property
    def revoked_at(self) -> None:
        """Nobody takes back what a machine has counted."""
        return

    def counts_on(self, on: date) -> bool:
        """Whether it counts on a day."""
        return self.finished_at is not None and (self.valid_until is None or self.valid_until >= on)
