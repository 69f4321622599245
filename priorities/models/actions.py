"""Improvement actions and the parts other agencies have in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, TruncDate

from partnership.models import Agency, Membership, Person
from priorities import progress
from priorities.models.plans import Priority
from priorities.models.themes import Audience, Theme, readable_by

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

State, Strength = progress.State, progress.Strength


class ActionQuerySet(models.QuerySet["Action"]):
    """Adjectives of actions."""

    def visible_to(self, person: Person | AnonymousUser) -> ActionQuerySet:
        """By audience: everybody, members, or the agencies that own it; an owner always sees the own ones."""
        readable = readable_by(person, agency="owner_agency") | readable_by(person, agency="co_owner")
        return self.filter(readable | Q(owner_person=person.pk)) if person.pk else self.filter(readable)

    def for_priority(self, priority: Priority) -> ActionQuerySet:
        """Actions for a priority."""
        return self.filter(priorities=priority)

    def living(self) -> ActionQuerySet:
        """Actions that are not ended."""
        return self.filter(state__in=sorted(progress.LIVING))

    def under_way(self) -> ActionQuerySet:
        """Actions agreed and not yet done."""
        return self.filter(state__in=sorted(progress.UNDER_WAY))

    def overdue(self, on: date) -> ActionQuerySet:
        """Actions under way whose day has passed."""
        return self.under_way().filter(due_on__lt=on)

    def impact_overdue(self, on: date) -> ActionQuerySet:
        """Evidenced actions whose impact test should have taken place."""
        return self.filter(state=State.EVIDENCED, impact_due_on__lt=on)

    def owned_by(self, agencies: set[int] | None) -> ActionQuerySet:
        """Actions of some agencies; None means of any."""
        return self if agencies is None else self.filter(owner_agency__in=agencies)

    def judged(self, on: date) -> ActionQuerySet:
        """Each with `late` and `owner_left`, as they are on a day."""
        there = Membership.objects.current(on).filter(person=OuterRef("owner_person"), agency=OuterRef("owner_agency"))
        left = Q(owner_person__isnull=False) & (Q(owner_person__is_active=False) | ~Exists(there))
        late = Q(state__in=sorted(progress.UNDER_WAY), due_on__lt=on)
        return self.annotate(
            owner_left=ExpressionWrapper(left & Q(state__in=sorted(progress.LIVING)), output_field=BooleanField()),
            late=ExpressionWrapper(late, output_field=BooleanField()),
        )

    def ownerless(self, on: date) -> ActionQuerySet:
        """Living actions whose person has left the owner agency, or the partnership."""
        return self.judged(on).filter(owner_left=True)

    def told(self) -> ActionQuerySet:
        """Each with `told_on`: the day of its last progress update, else the day it was agreed."""
        updates = Action.objects.filter(pk=OuterRef("pk"), progress__isnull=False).order_by(
            "-progress__at", "-progress__pk"
        )
        return self.annotate(
            told_on=Coalesce(TruncDate(Subquery(updates.values("progress__at")[:1])), F("agreed_on")),
            last_direction=Subquery(updates.values("progress__direction")[:1]),
        )

    def silent(self, before: date) -> ActionQuerySet:
        """Actions under way of which nothing was heard since before a day."""
        return self.under_way().told().filter(told_on__lt=before)

    def for_list(self) -> ActionQuerySet:
        """What a list of actions and the page of one show."""
        people_and_agencies = self.told().select_related("owner_agency", "owner_person", "co_owner", "tester")
        return people_and_agencies.prefetch_related("priorities", "themes").living_first()

    def for_thread(self) -> ActionQuerySet:
        """What a knot shows: `tested` and `tested_on` of the last impact test, `helpers` by name; no other rows."""
        tests = Action.objects.filter(pk=OuterRef("pk")).order_by("-impact_tests__at", "-impact_tests__pk")
        return (
            self.select_related("owner_agency", "owner_person")
            .only(
                "text", "state", "strength", "joint", "due_on", "agreed_on", "done_on", "proposed_at", "impact_due_on",
                "owner_role", "owner_agency__name", "owner_person__name",
            )
            .annotate(
                tested=Subquery(tests.values("impact_tests__rating")[:1]),
                tested_on=Subquery(tests.values("impact_tests__on")[:1]),
                helpers=ArraySubquery(
                    Part.objects.filter(action=OuterRef("pk")).order_by("agency__name", "pk").values("agency__name")
                ),
            )
        )  # fmt: skip

    def living_first(self) -> ActionQuerySet:
        """What still has to be done first, by due date; what is ended after it."""
        ended = Case(When(state__in=sorted(progress.ENDED), then=1), default=0, output_field=IntegerField())
        return self.order_by(ended, "due_on", "pk")


class Action(models.Model):
    """Something an agency has promised to change: specific, measured, owned and dated."""

    class Urgency(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    STATES = [(each.value, words) for each, words in progress.STATE_WORDS.items()]
    STRENGTHS = [(each.value, words) for each, words in progress.STRENGTH_WORDS.items()]

    text = models.TextField(max_length=1000, help_text="What exactly will be different")
    measure_text = models.TextField(max_length=600, help_text="How we shall see that it works")
    owner_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_role = models.CharField(max_length=120, blank=True, help_text="A post, such as Named nurse")
    resource = models.CharField(max_length=300, blank=True, help_text="Money, people or time it needs")
    due_on = models.DateField()
    urgency = models.CharField(max_length=6, choices=Urgency.choices, default=Urgency.MEDIUM)
    strength = models.CharField(max_length=6, choices=STRENGTHS)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.MEMBERS)
    priorities = models.ManyToManyField(Priority, blank=True, related_name="actions")
    themes = models.ManyToManyField(Theme, blank=True, related_name="actions")
    joint = models.BooleanField(default=False, help_text="Owned together with another board")
    co_owner = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    state = models.CharField(max_length=14, choices=STATES, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    impact_due_on = models.DateField(null=True, blank=True)
    tester = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Asked to test the impact"
    )
    closed_on = models.DateField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    dropped_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped_why = models.TextField(blank=True, max_length=1000)
    dropped_until = models.DateField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="action_state_and_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(measure_text=""), name="action_is_specific"),
            models.CheckConstraint(condition=Q(state__in=[each.value for each in State]), name="action_state_is_known"),
            models.CheckConstraint(
                condition=Q(owner_person__isnull=False) | ~Q(owner_role=""), name="action_has_person_or_role"
            ),
            models.CheckConstraint(
                condition=Q(joint=False, co_owner=None) | Q(joint=True, co_owner__isnull=False),
                name="action_joint_with_somebody",
            ),
            models.CheckConstraint(
                condition=(~Q(state="superseded") & Q(superseded_by=None))
                | Q(state="superseded", superseded_by__isnull=False),
                name="action_superseded_by_one",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by=None) | ~Q(superseded_by=F("id")), name="action_does_not_supersede_itself"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="not_pursued", dropped_by__isnull=False, dropped_until__isnull=False) & ~Q(dropped_why="")
                )
                | (~Q(state="not_pursued") & Q(dropped_by=None, dropped_until=None, dropped_why="")),
                name="action_not_pursued_who_why_until",
            ),
            models.CheckConstraint(
                condition=Q(tester=None) | Q(owner_person=None) | ~Q(tester=F("owner_person")),
                name="action_tester_is_not_the_owner",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "superseded", "not_pursued"]) | Q(agreed_on__isnull=False),
                name="action_agreed_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "evidenced", "impact_tested", "closed"]) | Q(done_on__isnull=False),
                name="action_done_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["evidenced", "impact_tested", "closed"]) | Q(impact_due_on__isnull=False),
                name="action_impact_due_when",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False) | (~Q(state="closed") & Q(closed_on=None)),
                name="action_closed_when",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def owner(self) -> str:
        """Who answers for it, in words."""
        return self.owner_person.name if self.owner_person else self.owner_role


class Part(models.Model):
    """What another agency does for an action: done on a day or not; it has no states of its own."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="parts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=400)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["action", "agency__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                name="part_who_and_when_or_neither",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.text}"
