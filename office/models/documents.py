"""The library: documents with an owner, versions that are kept, and the day of the next look."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from office.models.evidence import Evidence
from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class DocumentQuerySet(models.QuerySet["Document"]):
    """Adjectives of documents."""

    def standing(self) -> DocumentQuerySet:
        """Those that have not been withdrawn."""
        return self.filter(withdrawn_on=None)

    def visible_to(self, person: Person | AnonymousUser) -> DocumentQuerySet:
        """Whoever keeps the library sees all; members and the public those that stand and are for them."""
        if access.can(person, Permission.KEEP_PAGES):
            return self
        member = isinstance(person, Person) and person.is_active and bool(access.memberships(person))
        standing = self.standing()
        return standing if member else standing.filter(audience=Document.Audience.PUBLIC)

    def due(self, on: date) -> DocumentQuerySet:
        """Those whose day of the next look has come."""
        return self.standing().filter(review_on__lte=on)

    def for_list(self) -> DocumentQuerySet:
        """What the library shows: each with number and day of its latest version."""
        latest = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-pk")
        return self.select_related("owner_agency", "owner").annotate(
            version=Subquery(latest.values("number")[:1]), version_of=Subquery(latest.values("valid_from")[:1])
        )


class Document(models.Model):
    """One document of the library, whatever its version."""

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", "Threshold document"
        PROCEDURE = "procedure", "Procedure or protocol"
        GUIDANCE = "guidance", "Practice guidance"
        STRATEGY = "strategy", "Strategy or plan"
        FORM = "form", "Form or template"
        LEAFLET = "leaflet", "For children and families"
        TERMS = "terms", "Terms of reference or agreement"
        OTHER = "other", "Something else"

    class Audience(models.TextChoices):
        PUBLIC = "public", "Everybody"
        MEMBERS = "members", "People of the agencies, signed in"

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    summary = models.CharField(max_length=300)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    owner_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    restricted = models.BooleanField(default=False, help_text="Not simply given out when somebody asks for information")
    restricted_why = models.CharField(max_length=300, blank=True)
    review_on = models.DateField(help_text="When it is to be looked at again")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=~Q(slug__in=["new", "feed.xml"]), name="document_slug_is_no_address"),
            models.CheckConstraint(
                condition=Q(restricted=False, restricted_why="") | (Q(restricted=True) & ~Q(restricted_why="")),
                name="document_restricted_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(restricted=True, audience="public"), name="document_restricted_is_not_public"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_why="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
                name="document_withdrawn_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def public(self) -> bool:
        """Whether everybody may read it."""
        return self.audience == self.Audience.PUBLIC

    @property
    def address(self) -> str:
        """Where it is read."""
        return reverse("document", args=[self.slug])


class DocumentVersion(models.Model):
    """One version: a file of ours or an address elsewhere, and what changed in it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20, help_text="As its cover says")
    file = models.OneToOneField(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    link = models.URLField(max_length=300, blank=True)
    changed = models.CharField(max_length=600)
    valid_from = models.DateField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["document", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_numbered_once"),
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="") | (Q(file=None) & ~Q(link="")),
                name="document_version_is_a_file_or_a_link",
            ),
            models.CheckConstraint(condition=~Q(changed=""), name="document_version_says_what_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"


class DocumentLook(models.Model):
    """Somebody looked through a document and found it still right, until the next day."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=300)
    next_on = models.DateField()

    class Meta:
        ordering = ["document", "-pk"]

    def __str__(self) -> str:
        return f"{self.document}, {self.at:%d.%m.%Y}"
