"""E-learning of our own: modules of pages with video and questions, and how far each learner is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from office.models import Evidence
from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from training import quiz_text
from training.models.catalogue import Course

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ModuleQuerySet(models.QuerySet["Module"]):
    """Adjectives of modules."""

    def published(self) -> ModuleQuerySet:
        """Those people can take: at least one version is published."""
        published = ModuleVersion.objects.filter(module=OuterRef("pk"), published_at__isnull=False)
        return self.filter(Exists(published))


class Module(models.Model):
    """The e-learning of a course, written here, in versions."""

    course = models.OneToOneField(Course, on_delete=models.PROTECT, related_name="module")
    days = models.PositiveSmallIntegerField(default=42, help_text="Within so many days of the start it is finished")
    pass_percent = models.PositiveSmallIntegerField(default=80, help_text="Share of the questions answered rightly")

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ["course__title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_percent__range=(0, 100), days__range=(1, 366)), name="module_terms_make_sense"
            )
        ]

    def __str__(self) -> str:
        return str(self.course)

    @property
    def in_force(self) -> ModuleVersion | None:
        """The version whoever begins now takes; None while nothing is published."""
        return self.versions.exclude(published_at=None).order_by("-number").first()

    @property
    def draft(self) -> ModuleVersion | None:
        """The version being written; None while nobody writes."""
        return self.versions.filter(published_at=None).first()


class ModuleVersion(models.Model):
    """The pages of a module as they are written or were published; a trigger lets no published page change."""

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["module", "number"]
        constraints = [
            models.UniqueConstraint(fields=["module", "number"], name="module_version_number_once"),
            models.UniqueConstraint(fields=["module"], condition=Q(published_at=None), name="module_one_draft"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="module_version_published_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module}, version {self.number}"


class ModulePage(models.Model):
    """One page of a version: Markdown, perhaps a video with captions and transcript, perhaps questions."""

    version = models.ForeignKey(ModuleVersion, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=20_000, help_text="Markdown")
    video = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    captions = models.TextField(blank=True, help_text="WebVTT")
    transcript = models.TextField(blank=True, max_length=20_000)
    questions = models.TextField(blank=True, max_length=8000)

    class Meta:
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="module_page_once_in_a_version")]

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

    def living(self) -> LearningQuerySet:
        """Finished, and nobody took the certificate back."""
        return self.finished().filter(revoked_at=None)

    def for_list(self) -> LearningQuerySet:
        """What lists and papers show."""
        return self.select_related("person", "agency", "course", "version", "revoked_by")

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
    version = models.ForeignKey(
        ModuleVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="learnings",
        help_text="The pages it is taken with to its end; none when it was taken elsewhere",
    )  # fmt: skip
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
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_why = models.CharField(max_length=300, blank=True)

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
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_why="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False, finished_at__isnull=False) & ~Q(revoked_why=""),
                name="learning_revoked_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(version=None) | Q(entered_by=None), name="learning_elsewhere_has_no_version"
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
    def state_words(self) -> str:
        """How far it is."""
        if self.revoked_at:
            return "Taken back"
        if self.finished_at:
            return "Finished" if self.score is None else f"Finished, {self.score}% right"
        return "Withdrawn" if self.withdrawn_at else f"Under way until {self.due_on:%-d %b %Y}"

    @property
    def until_words(self) -> str:
        """Until when it counts."""
        if not self.finished_at or self.revoked_at:
            return "–"
        return f"{self.valid_until:%-d %b %Y}" if self.valid_until else "For good"

    def counts_on(self, on: date) -> bool:
        """Whether it counts on a day."""
        stands = self.finished_at is not None and self.revoked_at is None
        return stands and (self.valid_until is None or self.valid_until >= on)
