"""What lies on the business unit's desk: each drawer with its count, and what in it needs somebody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from office import rules
from office.models import Agreement, Document, JoinRequest, Letter, PageVersion, Subscriber, Token
from partnership.models import Agency, Membership

LETTERS_OF = timedelta(days=30)
KEYS_END_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Drawer:
    """One link of the desk: what it is called, the view it opens, what is in it, and what needs somebody."""

    name: str
    opens: str
    holds: str
    needs: str = ""


def drawers(*, at: datetime) -> list[Drawer]:
    """The drawers in the order in which an office uses them."""
    today = localdate(at)
    return [
        _joining(),
        _people(today),
        _agencies(today),
        _agreements(today),
        _letters(at),
        _pages(today),
        _documents(today),
        _newsletters(),
        _rules(today),
        _keys(today),
        _trail(),
    ]


def _joining() -> Drawer:
    waiting = JoinRequest.objects.waiting().count()
    return Drawer(
        "Joining", "join_requests", "Who asks to belong to an agency", _some(waiting, "person waits", "people wait")
    )


def _agencies(today: date) -> Drawer:
    return Drawer("Agencies", "agencies", f"{Agency.objects.active(today).count():,} belong to the partnership")


def _people(today: date) -> Drawer:
    people = Membership.objects.current(today).values("person").distinct().count()
    return Drawer("People", "people", f"{people:,} belong to an agency")


def _agreements(today: date) -> Drawer:
    due = Agreement.objects.filter(review_on__lte=today).count()
    return Drawer(
        "Data sharing agreements",
        "agreements",
        f"{Agreement.objects.count():,} kept",
        _some(due, "is to be looked at again", "are to be looked at again"),
    )


def _letters(at: datetime) -> Drawer:
    letters = Letter.objects.filter(written_at__gte=at - LETTERS_OF)
    astray = Letter.objects.astray(at - LETTERS_OF).count()
    return Drawer(
        "Letters",
        "letters",
        f"{letters.count():,} written in 30 days",
        _some(astray, "did not arrive", "did not arrive"),
    )


def _pages(today: date) -> Drawer:
    newest = PageVersion.objects.newest()
    due = newest.filter(review_on__lte=today).count()
    return Drawer(
        "Pages and news",
        "kept_pages",
        f"{newest.count():,} written",
        _some(due, "is to be looked at again", "are to be looked at again"),
    )


def _documents(today: date) -> Drawer:
    due = Document.objects.due(today).count()
    return Drawer(
        "Documents",
        "documents",
        f"{Document.objects.standing().count():,} in the library",
        _some(due, "is to be looked at again", "are to be looked at again"),
    )


def _newsletters() -> Drawer:
    return Drawer("Newsletters", "kept_newsletters", f"{Subscriber.objects.living().count():,} people get them")


def _rules(today: date) -> Drawer:
    missing = len(rules.missing(on=today))
    return Drawer(
        "Rules",
        "rules",
        f"{len(rules.DECLARED)} names, days and clocks",
        _some(missing, "is not set yet", "are not set yet"),
    )


def _keys(today: date) -> Drawer:
    living = Token.objects.living(today)
    ending = living.filter(expires_on__lte=today + KEYS_END_WITHIN).count()
    return Drawer(
        "Keys to the API",
        "tokens",
        f"{living.count():,} in use",
        _some(ending, "ends within 30 days", "end within 30 days"),
    )


def _trail() -> Drawer:
    return Drawer("Trail", "trail", "Who did what, and when")


def _some(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}" if count else ""
