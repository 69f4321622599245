"""The wall of thanks, for everybody: list, feed, one award, its photo, and the proof of a certificate."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commendations.filters import WallChoices
from commendations.models import Award, Category, Round
from office import evidence
from office.lists import Column, Listing, answer
from partnership.access import can, holds, public
from partnership.permissions import Permission
from priorities.models import Priority

COLUMNS = (
    Column("name", "Who", lambda row: row.wall_name, order=("wall_name",), leads=True),
    Column("category", "Kind of thanks", lambda row: row.commendation.category.name,
           order=("commendation__category__place",)),
    Column("when", "When", lambda row: row.month, order=("announced_at",)),
    Column("words", "In words", lambda row: row.wall_words),
    Column("agency", "Agency", lambda row: row.commendation.where),
    Column("good_practice", "What others can copy", lambda row: row.good_practice),
)  # fmt: skip

# So many judging records stand on the wall; older ones keep their addresses.
MOST_RECORDS = 5


@public
@never_cache
@require_safe
def commendations(request: HttpRequest) -> HttpResponse:
    """Everybody who was thanked and agreed to be seen, the latest first."""
    shown = Award.objects.on_wall()
    listing = Listing(
        request, shown.for_list(), columns=COLUMNS, choices=WallChoices, one="thank you", many="thanks",
        file_name="commendations",
    )  # fmt: skip
    things = [] if listing.wanted else listing.things
    first = things[0] if things and listing.page.number == 1 else None
    return answer(
        request, "commendations/commendations.html", listing, first=first, rest=things[1:] if first else things,
        pills=_pills(listing), total=shown.count(),
        chosen=[name for name, _ in listing.choices if name != "Kind of thanks"], good=shown.good_practice().count(),
        records=Round.objects.with_record()[:MOST_RECORDS], may_nominate=holds(request.user, Permission.NOMINATE),
        may_keep=can(request.user, Permission.KEEP_COMMENDATIONS),
        may_compare=can(request.user, Permission.COMPARE_THANKS),
        may_judge=holds(request.user, Permission.JUDGE_NOMINATIONS),
    )  # fmt: skip


def _pills(listing: Listing) -> list[tuple[str, str, bool]]:
    """Each kind of thanks with its count, a link each."""
    chosen = listing.query.get("category", "")
    counted = dict(
        Award.objects.on_wall().order_by().values_list("commendation__category__slug").annotate(count=Count("pk"))
    )
    kinds = [(each.slug, each.name) for each in Category.objects.all() if counted.get(each.slug)]
    return [
        (f"All {sum(counted.values())}", listing.address(category=None, page=None), not chosen),
        *(
            (f"{name}: {counted[slug]}", listing.address(category=slug, page=None), chosen == slug)
            for slug, name in kinds
        ),
    ]


@public
@never_cache
@require_safe
def good_practice(request: HttpRequest) -> HttpResponse:
    """What others can copy, by theme: the library of good practice."""
    rows = Award.objects.on_wall().good_practice().for_list()
    listing = Listing(
        request, rows, columns=COLUMNS, choices=WallChoices, one="example", many="examples", file_name="good-practice"
    )
    return answer(request, "commendations/good_practice.html", listing)


@public
@never_cache
@require_safe
def commended(request: HttpRequest, pk: int) -> HttpResponse:
    """One award."""
    award = get_object_or_404(Award.objects.on_wall().for_list(), pk=pk)
    nomination = award.commendation
    context = {
        "award": award, "nomination": nomination, "may_keep": can(request.user, Permission.KEEP_COMMENDATIONS),
        "priorities": Priority.objects.visible_to(request.user).filter(pk__in=nomination.priorities.values("pk")),
    }  # fmt: skip
    return render(request, "commendations/commended.html", context)


@public
@never_cache
@require_safe
def award_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The photo of an award on the wall whose person has agreed to it; the office sees it before."""
    rows = Award.objects if can(request.user, Permission.KEEP_COMMENDATIONS) else Award.objects.on_wall().filter(
        photo_agreed_at__isnull=False
    )  # fmt: skip
    award = get_object_or_404(rows.select_related("photo").exclude(photo=None), pk=pk)
    response = evidence.answer(award.photo)
    # A picture on a page, not a download; it is never kept, so that it is gone as soon as somebody says no.
    response.headers["Content-Disposition"] = "inline"
    return response


@public
@never_cache
@require_safe
def certificate_proof(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate is ours; who it is about stands here only when the wall says so too."""
    award = get_object_or_404(
        Award.objects.filter(announced_at__isnull=False).select_related("commendation__category"), code=code.upper()
    )
    shown = Award.objects.on_wall().filter(pk=award.pk).exists()
    return render(request, "commendations/certificate_proof.html", {"award": award, "shown": shown})


class WallFeed(Feed):
    """The latest on the wall, as an Atom feed; asked anew each time, so that what is taken down is gone."""

    feed_type = Atom1Feed
    title = "Thank you"
    subtitle = "People and teams who were thanked for what they do for children and families."

    def link(self) -> str:
        """The wall."""
        return reverse("commendations")

    def items(self) -> Any:
        """The latest thirty."""
        return Award.objects.on_wall().for_list()[:30]

    def item_title(self, item: Award) -> str:
        """Who."""
        return item.wall_name

    def item_description(self, item: Award) -> str:
        """In what words."""
        return item.wall_words

    def item_link(self, item: Award) -> str:
        """Its own page."""
        return reverse("commended", args=[item.pk])

    def item_updateddate(self, item: Award) -> Any:
        """When it was told."""
        return item.announced_at


_feed = WallFeed()


@public
@never_cache
@require_safe
def commendations_feed(request: HttpRequest) -> HttpResponse:
    """The wall as a feed."""
    return _feed(request)
