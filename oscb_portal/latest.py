"""What the public front page tells of the rooms, published only: news, next training, learning, campaigns, thanks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.timezone import localdate

from commendations.models import Award
from office.models import PageVersion
from priorities.models import Campaign
from reviews.models import Product
from training.models import Event

NEWS, EVENTS, LEARNING, CAMPAIGNS, THANKS = 3, 4, 3, 2, 3
NOBODY = AnonymousUser()


@dataclass(frozen=True)
class Item:
    """One thing that is new: where it is read, what it is called, a sentence, a day that leads or none."""

    title: str
    address: str
    words: str
    day: date | None = None


def shown(*, at: datetime) -> dict[str, list[Item]]:
    """Each list by its name, as somebody reads it who has not signed in; what is empty is left out by the page."""
    return {
        "news": list(_news(at)),
        "events": list(_events(at)),
        "learning": list(_learning(localdate(at))),
        "campaigns": list(_campaigns(localdate(at))),
        "thanks": list(_thanks()),
    }


def _news(at: datetime) -> Iterable[Item]:
    for version in PageVersion.objects.shown(at).visible_to(NOBODY).news()[:NEWS]:
        yield Item(version.title, version.page.address, version.summary, localdate(version.shown_from))


def _events(at: datetime) -> Iterable[Item]:
    coming = Event.objects.scheduled().visible_to(NOBODY).to_come(at).select_related("course", "venue")
    for event in coming[:EVENTS]:
        yield Item(event.course.title, reverse("event", args=[event.pk]), event.place, event.day)


def _learning(today: date) -> Iterable[Item]:
    for product in Product.objects.published(today)[:LEARNING]:
        yield Item(product.title, reverse("learning", args=[product.slug]), product.summary)


def _campaigns(today: date) -> Iterable[Item]:
    """Those that run now or are next."""
    rows = Campaign.objects.published().filter(ends_on__gte=today).order_by("starts_on", "title")
    for campaign in rows[:CAMPAIGNS]:
        until = f"{campaign.how_far(today)}, {campaign.starts_on:%-d %B} to {campaign.ends_on:%-d %B %Y}."
        yield Item(campaign.title, reverse("campaign", args=[campaign.slug]), until)


def _thanks() -> Iterable[Item]:
    for award in Award.objects.on_wall()[:THANKS]:
        yield Item(award.wall_name, reverse("commended", args=[award.pk]), award.wall_words)
