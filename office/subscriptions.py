"""What a person has asked to be told of, in one shape for every room; here the newsletter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from office import signed_pages
from office.models import Subscriber
from office.newsletters import LEAVE_LINK_LASTS
from partnership.models import Person


@dataclass(frozen=True)
class Held:
    """One subscription: of what, how often, and the page on which it is changed or ended."""

    what: str
    how: str
    address: str


def held(person: Person, *, at: datetime) -> Iterable[Held]:
    """The newsletter, when the person's own address gets it."""
    for subscriber in Subscriber.objects.living().filter(email=person.email):
        link = signed_pages.link_for("leave_newsletter", subscriber, until=at + LEAVE_LINK_LASTS)
        yield Held("The newsletter", "A few times a year", link)
