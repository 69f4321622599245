"""What is taught and where: courses, venues, the booking policy, and who would like a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q

from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from priorities.models import Action, Priority, Theme

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Adjectives of policies."""

    def in_force(self, on: date) -> Policy | None:
        """The policy one accepts on a day; None before there is any."""
        return self.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()


class Policy(models.Model):
    """One version of the booking policy; what was accepted under it keeps it."""

    version = models.CharField(max_length=20, unique=True)
    text = models.TextField(max_length=8000)
    valid_from = models.DateField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        verbose_name_plural = "policies"
        constraints = [models.CheckConstraint(condition=~Q(text="") & ~Q(version=""), name="policy_says_something")]

    def __str__(self) -> str:
        return f"Booking policy {self.version}"


class Venue(models.Model):
    """A place where people learn together."""

    name = models.CharField(max_length=120, unique=True)
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=10, blank=True)
    district = models.CharField(max_length=80, blank=True)
    map_address = models.URLField(blank=True, help_text="A page with a map")
    access_notes = models.TextField(blank=True, max_length=1000, help_text="Steps, loop, quiet room, parking, bus")
    holds = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How many people it takes")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CourseQuerySet(models.QuerySet["Course"]):
    """Adjectives of courses."""

    def published(self) -> CourseQuerySet:
        """Courses of the public catalogue."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, person: Person | AnonymousUser) -> CourseQuerySet:
        """Whoever keeps the catalogue sees all; everybody else what is published."""
        return self if access.can(person, Permission.KEEP_CATALOGUE) else self.published()

    def answering(self, actions: object) -> CourseQuerySet:
        """Courses that answer one of some actions."""
        return self.filter(pk__in=Course.answers.through.objects.filter(action__in=actions).values("course"))

    def for_list(self) -> CourseQuerySet:
        """What a list of courses shows."""
        return self.annotate(interested=Count("interests", distinct=True))


class Course(models.Model):
    """One thing that can be learned; its dated deliveries are events."""

    class Level(models.TextChoices):
        AWARENESS = "awareness", "Awareness"
        GENERALIST = "generalist", "For everyone who works with children"
        SPECIALIST = "specialist", "Advanced"
        LEADS = "leads", "Designated leads"
        THEMATIC = "thematic", "On one theme"
        MANAGERS = "managers", "Managers, board members and trainers"

    class Mode(models.TextChoices):
        FACE_TO_FACE = "face_to_face", "Face to face"
        VIRTUAL = "virtual", "Online, with others"
        E_LEARNING = "e_learning", "E-learning, any time"
        LEARNING_EVENT = "learning_event", "Learning event"

    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300)
    level = models.CharField(max_length=12, choices=Level.choices)
    mode = models.CharField(max_length=16, choices=Mode.choices)
    audience = models.CharField(max_length=300, help_text="Whom it is for, in words")
    outcomes = models.TextField(max_length=2000, help_text="What one will be able to do, one a line")
    why = models.TextField(blank=True, max_length=1000, help_text="Why we run it: what was found")
    minutes = models.PositiveSmallIntegerField(help_text="How long it takes")
    cpd_hours = models.DecimalField("CPD hours", max_digits=4, decimal_places=1, default=0)
    validity_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: for good")
    prerequisites = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="prepares_for")
    prerequisites_needed = models.BooleanField(default=False, help_text="Refuse whoever lacks all of them")
    open_to = ArrayField(
        models.CharField(max_length=20, choices=Person.ProfessionalGroup.choices), default=list, blank=True,
        help_text="Professional groups it is only for; empty: all",
    )  # fmt: skip
    first_for = ArrayField(
        models.CharField(max_length=20, choices=Person.ProfessionalGroup.choices), default=list, blank=True,
        help_text="Professional groups that need it most: first on the waiting list",
    )  # fmt: skip
    needs_approval = models.BooleanField(default=False, help_text="The line manager approves each booking")
    fee_partner = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    fee_school = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    fee_private = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    fee_out_of_county = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    e_learning_address = models.URLField(blank=True)
    joint_with = models.CharField(max_length=120, blank=True, help_text="Such as: Safeguarding Adults Board")
    given_by = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="The partner who gives it; empty: the partnership itself",
    )  # fmt: skip
    priorities = models.ManyToManyField(Priority, blank=True, related_name="+")
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    answers = models.ManyToManyField(Action, blank=True, related_name="+", help_text="Actions it carries out")
    trainer_pool = models.ManyToManyField(Person, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(summary="") & ~Q(audience="") & ~Q(outcomes=""),
                name="course_says_what_and_for_whom",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=5), name="course_lasts_five_minutes_at_least"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="course_published_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(mode="e_learning") | ~Q(e_learning_address=""),
                name="course_e_learning_has_an_address",
            ),
            models.CheckConstraint(
                condition=Q(fee_partner__gte=0, fee_school__gte=0, fee_private__gte=0, fee_out_of_county__gte=0),
                name="course_fees_are_not_negative",
            ),
            models.CheckConstraint(condition=~Q(slug__in=["new"]), name="course_slug_is_no_address"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def length(self) -> str:
        """How long it takes, in words: "40 minutes", "3 hours", "6.5 hours"."""
        if self.minutes < 60:
            return f"{self.minutes} minutes"
        hours = f"{self.minutes / 60:.1f}".removesuffix(".0")
        return f"{hours} hour{'' if hours == '1' else 's'}"

    @property
    def free(self) -> bool:
        """Whether nobody pays for a place."""
        return not (self.fee_partner or self.fee_school or self.fee_private or self.fee_out_of_county)


class Interest(models.Model):
    """Somebody would like to take a course that has no date that suits; told of the next one."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="interests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["course", "person"], name="interest_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.course}"
