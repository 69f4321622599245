"""Case reviews by code name: the named team that may read one, what happened to it, and what blocks publication."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower

from partnership.models import Agency, Person
from priorities.models import Finding, Priority, Theme
from reviews import stages
from reviews.clock import Facts

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

Stage = stages.Stage


class ReviewQuerySet(models.QuerySet["Review"]):
    """Adjectives of case reviews."""

    def visible_to(self, person: Person | AnonymousUser, *, at: datetime) -> ReviewQuerySet:
        """Cases whose named team the person is on, or that he or she has opened in an emergency; nobody else sees."""
        if not isinstance(person, Person) or not person.is_active:
            return self.none()
        on_team = TeamMember.objects.current().filter(review=OuterRef("pk"), person=person)
        opened = Opening.objects.filter(review=OuterRef("pk"), by=person, until__gt=at)
        return self.filter(Exists(on_team) | Exists(opened))

    def living(self) -> ReviewQuerySet:
        """Cases that are not closed."""
        return self.filter(stage__in=sorted(stages.LIVING))

    def for_list(self) -> ReviewQuerySet:
        """What a list of cases and the page of one show."""
        return self.select_related("coordinator").prefetch_related("themes", "agencies")


class Review(models.Model):
    """One case under review, known by a code name only: nothing here tells who the child is."""

    class Kind(models.TextChoices):
        RAPID = "rapid", "Rapid review"
        LOCAL = "local", "Local child safeguarding practice review"
        PARTNERSHIP = "partnership", "Partnership or learning review"
        NATIONAL = "national", "Response to a national review"
        THEMATIC = "thematic", "Thematic review"
        JOINT = "joint", "Joint with a domestic homicide or adults review"
        CHILD_DEATH = "child_death", "Learning from a child's death"

    STAGES = [(each.value, words) for each, words in stages.STAGE_WORDS.items()]
    DECISIONS = [(each.value, words) for each, words in stages.DECISION_WORDS.items()]

    code_name = models.CharField(max_length=40, help_text="Chosen by the office; it tells nothing of the child")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.RAPID)
    stage = models.CharField(max_length=16, choices=STAGES, default=Stage.REFERRED)
    summary = models.TextField(max_length=3000, help_text="What is to be considered, without anything that identifies")
    coordinator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+", help_text="Agencies that were involved")
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    priorities = models.ManyToManyField(Priority, blank=True, related_name="+")
    led_to = models.ManyToManyField(Finding, blank=True, related_name="+", help_text="Findings made of it")

    opened_at = models.DateTimeField()
    aware_on = models.DateField(help_text="When the local authority became aware")
    notified_on = models.DateField(null=True, blank=True)
    rapid_review_sent_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=16, choices=DECISIONS, blank=True)
    decision_reason = models.TextField(blank=True, max_length=3000)
    decided_on = models.DateField(null=True, blank=True)
    panel_agrees = models.BooleanField(null=True, blank=True)
    panel_response = models.TextField(blank=True, max_length=3000)
    panel_responded_on = models.DateField(null=True, blank=True)
    commissioned_on = models.DateField(null=True, blank=True)
    reviewer = models.CharField(max_length=200, blank=True, help_text="Who writes it, and from where")
    terms = models.TextField(blank=True, max_length=4000, help_text="Terms of reference")
    practitioners_met_on = models.DateField(null=True, blank=True)
    family_contribution = models.TextField(blank=True, max_length=2000, help_text="How the family was heard")
    panel_meets_on = models.DateField(null=True, blank=True, help_text="Until then each agency reads only its own")
    copied_on = models.DateField(null=True, blank=True)
    publish_on = models.DateField(null=True, blank=True, help_text="Planned")
    published_on = models.DateField(null=True, blank=True)
    impact_reviewed_on = models.DateField(null=True, blank=True)
    impact_words = models.TextField(blank=True, max_length=3000)
    closed_on = models.DateField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(Lower("code_name"), name="review_code_name_once"),
            models.CheckConstraint(condition=~Q(code_name="") & ~Q(summary=""), name="review_has_name_and_summary"),
            models.CheckConstraint(condition=Q(stage__in=[each.value for each in Stage]), name="review_stage_is_known"),
            models.CheckConstraint(
                condition=Q(notified_on=None) | Q(notified_on__gte=F("aware_on")), name="review_known_before_notified"
            ),
            models.CheckConstraint(
                condition=Q(rapid_review_sent_on=None) | Q(rapid_review_sent_on__gte=F("notified_on")),
                name="review_notified_before_sent",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(copied_on=None) | Q(published_on__gte=F("copied_on")),
                name="review_copied_before_published",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None) | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="review_decided_what_and_when",
            ),
            models.CheckConstraint(
                condition=Q(stage="closed", closed_on__isnull=False) | (~Q(stage="closed") & Q(closed_on=None)),
                name="review_closed_when",
            ),
        ]

    def __str__(self) -> str:
        return self.code_name

    @property
    def facts(self) -> Facts:
        """The days of the case, for the statutory clock."""
        return Facts(
            aware_on=self.aware_on,
            notified_on=self.notified_on,
            rapid_review_sent_on=self.rapid_review_sent_on,
            decided_on=self.decided_on,
            copied_on=self.copied_on,
            publish_on=self.publish_on,
            published_on=self.published_on,
            local_review=self.decision == stages.Decision.LOCAL_REVIEW,
        )


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    """Adjectives of the people on a team."""

    def current(self) -> TeamMemberQuerySet:
        """Whoever has not been taken off."""
        return self.filter(left_at=None)


class TeamMember(models.Model):
    """Somebody named to work on a case, for an agency or for the partnership."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Whose contribution he or she writes; empty for the partnership",
    )  # fmt: skip
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["review", "added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "person"], condition=Q(left_at=None), name="team_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.review}"


class Opening(models.Model):
    """Somebody who is not on the team opened a case in an emergency; the scrutineer is told, rows are only added."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="openings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.TextField(max_length=1000)

    class Meta:
        ordering = ["review", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="opening_has_a_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="opening_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.by} opened {self.review}"


class Proceeding(models.Model):
    """A criminal, coroner's or family court matter that runs beside the review; while it does, nothing is published."""

    class Kind(models.TextChoices):
        CRIMINAL = "criminal", "Criminal investigation or trial"
        CORONER = "coroner", "Coroner's inquest"
        FAMILY = "family", "Family court"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="proceedings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.CharField(max_length=300, blank=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["review", "began_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")), name="proceeding_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Step(models.Model):
    """One thing that happened to a case; a trigger refuses any change."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=24)
    from_stage = models.CharField(max_length=16, choices=Review.STAGES, blank=True)
    to_stage = models.CharField(max_length=16, choices=Review.STAGES)
    on = models.DateField(help_text="The day it happened")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["review", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.key} ({self.from_stage} to {self.to_stage})"

    @property
    def words(self) -> str:
        """What happened, in words."""
        beside = {"open": "Opened", "describe": "What is considered was put right"}
        return beside.get(self.key) or stages.MOVES[self.key].past
