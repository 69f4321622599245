"""The library: the list, one document with its versions and files, and work on it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from office import documents as library
from office import evidence
from office.asking import Done, ask
from office.filters import DocumentChoices
from office.forms.documents import AboutForm, LookForm, NewDocumentForm, NextVersionForm, WithdrawDocumentForm
from office.lists import Column, Listing, answer
from office.models import Document, DocumentVersion
from partnership.access import can, members, memberships, public, require
from partnership.models import Person
from partnership.permissions import Permission

VERSION = ("number", "valid_from", "changed", "upload", "link")


def _title(row: Document) -> SafeString:
    mark = format_html(' <span class="p-tag">{}</span>', "Restricted") if row.restricted else ""
    gone = format_html(' <span class="p-tag is-worse">{}</span>', "Withdrawn") if row.withdrawn_on else ""
    return format_html(
        '<a href="{}">{}</a>{}{}<br><span class="p-small">{}</span>', row.address, row.title, mark, gone, row.summary
    )


def _columns(*, member: bool) -> list[Column]:
    columns = [
        Column("title", "Document", _title, lambda row: row.title, ("title",), leads=True),
        Column("summary", "What it is for", lambda row: row.summary, file_only=True),
        Column("kind", "Kind", lambda row: row.get_kind_display(), order=("kind",)),
        Column("version", "Version", lambda row: f"{row.version}, {row.version_of:%-d %b %Y}",
               lambda row: row.version, ("version_of",)),
        Column("version_of", "Version of", lambda row: row.version_of, file_only=True),
        Column("owner_agency", "Agency", lambda row: row.owner_agency.name, order=("owner_agency__name",)),
        Column("review_on", "Next look", lambda row: f"{row.review_on:%-d %B %Y}", lambda row: row.review_on,
               ("review_on",)),
    ]  # fmt: skip
    if member:
        columns += [
            Column("audience", "For", lambda row: row.get_audience_display(), file_only=True),
            Column("restricted", "Restricted because", lambda row: row.restricted_why, file_only=True),
        ]
    return columns


@public
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The documents one may read."""
    person = request.user
    rows = Document.objects.visible_to(person).for_list()
    keeps = can(person, Permission.KEEP_PAGES)
    listing = Listing(
        request, rows, columns=_columns(member=_is_member(person)), choices=DocumentChoices, one="document",
        many="documents", file_name="documents",
    )  # fmt: skip
    return answer(request, "office/documents.html", listing, may_add=keeps)


@public
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """One document: its latest version, who answers for it, what was before."""
    thing = _seen(request, slug)
    versions = list(thing.versions.select_related("file"))
    member = _is_member(request.user)
    context = {
        "document": thing,
        "latest": versions[0],
        "earlier": versions[1:],
        "looks": thing.looks.select_related("by") if member else (),
        "member": member,
        "late": thing.review_on < timezone.localdate(),
        "may_keep": can(request.user, Permission.KEEP_PAGES) and not thing.withdrawn_on,
        "may_look": member and library.may_look(request.user, thing) and not thing.withdrawn_on,
    }
    return render(request, "office/document.html", context)


@public
@require_safe
def document_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The file of a version as a download; the public gets the latest, members every one."""
    thing = _seen(request, slug)
    version = get_object_or_404(DocumentVersion.objects.select_related("file"), pk=pk, document=thing)
    if version.file is None or (not _is_member(request.user) and thing.versions.latest("pk").pk != pk):
        raise Http404
    return evidence.answer(version.file)


@require(Permission.KEEP_PAGES)
def add_document(request: HttpRequest) -> HttpResponse:
    """A new document with its first version."""
    now = timezone.now()
    today = timezone.localdate(now)
    begun = {"owner_agency": request.user.acting_for, "valid_from": today}
    form = NewDocumentForm(request.POST or None, request.FILES or None, on=today, initial=begun)

    def add(given: dict[str, Any]) -> Done:
        version = {name: given.pop(name) for name in VERSION}
        made = library.add(by=request.user, given=given, version=version, at=now)
        return Done("It is in the library. Its file can be opened as soon as it has been checked.", made.address)

    return ask(request, "office/write_document.html", form, add)


@require(Permission.KEEP_PAGES)
def change_document(request: HttpRequest, slug: str) -> HttpResponse:
    """What is said about a document."""
    thing, now = _seen(request, slug), timezone.now()
    begun = {name: getattr(thing, name) for name in library.FIELDS} | {
        "owner": thing.owner.email if thing.owner else ""
    }
    form = AboutForm(request.POST or None, on=timezone.localdate(now), initial=begun)

    def change(given: dict[str, Any]) -> Done:
        library.change(document=thing, by=request.user, given=given, at=now)
        return Done("It is changed.", thing.address)

    return ask(request, "office/write_document.html", form, change, document=thing)


@members
def give_document_version(request: HttpRequest, slug: str) -> HttpResponse:
    """Another version of a document."""
    thing, now = _looked_after(request, slug), timezone.now()
    form = NextVersionForm(request.POST or None, request.FILES or None, initial={"valid_from": timezone.localdate(now)})

    def give(given: dict[str, Any]) -> Done:
        review_on = given.pop("review_on")
        library.give_version(document=thing, by=request.user, version=given, review_on=review_on, at=now)
        return Done("The new version is in the library; the one before is kept.", thing.address)

    return ask(request, "office/give_document_version.html", form, give, document=thing)


@members
def look_through_document(request: HttpRequest, slug: str) -> HttpResponse:
    """A document is still right."""
    thing = _looked_after(request, slug)
    form = LookForm(request.POST or None)

    def look(given: dict[str, Any]) -> Done:
        library.look_through(document=thing, by=request.user, at=timezone.now(), **given)
        return Done("Thank you. You are reminded before the next look.", thing.address)

    return ask(request, "office/look_through_document.html", form, look, at="next_on", document=thing)


@require(Permission.KEEP_PAGES)
def withdraw_document(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a document out of the library."""
    thing = _seen(request, slug)
    form = WithdrawDocumentForm(request.POST or None)

    def withdraw(given: dict[str, Any]) -> Done:
        library.withdraw(document=thing, by=request.user, on=timezone.localdate(), **given)
        return Done("It is out of the library. Its versions are kept.", thing.address)

    return ask(request, "office/withdraw_document.html", form, withdraw, document=thing)


def _is_member(person: Any) -> bool:
    return isinstance(person, Person) and bool(memberships(person))


def _seen(request: HttpRequest, slug: str) -> Document:
    return get_object_or_404(
        Document.objects.visible_to(request.user).select_related("owner_agency", "owner"), slug=slug
    )


def _looked_after(request: HttpRequest, slug: str) -> Document:
    thing = _seen(request, slug)
    if not library.may_look(request.user, thing):
        raise PermissionDenied
    return thing
