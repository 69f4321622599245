"""Pages as everybody reads them: one page, and the news."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office import pages as writing
from office.lists import Column, Listing, answer
from office.models import PageVersion
from partnership.access import can, public
from partnership.permissions import Permission

NEWS = (
    Column("shown_from", "From", lambda row: timezone.localtime(row.shown_from).date()),
    Column("title", "News", lambda row: row.title, leads=True),
    Column("summary", "In short", lambda row: row.summary),
    Column("address", "Address", lambda row: row.page.address),
)


@public
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page as it stands now."""
    now = timezone.now()
    shown = PageVersion.objects.shown(now).visible_to(request.user)
    version = get_object_or_404(shown, page__slug=slug)
    context = {
        "version": version,
        "html": writing.html_of(version, at=now),
        "is_news": version.page.kind == version.page.Kind.NEWS,
        "may_change": can(request.user, Permission.KEEP_PAGES),
    }
    return render(request, "office/page.html", context)


@public
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """What is new, the latest first."""
    rows = PageVersion.objects.shown(timezone.now()).visible_to(request.user).news()
    listing = Listing(request, rows, columns=NEWS, one="piece of news", many="pieces of news", file_name="news")
    return answer(request, "office/news.html", listing, may_write=can(request.user, Permission.KEEP_PAGES))
