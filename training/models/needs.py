"""The yearly survey of needs: the office opens it, each agency says how many of its people need what."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from partnership.models import Agency, Person
from training.models.catalogue import Course


class NeedsSurveyQuerySet(models.QuerySet["NeedsSurvey"]):
    """Adjectives of surveys of needs."""

    def open_on(self, day: date) -> NeedsSurveyQuerySet:
        """Surveys one may answer on a day."""
        return self.filter(opens_on__lte=day, closes_on__gte=day)


class NeedsSurvey(models.Model):
    """One year's survey."""

    year = models.CharField(max_length=9, unique=True, help_text="The year the needs are of, such as 2027/28")
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="Last day to answer")
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    objects = NeedsSurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="needs_survey_dates_in_order")
        ]

    def __str__(self) -> str:
        return f"Training needs {self.year}"


class NeedsReply(models.Model):
    """What one agency answered; it may be changed until the survey closes."""

    survey = models.ForeignKey(NeedsSurvey, on_delete=models.PROTECT, related_name="replies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    gaps = models.TextField(blank=True, max_length=2000, help_text="What the catalogue lacks")
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["agency__name"]
        verbose_name_plural = "needs replies"
        constraints = [models.UniqueConstraint(fields=["survey", "agency"], name="needs_reply_once_an_agency")]

    def __str__(self) -> str:
        return f"{self.agency}: {self.survey}"


class Need(models.Model):
    """How many people of an agency need a course within the year."""

    reply = models.ForeignKey(NeedsReply, on_delete=models.CASCADE, related_name="needs")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["course__title"]
        constraints = [models.UniqueConstraint(fields=["reply", "course"], name="need_once_a_course")]

    def __str__(self) -> str:
        return f"{self.people}: {self.course}"
