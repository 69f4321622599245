"""Pages of the office: written in versions, looked at, shown from a moment on, restored, withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate

from office import drafts, findable, markdown, page_words
from office.models import Page, PageVersion
from partnership import identifiers, trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

FORM, NEW = "page", "new"
FIELDS = ("title", "summary", "body", "audience", "review_on")


def values_of(version: PageVersion) -> dict[str, Any]:
    """What the form of change begins with and what its mark is made of."""
    return {name: getattr(version, name) for name in FIELDS}


def newest(page: Page) -> PageVersion:
    """The version saved last."""
    return page.versions.select_related("page").latest("number")


# Writing --------------------------------------------------------------------


def write(*, by: Person, kind: str, given: Mapping[str, Any], at: datetime) -> PageVersion:
    """Write a new page, which nobody sees until it is shown; Refusal when its address is taken or a word is unknown."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        page = Page.objects.create(kind=kind, slug=_free_slug(str(given["title"])), made_at=at)
        version = _save(page, by=by, given=given, changed="Written", at=at)
        drafts.discard(by=by, form=FORM, record=f"{NEW}-{kind}")
        trail.leave("page written", by=by, about=page)
    return version


def change(*, page: Page, by: Person, given: Mapping[str, Any], changed: str, mark: str, at: datetime) -> PageVersion:
    """Save another version, which nobody sees until it is shown; ChangedMeanwhile when a colleague saved one since."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        page = Page.objects.select_for_update().get(pk=page.pk)
        drafts.refuse_stale(values_of(newest(page)), mark=mark)
        version = _save(page, by=by, given=given, changed=changed, at=at)
        drafts.discard(by=by, form=FORM, record=str(page.pk))
        trail.leave("page changed", by=by, about=page, version=version.number)
    return version


def restore(*, version: PageVersion, by: Person, at: datetime) -> PageVersion:
    """Save the words of an earlier version as the newest; what was written since stays in the history."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        page = Page.objects.select_for_update().get(pk=version.page_id)
        if newest(page).pk == version.pk:
            raise Refusal("This is the newest version already. Nothing was changed.")
        again = _save(page, by=by, given=values_of(version), changed=f"As version {version.number} again", at=at)
        trail.leave("page restored", by=by, about=page, version=version.number)
    return again


def _save(page: Page, *, by: Person, given: Mapping[str, Any], changed: str, at: datetime) -> PageVersion:
    words = {name: given[name] for name in FIELDS}
    for name in ("title", "summary", "body"):
        words[name] = str(words[name]).strip()
        refused = [found.sentence for found in identifiers.find(words[name]) if found.refused]
        if refused:
            raise Refusal(" ".join(refused))
    page_words.refuse_unknown(words["body"])
    last = page.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return PageVersion.objects.create(
        page=page, number=last + 1, changed=changed[:200], saved_by=by, saved_at=at, **words
    )


def _free_slug(title: str) -> str:
    slug = slugify(title)[:70]
    if not slug or slug in Page.RESERVED:
        raise Refusal("Give it a title of words: its address is made from them.")
    if Page.objects.filter(slug=slug).exists():
        raise Refusal(f"There is a page with the address /pages/{slug}/ already. Choose another title, or change that.")
    return slug


# Showing --------------------------------------------------------------------


def show(*, version: PageVersion, by: Person, at: datetime, shown_from: datetime | None = None) -> PageVersion:
    """Show a version now, or from a moment to come; whatever else was set for later is taken back."""
    check(by, Permission.KEEP_PAGES)
    moment = shown_from or at
    if moment < at:
        raise Refusal("This moment has passed. Choose a later one, or show the page now.")
    with transaction.atomic():
        page = Page.objects.select_for_update().get(pk=version.page_id)
        version = PageVersion.objects.select_related("page").get(pk=version.pk)
        if version.shown_from and version.shown_from <= at:
            raise Refusal("This version has been shown already. To show its words again, restore it.")
        page.versions.filter(shown_from__gt=at).update(shown_from=None, shown_by=None)
        version.shown_from, version.shown_by = moment, by
        version.save(update_fields=["shown_from", "shown_by"])
        trail.leave("page shown", by=by, about=page, version=version.number, at=moment.isoformat())
        renew(page, at=at)
    return version


def take_back(*, page: Page, by: Person, at: datetime) -> None:
    """Take back what was set for later."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        page = Page.objects.select_for_update().get(pk=page.pk)
        if not page.versions.filter(shown_from__gt=at).update(shown_from=None, shown_by=None):
            raise Refusal("Nothing is set for later. It may have been shown a moment ago.")
        trail.leave("page taken back", by=by, about=page)


def withdraw(*, page: Page, by: Person, at: datetime) -> None:
    """Take a page off the site; Refusal for those the law or the foot of every page asks for."""
    check(by, Permission.KEEP_PAGES)
    with transaction.atomic():
        page = Page.objects.select_for_update().get(pk=page.pk)
        if page.delivered:
            raise Refusal("This page stands in the foot of every page and cannot go. Change its words instead.")
        if not PageVersion.objects.shown(at).filter(page=page).exists():
            raise Refusal("The page is not shown. Nothing was changed.")
        page.withdrawn_at = at
        page.save(update_fields=["withdrawn_at"])
        page.versions.filter(shown_from__gt=at).update(shown_from=None, shown_by=None)
        trail.leave("page withdrawn", by=by, about=page)
        renew(page, at=at)


def renew(page: Page, *, at: datetime) -> None:
    """Let search know what stands on the page at a moment."""
    shown = PageVersion.objects.shown(at).filter(page=page).first()
    if shown is None:
        findable.forget([findable.key_of_page(page)])
    else:
        findable.write([findable.of_page(shown)])


def renew_all(*, at: datetime) -> int:
    """Let search know of every page whose hour has come; says how many pages are shown."""
    shown = list(PageVersion.objects.shown(at))
    return findable.write(findable.of_page(version) for version in shown)


# Reading --------------------------------------------------------------------


def html_of(version: PageVersion, *, at: datetime) -> str:
    """The words of a version as safe HTML, with what stands in braces as of today."""
    return markdown.to_html(page_words.filled(version.body, on=localdate(at)))
