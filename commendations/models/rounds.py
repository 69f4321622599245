"""Rounds of a panel: their dates, judges, opinions with marks, conflicts of interest, and every later change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from commendations.models.categories import Category
from commendations.models.commendations import Commendation
from commendations.models.sheets import Criterion, Sheet
from commendations.phases import PHASE_WORDS, Dates, Phase
from partnership.models import Person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class RoundQuerySet(models.QuerySet["Round"]):
    """Adjectives of rounds."""

    def with_record(self) -> RoundQuerySet:
        """Announced, with a judging record that everybody may read."""
        return self.filter(announced_at__isnull=False).exclude(note={})


class Round(models.Model):
    """One round of one or more categories: when what happens, how many judges each nomination needs, blind or not."""

    name = models.CharField(max_length=120, unique=True)
    categories = models.ManyToManyField(Category, related_name="rounds")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="rounds")
    opens_on = models.DateField()
    nominate_until = models.DateField()
    screen_until = models.DateField()
    score_until = models.DateField()
    decide_until = models.DateField()
    announce_at = models.DateTimeField()
    quorum = models.PositiveSmallIntegerField(default=3, help_text="Opinions each nomination needs")
    blind = models.BooleanField(default=False, help_text="The panel reads a text without names")
    announced_at = models.DateTimeField(null=True, blank=True)
    note: models.JSONField[dict[str, Any]] = models.JSONField(default=dict, help_text="Frozen when it is announced")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(nominate_until__gte=F("opens_on"))
                & Q(screen_until__gte=F("nominate_until"))
                & Q(score_until__gt=F("screen_until"))
                & Q(decide_until__gte=F("score_until")),
                name="round_dates_in_order",
            ),
            models.CheckConstraint(condition=Q(quorum__gte=2), name="round_quorum_is_more_than_one"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def criteria(self) -> models.QuerySet[Criterion]:
        """What its panel scores by: the sheet it was opened with."""
        return self.sheet.criteria.all()

    @property
    def dates(self) -> Dates:
        """Its dates as plain values."""
        return Dates(self.opens_on, self.nominate_until, self.screen_until, self.score_until, self.decide_until)

    def phase(self, on: date) -> Phase:
        """The phase a day lies in."""
        return self.dates.phase(on)

    def phase_words(self, on: date) -> str:
        """The same in words."""
        return "Announced" if self.announced_at else PHASE_WORDS[self.phase(on)]


class RoundChange(models.Model):
    """One change of a round after it was opened: what was and is, who came and went, and why; never changed itself."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    lines = ArrayField(models.CharField(max_length=200), default=list, help_text="Each date or number, old and new")
    joined = models.ManyToManyField(Person, related_name="+", help_text="Came onto the panel")
    left = models.ManyToManyField(Person, related_name="+", help_text="Left the panel")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="round_change_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.round}, {self.at:%-d %B %Y}"


class JudgeQuerySet(models.QuerySet["Judge"]):
    """Adjectives of judges."""

    def sitting(self) -> JudgeQuerySet:
        """Those who have not left the panel."""
        return self.filter(left_at=None)


class Judge(models.Model):
    """A member of the panel of a round; marks given before somebody left still count."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="judges")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = JudgeQuerySet.as_manager()

    class Meta:
        ordering = ["round", "person__name"]
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="judge_once_in_a_round")]

    def __str__(self) -> str:
        return f"{self.person}, {self.round}"


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Adjectives of conflicts."""

    def standing(self) -> ConflictQuerySet:
        """Those that bar reading: all but the lifted ones."""
        return self.filter(lifted_at=None)

    def for_list(self) -> ConflictQuerySet:
        """What a list shows."""
        return self.select_related("commendation", "person", "lifted_by")


class Conflict(models.Model):
    """Why a judge does not read a nomination: found from what the portal knows, or declared."""

    class Kind(models.TextChoices):
        NOMINEE = "nominee", "Is nominated"
        WROTE = "wrote", "Wrote it, or adds a word to it"
        MANAGES = "manages", "Manages the nominee"
        MANAGED = "managed", "Is managed by the nominee"
        AGENCY = "agency", "Works for the same agency"
        PERSONAL = "personal", "Knows them in private life"
        OTHER = "other", "Another reason"

    commendation = models.ForeignKey(Commendation, on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    declared = models.BooleanField(default=False)
    noted_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_because = models.CharField(max_length=300, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["commendation", "person"]
        constraints = [
            models.UniqueConstraint(fields=["commendation", "person", "kind"], name="conflict_of_each_kind_once"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_because="")
                | (Q(kind="agency", declared=False, lifted_at__isnull=False, lifted_by__isnull=False)
                   & ~Q(lifted_because="") & ~Q(lifted_by=F("person"))),
                name="conflict_lifted_only_if_found_by_agency",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Adjectives of opinions."""

    def visible_to(self, person: Person | AnonymousUser) -> OpinionQuerySet:
        """A judge's own readings, unless a conflict or a recusal stands against it, or the judge has left the panel."""
        if not isinstance(person, Person):
            return self.none()
        against = Conflict.objects.standing().filter(commendation=OuterRef("commendation"), person=person)
        sits = Judge.objects.sitting().filter(round=OuterRef("commendation__round"), person=person)
        return self.filter(~Exists(against), Exists(sits), judge=person).exclude(state=Opinion.State.RECUSED)

    def given(self) -> OpinionQuerySet:
        """Those with marks."""
        return self.filter(state=Opinion.State.GIVEN)

    def for_list(self) -> OpinionQuerySet:
        """What a judge's list shows."""
        return self.select_related("commendation__category", "commendation__round")


class Opinion(models.Model):
    """One judge's reading of one nomination: asked for, given with marks, or recused."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for marks"
        GIVEN = "given", "Given"
        RECUSED = "recused", "Recused"

    commendation = models.ForeignKey(Commendation, on_delete=models.CASCADE, related_name="opinions")
    judge = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    comment = models.TextField(max_length=1500, blank=True)
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["commendation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commendation", "judge"], name="opinion_once"),
            models.CheckConstraint(
                condition=Q(state="given", given_at__isnull=False) | (~Q(state="given") & Q(given_at=None)),
                name="opinion_given_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge} on {self.commendation_id}"


class Mark(models.Model):
    """One score from 1 to 5 by one criterion."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["opinion", "criterion__place"]
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="mark_from_1_to_5"),
            models.UniqueConstraint(fields=["opinion", "criterion"], name="mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.score} for {self.criterion}"

    @property
    def in_words(self) -> str:
        """The word for the number."""
        return self.criterion.words[self.score - 1]
