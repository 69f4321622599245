"""Ceremonies: a day on which several are thanked, who is invited, who comes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commendations.models.awards import Award


class Ceremony(models.Model):
    """One celebration: where, when, and until when people say whether they come."""

    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    place = models.CharField(max_length=200)
    answer_by = models.DateField()
    seats = models.PositiveSmallIntegerField(help_text="How many the room holds")

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "ceremonies"
        constraints = [models.CheckConstraint(condition=Q(seats__gte=1), name="ceremony_has_seats")]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """Somebody who was awarded is asked to come, with so many guests."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "Not answered yet"
        COMING = "coming", "Comes"
        NOT_COMING = "not_coming", "Does not come"

    ceremony = models.ForeignKey(Ceremony, on_delete=models.CASCADE, related_name="invitations")
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="invitation")
    email = models.EmailField(max_length=254, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    people = models.PositiveSmallIntegerField(default=0, help_text="How many come, the person included")
    needs = models.CharField(max_length=300, blank=True, help_text="Access, food")
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ceremony", "award__wall_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="coming", people__gte=1) | (~Q(answer="coming") & Q(people=0)),
                name="invitation_coming_with_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at=None) | (~Q(answer="waiting") & Q(answered_at__isnull=False)),
                name="invitation_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} to {self.ceremony}"
