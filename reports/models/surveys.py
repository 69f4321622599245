"""The nouns of the reports: practitioner surveys beside self-assessments, and peer-challenge events."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from audits.models import Cycle
from partnership.models import Agency, Person


class Survey(models.Model):
    """An anonymous survey of practitioners about the standards of one cycle."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    closes_on = models.DateField(help_text="The last day; results are shown from the day after")
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"Survey of {self.cycle}"

    def is_open(self, on: date) -> bool:
        """Whether it is answered on a day."""
        return on <= self.closes_on


class SurveyLink(models.Model):
    """The open link of one agency: who has it may answer, and nothing says who did."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="links")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40, unique=True)

    class Meta:
        ordering = ["agency__name"]
        constraints = [models.UniqueConstraint(fields=["survey", "agency"], name="survey_link_once_for_an_agency")]

    def __str__(self) -> str:
        return f"{self.agency}"


class SurveyAnswer(models.Model):
    """One score for one standard. No person, no moment and nothing that ties one answer to another."""

    link = models.ForeignKey(SurveyLink, on_delete=models.CASCADE, related_name="answers")
    section = models.PositiveSmallIntegerField(help_text="Number of the standard")
    score = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["link", "section"]
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="survey_score_from_one_to_five")
        ]

    def __str__(self) -> str:
        return str(self.score)


class ChallengeEvent(models.Model):
    """A day on which agencies ask each other about their self-assessments, and what was said."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    place = models.CharField(max_length=160, blank=True)
    minutes = models.TextField(max_length=6000, blank=True)
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return f"Peer challenge on {self.cycle}"


class ChallengeQuestion(models.Model):
    """A question put to one agency, drawn from where the views disagree, and its answer."""

    event = models.ForeignKey(ChallengeEvent, on_delete=models.CASCADE, related_name="questions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=600)
    answer = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["event", "agency__name", "pk"]

    def __str__(self) -> str:
        return self.text
