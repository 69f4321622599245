"""Awards: what is said of somebody and where, who has agreed to it, when it is told."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime

from commendations.models.commendations import Commendation
from office.models import Evidence
from partnership.models import Person
from priorities.models import Action, Priority


class AwardQuerySet(models.QuerySet["Award"]):
    """Adjectives of awards."""

    def on_wall(self) -> AwardQuerySet:
        """What everybody may read: announced, agreed to by nominee and manager, not taken down."""
        agreed = Consent.objects.filter(award=OuterRef("pk"), answer=Consent.Answer.GIVEN)
        return self.filter(
            Exists(agreed.filter(who=Consent.Who.NOMINEE)), Exists(agreed.filter(who=Consent.Who.MANAGER)),
            announced_at__isnull=False, taken_down_at=None,
        )  # fmt: skip

    def to_announce(self, at: datetime) -> AwardQuerySet:
        """Awards whose hour has come and that nobody has been told of."""
        return self.filter(announced_at=None, announce_at__lte=at)

    def good_practice(self) -> AwardQuerySet:
        """Those of which others can copy something."""
        return self.exclude(good_practice="")

    def for_priority(self, priority: Priority) -> AwardQuerySet:
        """Those of a priority."""
        return self.filter(commendation__priorities=priority)

    def for_list(self) -> AwardQuerySet:
        """What the wall shows."""
        return self.select_related("commendation__category", "photo").prefetch_related(
            "commendation__agencies", "commendation__priorities", "commendation__themes"
        )


class Award(models.Model):
    """A commendation that was awarded: the wording all agree on, the certificate's code, the hour it is told."""

    commendation = models.OneToOneField(Commendation, on_delete=models.PROTECT, related_name="award")
    awarded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    awarded_at = models.DateTimeField()
    wall_name = models.CharField(max_length=160, help_text="How the wall names them: a name, a role, a team")
    wall_words = models.CharField(max_length=280, help_text="What the wall says of them")
    code = models.CharField(max_length=12, unique=True, help_text="Proves the certificate")
    announce_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)
    photo = models.OneToOneField(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    photo_alt = models.CharField(max_length=200, blank=True)
    photo_agreed_at = models.DateTimeField(null=True, blank=True)
    good_practice = models.TextField(max_length=2000, blank=True, help_text="What others can copy")
    shows = models.ManyToManyField(Action, blank=True, related_name="+", help_text="Actions it is an example of")
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["-announced_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(wall_name="") & ~Q(wall_words=""), name="award_says_something"),
            models.CheckConstraint(condition=Q(photo=None) | ~Q(photo_alt=""), name="award_photo_is_described"),
            models.CheckConstraint(
                condition=Q(photo_agreed_at=None) | Q(photo__isnull=False), name="award_photo_agreed_to_exists"
            ),
            models.CheckConstraint(
                condition=Q(announced_at=None) | Q(announced_at__gte=models.F("announce_at")),
                name="award_announced_not_early",
            ),
        ]

    def __str__(self) -> str:
        return self.wall_name

    @property
    def announced(self) -> bool:
        """Whether it has been told."""
        return self.announced_at is not None

    @property
    def month(self) -> str:
        """When it was told, else when it will be: "September 2025"."""
        return f"{localtime(self.announced_at or self.announce_at):%B %Y}"

    @property
    def may_show_photo(self) -> bool:
        """Whether the photo is checked and agreed to."""
        return self.photo is not None and self.photo_agreed_at is not None and self.photo.may_be_served


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Adjectives of consents."""

    def waiting(self) -> ConsentQuerySet:
        """Those still to be answered."""
        return self.filter(answer=Consent.Answer.WAITING)


class Consent(models.Model):
    """The nominee or the manager is asked whether the wall may say this, and answers; either may change it later."""

    class Who(models.TextChoices):
        NOMINEE = "nominee", "Nominee"
        MANAGER = "manager", "Manager"

    class Answer(models.TextChoices):
        WAITING = "waiting", "Not answered yet"
        GIVEN = "given", "Agreed"
        REFUSED = "refused", "Rather not"
        WITHDRAWN = "withdrawn", "Agreed, then taken back"

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="consents")
    who = models.CharField(max_length=8, choices=Who.choices)
    email = models.EmailField(max_length=254)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    agreed_words = models.CharField(max_length=460, blank=True, help_text="Exactly what was agreed to")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["award", "-who"]
        constraints = [
            models.UniqueConstraint(fields=["award", "who"], name="consent_of_each_once"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at=None) | (~Q(answer="waiting") & Q(answered_at__isnull=False)),
                name="consent_answered_when",
            ),
            models.CheckConstraint(
                condition=~Q(answer="given") | ~Q(agreed_words=""), name="consent_given_to_some_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_who_display()}: {self.get_answer_display()}"
