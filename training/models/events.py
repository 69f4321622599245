"""Events: one dated delivery of a course, with one or many sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from partnership import access, working_days
from partnership.models import Person
from partnership.permissions import Permission
from training.models.catalogue import Course, Policy, Venue
from training.states import SEATED, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class EventQuerySet(models.QuerySet["Event"]):
    """Adjectives of events."""

    def scheduled(self) -> EventQuerySet:
        """Events that are to take place or have taken place."""
        return self.filter(state=Event.State.OPEN)

    def to_come(self, at: datetime) -> EventQuerySet:
        """Events that have not begun at a moment."""
        return self.filter(starts_at__gt=at)

    def visible_to(self, person: Person | AnonymousUser) -> EventQuerySet:
        """Whoever keeps the catalogue sees all; everybody else those of published courses that are no drafts."""
        if access.can(person, Permission.KEEP_CATALOGUE):
            return self
        return self.filter(course__published_at__isnull=False).exclude(state=Event.State.DRAFT)

    def delivered_by(self, person: Person) -> EventQuerySet:
        """Events whose register the person keeps."""
        if access.can(person, Permission.KEEP_CATALOGUE):
            return self
        return self.filter(trainers=person) if access.holds(person, Permission.KEEP_REGISTERS) else self.none()

    def counted(self) -> EventQuerySet:
        """Each with `seated`, `held` (reserved without a name) and `waiting`: for showing, never for deciding."""
        bookings = self.model._meta.get_field("bookings").related_model.objects
        own = bookings.filter(event=OuterRef("pk")).order_by().values("event")
        reserved = self.model._meta.get_field("reservations").related_model.objects
        held = reserved.filter(event=OuterRef("pk"), ended_at=None).order_by().values("event")
        return self.annotate(
            seated=Coalesce(Subquery(own.filter(state__in=SEATED).annotate(n=Count("pk")).values("n")), 0),
            waiting=Coalesce(Subquery(own.filter(state=State.WAITING).annotate(n=Count("pk")).values("n")), 0),
            held=Coalesce(Subquery(held.annotate(n=Sum("left")).values("n")), 0),
        )

    def for_list(self) -> EventQuerySet:
        """What a list of events shows."""
        return self.counted().select_related("course", "venue")


class Event(models.Model):
    """A course on its dates, with its places."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Scheduled"
        CANCELLED = "cancelled", "Cancelled"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    venue = models.ForeignKey(Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    room = models.CharField(max_length=80, blank=True)
    joining_link = models.URLField(max_length=500, blank=True, help_text="Shown to the booked only")
    joining_notes = models.TextField(blank=True, max_length=1500, help_text="What the booked should know and bring")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    min_places = models.PositiveSmallIntegerField(default=1)
    max_places = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    most_percent = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="No agency gets more than this share of the places until the day below"
    )
    mix_until = models.DateField(null=True, blank=True)
    online_threshold = models.PositiveSmallIntegerField(help_text="Per cent of a session's minutes that count as there")
    full_threshold = models.PositiveSmallIntegerField(help_text="Per cent of the sessions for full attendance")
    policy = models.ForeignKey(Policy, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    trainers = models.ManyToManyField(Person, blank=True, related_name="+")
    sequence = models.PositiveIntegerField(default=0, help_text="Rises with each change that calendars must hear of")
    secret = models.CharField(max_length=64, help_text="From it the codes of the day are made")
    cancelled_why = models.CharField(max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When the register was closed")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["state", "starts_at"], name="event_scheduled")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(min_places__gte=1, max_places__gte=F("min_places")), name="event_places_in_order"
            ),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="event_booking_window_in_order"),
            models.CheckConstraint(
                condition=Q(most_percent=None, mix_until=None)
                | Q(most_percent__range=(10, 100), mix_until__isnull=False),
                name="event_mix_with_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancelled_why="")
                | ~Q(state="cancelled") & Q(cancelled_at=None, cancelled_why=""),
                name="event_cancelled_when_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(venue__isnull=False) | ~Q(joining_link=""),
                name="event_takes_place_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(online_threshold__range=(1, 100), full_threshold__range=(1, 100)),
                name="event_thresholds_are_shares",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course.title}, {self.day:%-d %B %Y}"

    @property
    def day(self) -> date:
        """The day it begins, in London."""
        return timezone.localtime(self.starts_at).date()

    @property
    def online(self) -> bool:
        """Whether one takes part by a link."""
        return self.venue_id is None

    @property
    def place(self) -> str:
        """Where it is, in a word or two; never the link."""
        return self.venue.name if self.venue else "Online"

    def has_begun(self, at: datetime) -> bool:
        """Whether it has begun at a moment."""
        return self.starts_at <= at

    def books_on(self, on: date) -> bool:
        """Whether one may book on a day."""
        return self.state == self.State.OPEN and self.opens_on <= on <= self.closes_on

    @property
    def closes_at(self) -> datetime:
        """The last moment at which one may book."""
        return working_days.last_moment(self.closes_on)

    @property
    def most_of_one(self) -> int | None:
        """The most places one agency gets while the mix is kept; None without a mix."""
        return max(1, self.max_places * self.most_percent // 100) if self.most_percent else None


class Session(models.Model):
    """One stretch of an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="session_number_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"Session {self.number}"

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)
