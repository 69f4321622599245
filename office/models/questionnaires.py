"""Questionnaires as rows: versions with their scale, forms, sections, criteria, prompts, descriptors and statements.

Every part bears the number of its version, so that a trigger can refuse any change once the version is published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from office.question_sheets import ASKS, NEEDS, SCHEMES
from partnership.access import holds
from partnership.models import Agency, Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Questionnaire(models.Model):
    """A set of questions under one name, through all its versions."""

    class Use(models.TextChoices):
        SELF_ASSESSMENT = "self_assessment", "Self-assessment of agencies"
        LOCAL = "local", "Local questions of one cycle"
        AUDIT = "audit", "Multi-agency audit"
        EVALUATION = "evaluation", "Evaluation of training"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    use = models.CharField(max_length=20, choices=Use.choices)
    purpose = models.TextField(max_length=600, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class VersionQuerySet(models.QuerySet["Version"]):
    """Adjectives of versions."""

    def visible_to(self, person: Person | AnonymousUser) -> VersionQuerySet:
        """Whoever keeps or reviews questionnaires sees all of them."""
        may = holds(person, Permission.KEEP_QUESTIONNAIRES) or holds(person, Permission.REVIEW_QUESTIONNAIRES)
        return self if may else self.none()

    def published(self) -> VersionQuerySet:
        """Versions that may be sent to agencies."""
        return self.filter(state=Version.State.PUBLISHED)

    def for_use(self, use: str) -> VersionQuerySet:
        """Versions of questionnaires for one use."""
        return self.filter(questionnaire__use=use)

    def for_list(self) -> VersionQuerySet:
        """What the list of questionnaires shows."""
        return self.select_related("questionnaire", "made_by", "reviewer", "published_by").annotate(
            questions=models.Count("criteria")
        )


class Version(models.Model):
    """One version: drafted by one person, reviewed by another, then published and never changed again."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEWED = "reviewed", "Reviewed"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    scheme = models.CharField(max_length=12, choices=SCHEMES, default="levels")
    scale_name = models.CharField(max_length=80, help_text="Such as: Blue, Green, Amber, Red")
    note = models.TextField(max_length=1000, blank=True, help_text="What differs from the version before")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reviewer = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_words = models.TextField(max_length=1000, blank=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["questionnaire__name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("made_by")), name="version_is_reviewed_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", reviewed_at=None)
                | (~Q(state="draft") & Q(reviewer__isnull=False, reviewed_at__isnull=False)),
                name="version_beyond_draft_was_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "reviewed"], published_by=None, published_at=None)
                | Q(state__in=["published", "retired"], published_by__isnull=False, published_at__isnull=False),
                name="version_published_by_and_when_or_neither",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire}, version {self.number}"

    @property
    def open_to_change(self) -> bool:
        """Whether its words may still be changed."""
        return self.state in (self.State.DRAFT, self.State.REVIEWED)


class Level(models.Model):
    """One grade of the scale of a version; number 1 is the lowest."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=20)
    name = models.CharField(max_length=40)
    meaning = models.CharField(max_length=300)
    share = models.PositiveSmallIntegerField(help_text="0 to 100: how it is counted in trends, and where a band begins")
    needs_example = models.BooleanField(default=False)
    needs_action = models.BooleanField(default=False)
    need = models.CharField(max_length=5, choices=NEEDS, default="all", help_text="For statements: how many must hold")

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="level_key_once"),
            models.UniqueConstraint(fields=["version", "number"], name="level_number_once"),
            models.CheckConstraint(condition=Q(share__lte=100), name="level_share_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return self.name


class Variant(models.Model):
    """A form of the version for some kinds and sizes of agency; the criteria are the same rows, so answers compare."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="variants")
    number = models.PositiveSmallIntegerField(help_text="The first that fits is taken")
    key = models.SlugField(max_length=20)
    name = models.CharField(max_length=80)
    kinds = ArrayField(models.CharField(max_length=30, choices=Agency.Kind.choices), default=list, blank=True)
    most_people = models.PositiveIntegerField(null=True, blank=True, help_text="Only agencies with so many people")

    class Meta:
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="variant_key_once")]

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    """A standard: criteria that belong together."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=800, blank=True)

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            # Deferred, because two that change places share a number for a moment.
            models.UniqueConstraint(
                fields=["version", "number"], name="section_number_once", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Criterion(models.Model):
    """One question. Its code stays the same through the versions, so that years compare."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="criteria")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=30)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=800, help_text="What is expected, as one sentence that is true or not")
    asks = models.CharField(max_length=12, choices=ASKS, default="grade")
    unit = models.CharField(max_length=40, blank=True, help_text="For a number: of what")
    choices = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    may_be_left = models.BooleanField(default=True, help_text="“Does not apply”, with a reason, is an answer")
    only_for = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text="Keys of forms; empty: all"
    )

    class Meta:
        ordering = ["version", "section__number", "number"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="criterion_code_once"),
            models.UniqueConstraint(
                fields=["section", "number"], name="criterion_number_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Aid(models.Model):
    """What helps with a criterion: a prompt, what good looks like, or the law and guidance behind it."""

    class Kind(models.TextChoices):
        PROMPT = "prompt", "Prompt"
        GOOD = "good", "What good looks like"
        LAW = "law", "Law and guidance"

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="aids")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="aids")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=800)
    address = models.URLField(max_length=300, blank=True)

    class Meta:
        ordering = ["criterion", "kind", "number"]

    def __str__(self) -> str:
        return self.words


class Descriptor(models.Model):
    """What one grade means for one criterion."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="descriptors")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="descriptors")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="descriptors")
    words = models.CharField(max_length=400)

    class Meta:
        ordering = ["criterion", "level"]
        constraints = [models.UniqueConstraint(fields=["criterion", "level"], name="descriptor_once_for_a_grade")]

    def __str__(self) -> str:
        return self.words


class Statement(models.Model):
    """A fact one agrees to or not; by the rule of the scale the agreed ones make the grade."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="statements")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="statements")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)

    class Meta:
        ordering = ["criterion", "number"]

    def __str__(self) -> str:
        return self.words
