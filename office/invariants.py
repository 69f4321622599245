"""What must never be of pages, documents and newsletters, beyond what the database itself refuses."""

from collections.abc import Iterator

from django.db.models.functions import Now

from office import findable
from office.models import Document, Letter, Newsletter, Page, PageVersion, SearchEntry


def broken() -> Iterator[str]:
    """One sentence for each thing that must never be."""
    yield from _pages_that_are_gone()
    yield from _documents_without_version()
    yield from _newsletters_that_reached_nobody()
    yield from _found_by_who_may_not_read()


def _pages_that_are_gone() -> Iterator[str]:
    shown = PageVersion.objects.shown(Now()).filter(audience=PageVersion.Audience.PUBLIC)
    for page in Page.objects.filter(delivered=True).exclude(pk__in=shown.values("page")):
        yield f"The page “{page.slug}” stands in the foot of every page and is not shown to everybody."


def _documents_without_version() -> Iterator[str]:
    for document in Document.objects.standing().filter(versions=None):
        yield f"The document “{document.slug}” stands in the library without any version."


def _newsletters_that_reached_nobody() -> Iterator[str]:
    written = Letter.objects.filter(key__startswith="newsletter to ")
    for issue in Newsletter.objects.filter(state=Newsletter.State.SENT):
        letters = written.filter(key__endswith=f" issue {issue.pk}").count()
        if issue.reached < letters:
            yield f"Newsletter {issue.pk} says it reached {issue.reached}, and {letters} letters of it were written."


def _found_by_who_may_not_read() -> Iterator[str]:
    """Search rows of pages and documents that name an audience the thing itself does not have."""
    shown = PageVersion.objects.shown(Now())
    rightly = {findable.key_of_page(each.page) for each in shown if each.public}
    rightly |= {findable.key_of_document(each) for each in Document.objects.standing() if each.public}
    found = SearchEntry.objects.for_audiences({findable.PUBLIC}).filter(room="office")
    for kind in ("page", "document"):
        rows = found.filter(key__startswith=f"office.{kind}:").exclude(key__in=rightly)
        for key in rows.order_by("key").values_list("key", flat=True):
            yield f"Everybody finds “{key}”, which is not for everybody."
