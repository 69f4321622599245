"""Pages the office writes, in versions that never change, each shown from a moment on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Now
from django.urls import reverse

from partnership import access
from partnership.models import Person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Page(models.Model):
    """One page: its address for life, and whether it may ever go."""

    class Kind(models.TextChoices):
        PAGE = "page", "Page"
        NEWS = "news", "News"

    # Words that addresses below /pages/ may need for themselves.
    RESERVED = ("new",)

    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.PAGE)
    slug = models.SlugField(max_length=80, unique=True)
    delivered = models.BooleanField(default=False, help_text="Came with the portal and stands in the foot: never goes")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="What was shown before it is shown no more")

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(slug__in=["new"]), name="page_slug_is_no_address"),
            models.CheckConstraint(
                condition=Q(delivered=False) | Q(withdrawn_at=None), name="page_delivered_is_not_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def address(self) -> str:
        """Where it is read."""
        return reverse("page", args=[self.slug])


class PageVersionQuerySet(models.QuerySet["PageVersion"]):
    """Adjectives of versions."""

    def shown(self, at: datetime | Now) -> PageVersionQuerySet:
        """Of each page the version that stands at a moment, if any."""
        begun = PageVersion.objects.filter(page=OuterRef("page"), shown_from__lte=at)
        newest = Subquery(begun.order_by("-shown_from", "-number").values("pk")[:1])
        return self.filter(pk=newest).exclude(page__withdrawn_at__gte=F("shown_from")).select_related("page")

    def visible_to(self, person: Person | AnonymousUser) -> PageVersionQuerySet:
        """Public ones for everybody, the others for whoever belongs to an agency today."""
        member = isinstance(person, Person) and person.is_active and bool(access.memberships(person))
        return self if member else self.filter(audience=PageVersion.Audience.PUBLIC)

    def newest(self) -> PageVersionQuerySet:
        """Of each page the version saved last, with the page."""
        last = PageVersion.objects.filter(page=OuterRef("page")).order_by("-number").values("pk")[:1]
        return self.filter(pk=Subquery(last)).select_related("page", "saved_by")

    def with_standing(self, at: datetime) -> PageVersionQuerySet:
        """Each with `standing`: what of its page is shown at a moment, in a word or two."""
        of_page = PageVersion.objects.filter(page=OuterRef("page"))
        shown = of_page.filter(shown_from__lte=at).filter(
            Q(page__withdrawn_at=None) | Q(shown_from__gt=F("page__withdrawn_at"))
        )
        return self.annotate(
            standing=Case(
                When(Q(shown_from__gt=at), then=Value("Set for later")),
                When(Q(shown_from__lte=at) & Exists(shown), then=Value("Shown")),
                When(Exists(shown), then=Value("Shown; newer words saved")),
                When(page__withdrawn_at__isnull=False, then=Value("Withdrawn")),
                default=Value("Never shown"),
            )
        )

    def news(self) -> PageVersionQuerySet:
        """News, the latest first."""
        return self.filter(page__kind=Page.Kind.NEWS).order_by("-shown_from", "-pk")


class PageVersion(models.Model):
    """The words of a page as somebody saved them; shown from a moment on, or never."""

    class Audience(models.TextChoices):
        PUBLIC = "public", "Everybody"
        MEMBERS = "members", "People of the agencies, signed in"

    LONGEST = 40_000

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    body = models.TextField(max_length=LONGEST)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PUBLIC)
    review_on = models.DateField(null=True, blank=True, help_text="When it is to be looked at again")
    changed = models.CharField(max_length=200, blank=True, help_text="What changed, for the history")
    saved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    shown_from = models.DateTimeField(null=True, blank=True)
    shown_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = PageVersionQuerySet.as_manager()

    class Meta:
        ordering = ["page", "-number"]
        indexes = [models.Index(fields=["page", "-shown_from"], name="page_version_shown")]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="page_version_numbered_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="page_version_says_something"),
            models.CheckConstraint(
                condition=Q(shown_by=None) | Q(shown_from__isnull=False), name="page_version_shown_by_and_from"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def public(self) -> bool:
        """Whether everybody may read it, once it is shown."""
        return self.audience == self.Audience.PUBLIC
