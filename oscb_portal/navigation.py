"""The ways through the site, as data: which words, which address, for whom; what is not built yet is not shown."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from partnership import access
from partnership.permissions import Permission

EVERYBODY, VISITORS, MEMBERS = "everybody", "visitors", "members"
# Open to whoever has not signed in.
OPEN = (EVERYBODY, VISITORS)


@dataclass(frozen=True)
class Way:
    """One entry: who sees it is everybody, visitors, members, or whoever holds a permission."""

    words: str
    address: str
    who: str | Permission = EVERYBODY


@dataclass(frozen=True)
class Entry:
    """One entry as a page shows it."""

    words: str
    address: str
    here: bool = False


MAIN = (
    Way("Waiting for you", "/", MEMBERS),
    Way("Our priorities", "/priorities/"),
    Way("Demand Dashboard", "/dashboard/", Permission.SEE_DASHBOARD),
    Way("Demand Dashboard", "/dashboard/public/", VISITORS),
    Way("Training", "/training/"),
    Way("Audits", "/audits/", MEMBERS),
    Way("Learning", "/reviews/"),
    Way("Commendations", "/commendations/"),
    Way("Reports", "/reports/"),
    Way("The board", "/governance/", MEMBERS),
    Way("Office", "/office/", Permission.USE_OFFICE),
)

ACCOUNT = (
    Way("Search", "/search/"),
    Way("Sign in", "/accounts/login/", VISITORS),
    Way("Your account", "/accounts/profile/", MEMBERS),
    Way("Sign out", "/accounts/logout/", MEMBERS),
)

OFTEN = (
    Way("Read what was promised: actions", "/priorities/actions/", Permission.SEE_ACTIONS),
    Way("Find training", "/training/", MEMBERS),
    Way("Send a return", "/dashboard/returns/", Permission.SEND_RETURNS),
    Way("Send in a workbook", "/dashboard/imports/", Permission.LOAD_DATA),
    Way("See the people of your agency", "/office/people/", Permission.SEE_PEOPLE),
    Way("Open data sharing agreements", "/office/agreements/", Permission.READ_AGREEMENTS),
    Way("Record what you were told", "/priorities/voice/new/", Permission.RECORD_VOICES),
    Way("Change a rule of the partnership", "/office/rules/", Permission.SET_RULES),
    Way("Read the letters we wrote", "/office/letters/", Permission.READ_LETTERS),
    Way("See who did what", "/trail/", Permission.READ_TRAIL),
    Way("Thank someone", "/commendations/nominate/", MEMBERS),
)

FOOT = (
    Way("Worried about a child?", "/pages/worried-about-a-child/"),
    Way("News", "/news/"),
    Way("Newsletter", "/newsletter/"),
    Way("Documents", "/documents/"),
    Way("Campaigns", "/priorities/campaigns/"),
    Way("What we were told", "/priorities/voice/"),
    Way("Figures for everybody", "/dashboard/public/"),
    Way("Contact us", "/pages/contact/"),
    Way("Who we are", "/pages/who-we-are/"),
    Way("Accessibility", "/pages/accessibility/"),
    Way("Privacy", "/pages/privacy/"),
    Way("Procedures", "/pages/procedures/"),
    Way("Trail", "/trail/", Permission.READ_TRAIL),
    Way("API", "/api/v1/docs/", MEMBERS),
    Way("Components", "/house/components/", Permission.SEE_COMPONENTS),
)


# Where one asks for an account.
JOIN = "/accounts/join/"


def entries(ways: tuple[Way, ...], request: HttpRequest) -> list[Entry]:
    """The ways this person may go, the one he or she is on marked."""
    open_to_all = [way for way in ways if exists(way.address) and _may_see(way, request)]
    here = max((way.address for way in open_to_all if _leads(way.address, request.path)), key=len, default=None)
    return [Entry(way.words, way.address, way.address == here) for way in open_to_all]


@lru_cache
def exists(address: str) -> bool:
    """Whether the site has this address; it does not change while it runs."""
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def _may_see(way: Way, request: HttpRequest) -> bool:
    signed_in = request.user.is_authenticated
    if way.who in (VISITORS, MEMBERS):
        return signed_in == (way.who == MEMBERS)
    return way.who == EVERYBODY or access.holds(request.user, way.who)


def _leads(address: str, path: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
