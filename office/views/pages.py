"""Pages as everybody reads them: one page, and the news."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import never_cache
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


class NewsFeed(Feed):
    """The latest news for everybody, as an Atom feed."""

    feed_type = Atom1Feed
    title = "News"
    subtitle = "What has happened in the safeguarding children partnership."

    def link(self) -> str:
        """The list of news."""
        return reverse("news")

    def items(self) -> Any:
        """The latest thirty that everybody may read, whoever asks."""
        return PageVersion.objects.shown(timezone.now()).visible_to(AnonymousUser()).news()[:30]

    def item_title(self, item: PageVersion) -> str:
        """Its title."""
        return item.title

    def item_description(self, item: PageVersion) -> str:
        """In one sentence."""
        return item.summary

    def item_link(self, item: PageVersion) -> str:
        """Its own page."""
        return item.page.address

    def item_updateddate(self, item: PageVersion) -> Any:
        """Since when it stands."""
        return item.shown_from


_feed = NewsFeed()


@public
@never_cache
@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    """The news as a feed."""
    return _feed(request)
