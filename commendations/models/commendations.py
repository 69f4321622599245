"""Commendations: who is to be thanked for what, who adds a word, and each step it has taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from commendations.models.categories import Category
from commendations.moves import DEED_WORDS, ENDED, OPEN, STATE_WORDS, State, as_its_writer_reads
from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from priorities.models import Priority, Theme

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

ENDED_STATES = sorted(ENDED)


class CommendationQuerySet(models.QuerySet["Commendation"]):
    """Adjectives of commendations."""

    def visible_to(self, person: Person | AnonymousUser) -> CommendationQuerySet:
        """The office sees all; others what they wrote and what they were asked to add a word to."""
        if access.can(person, Permission.KEEP_COMMENDATIONS):
            return self
        if not isinstance(person, Person):
            return self.none()
        asked = Support.objects.filter(by=person).values("commendation")
        return self.filter(Q(nominated_by=person) | Q(pk__in=asked))

    def open(self) -> CommendationQuerySet:
        """Those about which something is still to be decided."""
        return self.filter(state__in=sorted(OPEN))

    def waiting(self) -> CommendationQuerySet:
        """Those nobody has read yet."""
        return self.filter(state=State.WAITING)

    def for_list(self) -> CommendationQuerySet:
        """What a list shows."""
        return self.select_related("category", "nominated_by", "decided_by", "award", "round").prefetch_related(
            "agencies"
        )


class Commendation(models.Model):
    """Somebody is to be thanked: a nomination until it is decided."""

    class Kind(models.TextChoices):
        PERSON = "person", "A person"
        TEAM = "team", "A team"

    class From(models.TextChoices):
        COLLEAGUE = "colleague", "A colleague"
        PARENT = "parent", "A parent or carer"
        FAMILY = "family", "Somebody of the family"
        YOUNG_ADULT = "young_adult", "A young adult, 18 or over"
        NEIGHBOUR = "neighbour", "A neighbour or friend"
        VOLUNTEER = "volunteer", "A volunteer"
        OTHER = "other", "Somebody else"

    FROM_WORDS = {
        From.PARENT: "a parent", From.FAMILY: "a family", From.YOUNG_ADULT: "a young person",
        From.NEIGHBOUR: "a neighbour", From.VOLUNTEER: "a volunteer",
    }  # fmt: skip

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="commendations")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    nominee_name = models.CharField(max_length=160)
    nominee_role = models.CharField(max_length=120, help_text="Their job, or what the team does")
    nominee_email = models.EmailField(max_length=254, blank=True)
    nominee_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    manager_email = models.EmailField(max_length=254, blank=True)
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    elsewhere = models.CharField(max_length=160, blank=True, help_text="Where they work, as somebody outside wrote it")
    story = models.TextField(max_length=4000, blank=True, help_text="Forgotten after a time when nothing is awarded")
    difference = models.TextField(max_length=2000, blank=True)
    words = models.CharField(max_length=280, help_text="The kind words they are to hear, whatever is decided")
    priorities = models.ManyToManyField(Priority, blank=True, related_name="+")
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    nominated_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField()
    told_by = models.CharField(max_length=12, choices=From.choices, default=From.COLLEAGUE)
    outside_name = models.CharField(max_length=120, blank=True, help_text="Deleted when it is decided")
    outside_email = models.EmailField(max_length=254, blank=True, help_text="Deleted when it is decided")
    outside = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=[(each, STATE_WORDS[each]) for each in State], default=State.WAITING
    )
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    joined_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")
    round = models.ForeignKey(
        "commendations.Round", null=True, blank=True, on_delete=models.PROTECT, related_name="nominations"
    )
    redacted_story = models.TextField(
        max_length=4000, blank=True, help_text="What a blind panel reads, and nothing else"
    )
    redacted_difference = models.TextField(max_length=2000, blank=True)
    asked_for = models.CharField(max_length=600, blank=True, help_text="What its writer was asked to add")
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = CommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-nominated_at", "-pk"]
        indexes = [
            GinIndex(fields=["nominee_name"], opclasses=["gin_trgm_ops"], name="commendation_name_alike"),
            models.Index(fields=["state", "nominated_at"], name="commendation_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nominee_name="") & ~Q(nominee_role="") & ~Q(words=""),
                name="commendation_says_who_for_what"
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=False) | (~Q(story="") & ~Q(difference="")),
                name="commendation_tells_a_story",
            ),
            models.CheckConstraint(
                condition=Q(outside=True, nominated_by=None) | Q(outside=False, nominated_by__isnull=False),
                name="commendation_from_inside_or_outside",
            ),
            models.CheckConstraint(
                condition=Q(nominated_by=None) | Q(nominee_person=None) | ~Q(nominated_by=F("nominee_person")),
                name="commendation_of_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "chosen", "not_chosen"]) | Q(round__isnull=False),
                name="commendation_before_a_panel_has_a_round",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_STATES, decided_at__isnull=False)
                | (~Q(state__in=ENDED_STATES) & Q(decided_at=None)),
                name="commendation_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED_STATES) | Q(outside_email="", outside_name=""),
                name="commendation_decided_forgets_outside",
            ),
            models.CheckConstraint(
                condition=Q(state="joined", joined_into__isnull=False) | (~Q(state="joined") & Q(joined_into=None)),
                name="commendation_joined_into_one",
            ),
            models.CheckConstraint(
                condition=Q(joined_into=None) | ~Q(joined_into=F("id")), name="commendation_joined_into_another"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.nominee_name

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be decided."""
        return State(self.state) in ENDED

    @property
    def state_for_its_writer(self) -> str:
        """The state as its writer reads it: an award that is not announced yet reads as not decided."""
        if self.state == State.AWARDED and not self.award.announced:
            return as_its_writer_reads(State.CHOSEN if self.round_id else State.WAITING)
        return as_its_writer_reads(State(self.state))

    @property
    def where(self) -> str:
        """The agencies in words, else what somebody outside wrote."""
        return ", ".join(agency.name for agency in self.agencies.all()) or self.elsewhere

    @property
    def from_words(self) -> str:
        """Who thanked them, as the wall says it after the name; nothing for a colleague."""
        return f", from {self.FROM_WORDS[self.told_by]}" if self.told_by in self.FROM_WORDS else ""

    @property
    def writer(self) -> str:
        """Who wrote it, in words."""
        return str(self.nominated_by) if self.nominated_by_id else self.get_told_by_display()


class Support(models.Model):
    """A colleague is asked to add a word to a nomination, and adds it."""

    commendation = models.ForeignKey(Commendation, on_delete=models.CASCADE, related_name="supports")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    text = models.TextField(max_length=1500, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["commendation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commendation", "by"], name="support_once"),
            models.CheckConstraint(
                condition=Q(given_at=None, text="") | Q(given_at__isnull=False), name="support_given_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} for {self.commendation_id}"


class Step(models.Model):
    """One step of a nomination; a trigger refuses any change."""

    commendation = models.ForeignKey(Commendation, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.deed} {self.commendation_id}"

    @property
    def in_words(self) -> str:
        """What was done, in words."""
        words = DEED_WORDS[self.deed]
        return f"{words}: {self.reason}" if self.reason else words
