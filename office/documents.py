"""The library: add a document, give it another version, look through it again, restrict, withdraw, chase."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.timezone import localdate

from office import evidence, findable, reminders
from office.letters import Urgency
from office.models import Document, DocumentLook, DocumentVersion
from partnership import trail
from partnership.access import can, check
from partnership.models import Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

FIELDS = ("title", "kind", "summary", "audience", "owner_agency", "owner", "restricted", "restricted_why", "review_on")
# Days before the next look on which its owner is told, and how often afterwards.
TOLD_BEFORE, TOLD_AGAIN_EVERY = (42, 14, 0), 28


def may_look(person: Person, document: Document) -> bool:
    """Whether the person may say that it is still right, or give another version: its owner and the office."""
    return person.pk == document.owner_id or can(person, Permission.KEEP_PAGES)


def add(*, by: Person, given: Mapping[str, Any], version: Mapping[str, Any], at: datetime) -> Document:
    """Add a document with its first version; Refusal when file, link, owner or days are not fit."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        document = Document(slug=_free_slug(str(given["title"])))
        _set(document, given, on=localdate(at))
        _keep(document, by=by, version=version, at=at)
        trail.leave("document added", by=by, about=document)
        renew(document)
    return document


def change(*, document: Document, by: Person, given: Mapping[str, Any], at: datetime) -> Document:
    """Change what is said about a document: title, owner, audience, restriction, next look."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        _set(document, given, on=localdate(at))
        trail.leave("document changed", by=by, about=document, restricted=document.restricted)
        renew(document)
    return document


def give_version(
    *, document: Document, by: Person, version: Mapping[str, Any], review_on: date, at: datetime
) -> DocumentVersion:
    """Give a document another version; those before are kept. Refusal when the number is taken or it is withdrawn."""
    _check_look(document, by=by)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        _refuse_withdrawn(document)
        made = _keep(document, by=by, version=version, at=at)
        document.review_on = _next_look(review_on, on=localdate(at))
        document.save(update_fields=["review_on"])
        trail.leave("document version given", by=by, about=document, version=made.pk)
        renew(document)
    return made


def look_through(*, document: Document, by: Person, words: str, next_on: date, at: datetime) -> DocumentLook:
    """Say that a document is still right, and when it is looked at next."""
    _check_look(document, by=by)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        _refuse_withdrawn(document)
        document.review_on = _next_look(next_on, on=localdate(at))
        document.save(update_fields=["review_on"])
        look = DocumentLook.objects.create(document=document, by=by, at=at, words=words, next_on=next_on)
        trail.leave("document looked through", by=by, about=document)
    return look


def withdraw(*, document: Document, by: Person, why: str, on: date) -> Document:
    """Take a document out of the library; who keeps the library still sees it and its versions."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        _refuse_withdrawn(document)
        document.withdrawn_on, document.withdrawn_why = on, why
        document.save(update_fields=["withdrawn_on", "withdrawn_why"])
        trail.leave("document withdrawn", by=by, about=document)
        renew(document)
    return document


def remind(*, at: datetime) -> int:
    """Tell owners of documents whose next look is near or past; without an owner at work, the office's list has it."""
    today = localdate(at)
    told = 0
    with transaction.atomic():
        for document in Document.objects.standing().filter(owner__is_active=True).select_related("owner"):
            step = _step(document.review_on, today)
            if step is not None and Membership.objects.current(today).filter(person=document.owner).exists():
                told += reminders.remind(
                    of="document", thing=document, step=step, due=document.review_on, to=document.owner, at=at,
                    template="office/document_due", urgency=Urgency.DIGEST,
                    context={"document": document, "late": document.review_on < today},
                )  # fmt: skip
    return told


def renew(document: Document) -> None:
    """Let search know."""
    if document.withdrawn_on:
        findable.forget([findable.key_of_document(document)])
    else:
        findable.write([findable.of_document(document)])


def _step(due: date, today: date) -> int | None:
    """Days before the look; afterwards 1000 and so many spans, so that each letter has a step of its own."""
    if today <= due:
        return reminders.step_before(due, steps=TOLD_BEFORE, on=today)
    spans = (today - due).days // TOLD_AGAIN_EVERY
    return 1000 + spans if spans else None


def _check_look(document: Document, *, by: Person) -> None:
    if not may_look(by, document):
        raise PermissionDenied


def _refuse_withdrawn(document: Document) -> None:
    if document.withdrawn_on:
        raise Refusal("It has been taken out of the library. Add it anew if it holds again.")


def _next_look(day: date, *, on: date) -> date:
    if day <= on:
        raise Refusal("The day of the next look must be still to come.")
    return day


def _set(document: Document, given: Mapping[str, Any], *, on: date) -> None:
    for name in FIELDS:
        if name in given:
            setattr(document, name, given[name])
    if document.restricted and not document.restricted_why:
        raise Refusal("Say why it is not simply given out: which exemption, and who decided.")
    if not document.restricted:
        document.restricted_why = ""
    if document.restricted and document.public:
        raise Refusal("What everybody reads cannot be restricted. Choose one of the two.")
    if not document.pk:
        _next_look(document.review_on, on=on)
    document.save()


def _keep(document: Document, *, by: Person, version: Mapping[str, Any], at: datetime) -> DocumentVersion:
    upload: UploadedFile | None = version.get("upload")
    link = str(version.get("link") or "")
    if bool(upload) == bool(link):
        raise Refusal("Give either a file or the address of a page elsewhere, not both and not neither.")
    kept = evidence.take(by=by, upload=upload, at=at) if upload else None
    try:
        with transaction.atomic():
            return DocumentVersion.objects.create(
                document=document, number=version["number"], file=kept, link=link, changed=version["changed"],
                valid_from=version["valid_from"], given_by=by, given_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refusal(f"There is a version {version['number']} already. Give this one another number.") from None


def _free_slug(title: str) -> str:
    slug = slugify(title)[:70]
    if not slug or slug == "new":
        raise Refusal("Give it a title of words: its address is made from them.")
    if Document.objects.filter(slug=slug).exists():
        raise Refusal("There is a document of this title already. Give that one another version, or choose a title.")
    return slug
