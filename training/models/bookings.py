"""Bookings with their append-only history, and seats reserved before names are known."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from training.models.catalogue import Policy
from training.models.events import Event
from training.states import LIVING, REGISTERED, SEATED, WORDS, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class BookingQuerySet(models.QuerySet["Booking"]):
    """Adjectives of bookings."""

    def living(self) -> BookingQuerySet:
        """Bookings that are still something: waiting, offered, booked."""
        return self.filter(state__in=LIVING)

    def seated(self) -> BookingQuerySet:
        """Bookings that take a seat."""
        return self.filter(state__in=SEATED)

    def waiting(self) -> BookingQuerySet:
        """The waiting list, longest waiting first."""
        return self.filter(state=State.WAITING).order_by("waits_since", "pk")

    def on_register(self) -> BookingQuerySet:
        """Who stands on the register of an event."""
        return self.filter(state__in=REGISTERED)

    def visible_to(self, person: Person | AnonymousUser) -> BookingQuerySet:
        """One's own; those of the agencies one books for; all for the office."""
        agencies = access.agencies_where(person, Permission.BOOK_FOR_OTHERS)
        if agencies is None:
            return self
        return self.filter(Q(person_id=getattr(person, "pk", None)) | Q(agency__in=agencies))

    def for_list(self) -> BookingQuerySet:
        """What a list of bookings shows."""
        return self.select_related("event__course", "event__venue", "person", "agency")


class Booking(models.Model):
    """A person's place at an event, or the wish for one, from asking to the register."""

    class Rate(models.TextChoices):
        PARTNER = "partner", "Partner agency"
        SCHOOL = "school", "School or college"
        PRIVATE = "private", "Private organisation"
        OUT_OF_COUNTY = "out_of_county", "Out of county"

    class Instead(models.TextChoices):
        NONE = "", "I have a line manager"
        SELF = "self", "I am self-employed or a childminder"
        FOSTER = "foster", "I am a foster carer; I name my supervising social worker"

    class ApprovedBy(models.TextChoices):
        NOBODY = "", "Nobody: no approval is needed"
        MANAGER = "manager", "The line manager"
        AGENCY = "agency", "The agency's safeguarding lead"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="bookings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=[(state.value, words) for state, words in WORDS.items()])
    booked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    # Whom the portal tells and asks
    instead = models.CharField("who stands for a line manager", max_length=8, choices=Instead.choices, blank=True)
    manager_name = models.CharField(max_length=150)
    manager_email = models.EmailField(max_length=254)
    approved_by = models.CharField("who approves", max_length=8, choices=ApprovedBy.choices, blank=True)
    approve_by = models.DateField(null=True, blank=True, help_text="When the request lapses")
    approved_at = models.DateTimeField(null=True, blank=True)
    # What was agreed, which stays
    policy = models.ForeignKey(Policy, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    rate = models.CharField(max_length=14, choices=Rate.choices, default=Rate.PARTNER)
    fee = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    late_fee = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    no_show_fee = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    free_until = models.DateTimeField(help_text="Until when cancelling is free")
    access_needs = models.TextField(blank=True, max_length=600)
    prior_learning = models.CharField(max_length=300, blank=True, help_text="What stands for a prerequisite")
    # The waiting list
    waits_since = models.DateTimeField(null=True, blank=True)
    needs_it_first = models.BooleanField(default=False, help_text="Belongs to a group that needs it most")
    expired = models.BooleanField(default=False, help_text="Took it before, and it has run out")
    group = models.UUIDField(null=True, blank=True, help_text="Those who wait together")
    group_whole = models.BooleanField(default=False, help_text="All of the group or none")
    offer_until = models.DateTimeField(null=True, blank=True)
    # The calendar
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    walked_in = models.BooleanField(default=False)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by",
        help_text="The booking whose place it took over, or from which it was moved",
    )  # fmt: skip

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["-booked_at", "-pk"]
        indexes = [
            models.Index(fields=["event", "state"], name="booking_of_event"),
            models.Index(fields=["person", "state"], name="booking_of_person"),
            models.Index(fields=["agency", "state"], name="booking_of_agency"),
            models.Index(fields=["offer_until"], condition=Q(state="offered"), name="booking_offered"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"], condition=Q(state__in=[*LIVING]), name="booking_one_living"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offer_until__isnull=False) | ~Q(state="offered") & Q(offer_until=None),
                name="booking_offer_runs_out",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(waits_since__isnull=False), name="booking_waits_since"
            ),
            models.CheckConstraint(
                condition=~Q(state="awaiting") | (~Q(approved_by="") & Q(approved_at=None, approve_by__isnull=False)),
                name="booking_awaits_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | Q(approved_at__isnull=False)
                | Q(state__in=["awaiting", "declined", "lapsed", "cancelled_early", "cancelled_late", "called_off",
                               "moved"]),
                name="booking_no_seat_without_approval",
            ),
            models.CheckConstraint(
                condition=Q(policy=None, accepted_at=None) | Q(policy__isnull=False, accepted_at__isnull=False),
                name="booking_policy_accepted_when",
            ),
            models.CheckConstraint(
                condition=~Q(manager_name="") & ~Q(manager_email=""), name="booking_has_a_line_manager"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} at {self.event}"

    @property
    def words(self) -> str:
        """The state in words."""
        return WORDS[State(self.state)]

    @property
    def living(self) -> bool:
        """Whether it is still something."""
        return self.state in LIVING

    @property
    def on_behalf(self) -> bool:
        """Whether somebody else has booked."""
        return self.booked_by_id != self.person_id


class Step(models.Model):
    """One step of a booking from one state to another; a trigger refuses any change."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hand = models.CharField(max_length=60, help_text="Whose hand: learner, agency, office, line manager, the portal")
    at = models.DateTimeField()
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["booking", "at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(from_state=F("to_state")), name="step_goes_somewhere")]

    def __str__(self) -> str:
        return f"{self.from_state} to {self.to_state}"

    @property
    def words(self) -> str:
        """Where it went, in words."""
        return WORDS[State(self.to_state)]


class ReservationQuerySet(models.QuerySet["Reservation"]):
    """Adjectives of reservations."""

    def standing(self) -> ReservationQuerySet:
        """Reservations that still hold seats."""
        return self.filter(ended_at=None, left__gt=0)

    def due(self, on: date) -> ReservationQuerySet:
        """Reservations whose day of release has come."""
        return self.standing().filter(release_on__lte=on)


class Reservation(models.Model):
    """Seats an agency holds before it knows whom it sends; they are free again on the day of release."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="reservations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField()
    left = models.PositiveSmallIntegerField(help_text="Seats still without a name")
    release_on = models.DateField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        ordering = ["release_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "agency"], condition=Q(ended_at=None), name="reservation_once"),
            models.CheckConstraint(
                condition=Q(seats__gte=1, left__lte=F("seats")), name="reservation_left_is_part_of_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left} of {self.seats} for {self.agency}"
