"""The register, and what the office keeps beside it: bulk messages, the wording of letters, saved exports."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from partnership.models import Person
from training.models.bookings import Booking
from training.models.events import Event, Session


class Attendance(models.Model):
    """Whether somebody was at one session, how long, and how we know."""

    class How(models.TextChoices):
        REGISTER = "register", "Register"
        CODE = "code", "Signed in with the code"
        REPORT = "report", "Report of the online meeting"

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="attendance")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    present = models.BooleanField()
    late = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=How.choices)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["session", "booking"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(fields=["booking", "session"], name="attendance_once_a_session"),
            models.CheckConstraint(condition=Q(present=True) | Q(late=False), name="attendance_late_is_present"),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} at session {self.session_id}"


class Message(models.Model):
    """A message the office sent to everybody of an event who stood in some states."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="messages")
    states = ArrayField(models.CharField(max_length=16))
    subject = models.CharField(max_length=150)
    text = models.TextField(max_length=4000)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    people = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class Wording(models.Model):
    """The words with which a letter begins, as the office wrote them; the latest row holds."""

    letter = models.CharField(max_length=30)
    text = models.TextField(max_length=2000)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["letter", "-set_at", "-pk"]

    def __str__(self) -> str:
        return self.letter


class SavedExport(models.Model):
    """A list with its choices, kept under a name; a letter says when it is time to fetch it."""

    class Every(models.TextChoices):
        NEVER = "", "Never: I fetch it myself"
        WEEK = "week", "Every Monday"
        MONTH = "month", "On the first of the month"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=600, help_text="The list with its choices")
    every = models.CharField(max_length=6, choices=Every.choices, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_export_name_once")]

    def __str__(self) -> str:
        return self.name
