"""Learning products the partnership writes and publishes, and the log of teams that used them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q, Sum

from office.models import Evidence
from partnership.models import Agency, Person
from priorities.models import Action, Finding, Priority, Theme
from reviews.models.cases import Review

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ProductQuerySet(models.QuerySet["Product"]):
    """Adjectives of learning products."""

    def published(self, on: date) -> ProductQuerySet:
        """What everybody may read on a day."""
        return self.filter(state=Product.State.PUBLISHED).filter(Q(retire_on=None) | Q(retire_on__gt=on))

    def visible_to(self, person: Person | AnonymousUser, *, on: date, writes: bool) -> ProductQuerySet:
        """Published ones for everybody; all for whoever writes learning."""
        return self if writes else self.published(on)

    def for_priority(self, priority: Priority) -> ProductQuerySet:
        """Products about a priority."""
        return self.filter(priorities=priority)

    def for_list(self) -> ProductQuerySet:
        """What the library shows."""
        used = self.select_related("written_by", "checked_by").prefetch_related("themes")
        return used.annotate(teams=Count("uses", distinct=True))


class Product(models.Model):
    """A briefing, one-page summary, practice guide, poster or recording that says what was learnt."""

    class Kind(models.TextChoices):
        BRIEFING = "briefing", "7-minute briefing"
        ONE_PAGE = "one_page", "One-page summary"
        GUIDE = "guide", "Practice guide"
        POSTER = "poster", "Poster for families"
        RECORDING = "recording", "Podcast or video"
        REPORT = "report", "Published report"
        IMPROVEMENTS = "improvements", "Published improvements"

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        TO_CHECK = "to_check", "To be checked by a second person"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Age(models.TextChoices):
        UNBORN = "unborn", "Unborn"
        BABIES = "babies", "Under 1"
        EARLY = "early", "1 to 4"
        PRIMARY = "primary", "5 to 10"
        TEENAGE = "teenage", "11 to 15"
        OLDER = "older", "16 and over"

    # The seven boxes of a briefing (handbook 9).
    BOXES = (
        ("background", "1. Background"),
        ("why", "2. Why it matters"),
        ("found", "3. What happened and what we found"),
        ("worked", "4. What worked"),
        ("differently", "5. What to do differently"),
        ("questions", "6. Questions for your team"),
        ("next_steps", "7. Where to read more, and next steps"),
    )
    MOST_WORDS, WORDS_A_MINUTE = 900, 130

    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True, help_text="From the public title, never from a code name")
    summary = models.CharField(max_length=300)
    review = models.ForeignKey(
        Review, null=True, blank=True, on_delete=models.PROTECT, related_name="products", help_text="Never shown"
    )
    background = models.TextField(blank=True, max_length=3000)
    why = models.TextField(blank=True, max_length=3000)
    found = models.TextField(blank=True, max_length=3000)
    worked = models.TextField(blank=True, max_length=3000)
    differently = models.TextField(blank=True, max_length=3000)
    questions = models.TextField(blank=True, max_length=3000)
    next_steps = models.TextField(blank=True, max_length=3000)
    body = models.TextField(blank=True, max_length=60_000, help_text="Markdown, for whatever has no seven boxes")
    media_address = models.URLField(blank=True, max_length=300)
    transcript = models.TextField(blank=True, max_length=60_000)
    course_address = models.CharField(blank=True, max_length=300, help_text="The course that goes with it")
    file = models.OneToOneField(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField(help_text="The year the learning is from")
    ages = ArrayField(models.CharField(max_length=10, choices=Age.choices), default=list, blank=True)
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+", help_text="Whom it is for; empty for all")
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    priorities = models.ManyToManyField(Priority, blank=True, related_name="+")
    findings = models.ManyToManyField(Finding, blank=True, related_name="+", help_text="What it tells of")
    answers = models.ManyToManyField(Action, blank=True, related_name="+", help_text="Actions it carries out")

    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    checked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_back = models.TextField(blank=True, max_length=2000)
    published_on = models.DateField(null=True, blank=True)
    retire_on = models.DateField(null=True, blank=True)
    nspcc_sent_on = models.DateField(null=True, blank=True, help_text="Copy sent to the NSPCC repository")
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(checked_by__isnull=False, published_on__isnull=False),
                name="product_published_after_a_check",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("written_by")), name="product_checked_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(media_address="") | ~Q(transcript="") | ~Q(state="published"),
                name="product_recording_has_a_transcript",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_why=""), name="product_withdrawn_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def boxes(self) -> list[tuple[str, str]]:
        """The boxes that say something, with their headings."""
        return [(heading, getattr(self, name)) for name, heading in self.BOXES if getattr(self, name)]

    @property
    def words(self) -> int:
        """How many words one reads."""
        return sum(len(text.split()) for text in (*(text for _, text in self.boxes), self.body))

    @property
    def minutes(self) -> int:
        """How long one reads, in whole minutes and never under one."""
        return max(1, round(self.words / self.WORDS_A_MINUTE))


class TeamUseQuerySet(models.QuerySet["TeamUse"]):
    """Adjectives of the log of use."""

    def by_agency(self) -> TeamUseQuerySet:
        """How many teams and people, agency by agency."""
        return self.values("agency").annotate(teams=Count("pk"), people=Sum("people")).order_by("agency")  # type: ignore[return-value]

    def for_list(self) -> TeamUseQuerySet:
        """What the log shows."""
        return self.select_related("product", "agency", "recorded_by")


class TeamUse(models.Model):
    """A team talked about a product and chose one thing it will change."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="uses")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    team = models.CharField(max_length=120)
    used_on = models.DateField()
    people = models.PositiveIntegerField()
    will_change = models.TextField(max_length=1000)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = TeamUseQuerySet.as_manager()

    class Meta:
        ordering = ["-used_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "agency", "team", "used_on"], name="team_use_once_a_day"),
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=500), name="team_use_is_of_a_team"),
            models.CheckConstraint(condition=~Q(will_change=""), name="team_use_changes_something"),
        ]

    def __str__(self) -> str:
        return f"{self.team}, {self.used_on}"
