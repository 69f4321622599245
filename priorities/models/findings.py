"""Findings of whatever source, the recommendations made of them, and what each agency answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from partnership.models import Agency, Person
from priorities.models.actions import Action
from priorities.models.plans import Priority
from priorities.models.themes import Audience, Theme, readable_by

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class FindingQuerySet(models.QuerySet["Finding"]):
    """Adjectives of findings."""

    def visible_to(self, person: Person | AnonymousUser) -> FindingQuerySet:
        """By audience: everybody, members, or the agency it is about."""
        return self.filter(readable_by(person, agency="agency"))

    def for_priority(self, priority: Priority) -> FindingQuerySet:
        """Findings about a priority."""
        return self.filter(priorities=priority)

    def to_answer(self, since: date) -> FindingQuerySet:
        """Findings since a day, and older ones nobody has made a recommendation of."""
        return self.filter(Q(found_on__gte=since) | ~Exists(Recommendation.objects.filter(follows_from=OuterRef("pk"))))

    def for_list(self) -> FindingQuerySet:
        """What a list of findings shows."""
        return (
            self.select_related("agency", "recorded_by")
            .prefetch_related("priorities", "themes")
            .annotate(recommendations_made=Count("recommendations", distinct=True))
        )


class Finding(models.Model):
    """Something learnt, from whatever source, that calls for an answer."""

    class Source(models.TextChoices):
        REVIEW = "review", "Case review"
        AUDIT = "audit", "Multi-agency audit"
        SELF_ASSESSMENT = "self_assessment", "Self-assessment"
        CHALLENGE = "challenge", "Challenge of the board or the scrutineer"
        MEASURE = "measure", "Figures of the dashboard"
        VOICE = "voice", "Children, families or practitioners"
        INSPECTION = "inspection", "Inspection"
        NATIONAL = "national", "National review or guidance"
        OTHER = "other", "Another source"

    text = models.TextField(max_length=2000)
    source_kind = models.CharField(max_length=20, choices=Source.choices)
    source_title = models.CharField(max_length=200, help_text="Such as: Inspection of children's services, March 2026")
    source_address = models.CharField(max_length=300, blank=True, help_text="Where the source can be read")
    found_on = models.DateField()
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="If it is about one agency"
    )
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.MEMBERS)
    priorities = models.ManyToManyField(Priority, blank=True, related_name="findings")
    themes = models.ManyToManyField(Theme, blank=True, related_name="findings")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-found_on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="finding_says_something")]

    def __str__(self) -> str:
        return self.text


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Adjectives of recommendations."""

    def visible_to(self, person: Person | AnonymousUser) -> RecommendationQuerySet:
        """By audience: everybody, members, or the agencies it is addressed to."""
        addressed = readable_by(person, agency="responses__agency")
        return self.filter(pk__in=Recommendation.objects.filter(addressed).values("pk"))

    def for_priority(self, priority: Priority) -> RecommendationQuerySet:
        """Recommendations about a priority."""
        return self.filter(priorities=priority)

    def tied(self) -> RecommendationQuerySet:
        """Each with the keys of its findings and of its actions, `findings_tied` and `actions_tied`."""
        own = {"recommendation": OuterRef("pk")}
        follows, calls = Recommendation.follows_from.through.objects, Recommendation.calls_for.through.objects
        return self.annotate(
            findings_tied=ArraySubquery(follows.filter(**own).order_by("finding").values("finding")),
            actions_tied=ArraySubquery(calls.filter(**own).order_by("action").values("action")),
        )

    def unanswered(self) -> RecommendationQuerySet:
        """Recommendations to which some agency still owes an answer."""
        return self.filter(Exists(Response.objects.unanswered().filter(recommendation=OuterRef("pk"))))

    def for_list(self) -> RecommendationQuerySet:
        """What a list of recommendations shows."""
        return self.prefetch_related("priorities", "themes", "responses__agency", "calls_for")


class Recommendation(models.Model):
    """What should change, asked of one agency or several, each of which answers."""

    text = models.TextField(max_length=2000)
    follows_from = models.ManyToManyField(Finding, blank=True, related_name="recommendations")
    calls_for = models.ManyToManyField(Action, blank=True, related_name="called_for_by")
    priorities = models.ManyToManyField(Priority, blank=True, related_name="recommendations")
    themes = models.ManyToManyField(Theme, blank=True, related_name="recommendations")
    made_on = models.DateField()
    due_on = models.DateField(help_text="When every agency is to have answered")
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.MEMBERS)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="recommendation_says_something"),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("made_on")), name="recommendation_due_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ResponseQuerySet(models.QuerySet["Response"]):
    """Adjectives of answers to recommendations."""

    def unanswered(self) -> ResponseQuerySet:
        """Answers still owed."""
        return self.filter(answer="")

    def overdue(self, on: date) -> ResponseQuerySet:
        """Answers owed since before a day."""
        return self.unanswered().filter(recommendation__due_on__lt=on)

    def for_list(self) -> ResponseQuerySet:
        """What the page of a recommendation shows."""
        return self.select_related("agency", "answered_by", "recommendation")


class Response(models.Model):
    """One agency's answer to one recommendation; empty until it has answered."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        IN_PART = "in_part", "Accepted in part"
        NOT_ACCEPTED = "not_accepted", "Not accepted"

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="responses")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    reason = models.TextField(blank=True, max_length=2000, help_text="Why not, or which part")
    weak_reason = models.TextField(blank=True, max_length=1000, help_text="Why only weak actions answer it")
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "agency"], name="recommendation_asks_an_agency_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="response_who_and_when_or_neither",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", "accepted"]) | ~Q(reason=""), name="response_says_why_not_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.get_answer_display() or 'no answer yet'}"
