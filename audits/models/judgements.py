"""Second judgements: who sits over which self-assessment, and what each says of each question."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from audits.models.self_assessments import SelfAssessment
from office.models import Criterion
from partnership.models import Agency, Person


class Part(models.TextChoices):
    """In which part somebody judges."""

    MODERATOR = "moderator", "Moderator of the board"
    PEER = "peer", "Peer of another agency"


class Seat(models.Model):
    """Somebody asked to judge one self-assessment; for a peer, of which agency."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["assessment", "part", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "person"], name="seat_once_for_a_person"),
            models.UniqueConstraint(fields=["assessment"], condition=Q(part="moderator"), name="seat_of_one_moderator"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_part_display().lower()}"


class Judgement(models.Model):
    """What one judge says of one question; it changes only while the result is open (trigger)."""

    class Verdict(models.TextChoices):
        AGREED = "agreed", "Agreed"
        JUSTIFIED = "justified", "Different, but justified"
        NOT_AGREED = "not_agreed", "Not agreed"

    class Quality(models.TextChoices):
        STRONG = "strong", "Strong evidence"
        SUFFICIENT = "sufficient", "Sufficient evidence"
        WEAK = "weak", "Weak evidence"
        NONE = "none", "No evidence"

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="judgements")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)
    level = models.CharField(max_length=20)
    score = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(max_length=1500, blank=True)
    quality = models.CharField(max_length=10, choices=Quality.choices)
    good_practice = models.TextField(max_length=1000, blank=True, help_text="What others can learn from")
    at = models.DateTimeField()

    class Meta:
        ordering = ["assessment", "criterion", "part"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code", "by"], name="judgement_once_by_a_person"),
            models.UniqueConstraint(
                fields=["assessment", "code"], condition=Q(part="moderator"), name="judgement_of_one_moderator"
            ),
            models.CheckConstraint(condition=Q(score__lte=100), name="judgement_score_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(verdict="agreed") | ~Q(reason=""), name="judgement_that_differs_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}"
