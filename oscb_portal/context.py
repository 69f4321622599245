"""What every page knows: the partnership's name and numbers, the way out, the ways through, whose hat one wears."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from office import rules
from oscb_portal import navigation
from partnership import access
from partnership.roles import ROLES


@dataclass(frozen=True)
class Partnership:
    """How the partnership presents itself: two lines of name, whom to ring, where "Leave this site" leads."""

    place: str
    kind: str
    area: str
    lead: str
    hub_phone: str
    hub_hours: str
    night_phone: str
    referral_address: str
    exit_address: str
    data_controller: str
    made_up: bool

    @property
    def name(self) -> str:
        """The whole name in one line."""
        return f"{self.place} {self.kind}"


@dataclass(frozen=True)
class Hat:
    """One membership as the masthead shows it."""

    pk: int
    words: str
    chosen: bool


def house(request: HttpRequest) -> dict[str, object]:
    """Values for base.html and for every template that extends it."""
    if not hasattr(request, "user"):  # refused before anybody asked who it is, such as a host we do not serve
        request.user = AnonymousUser()
    hats = _hats(request)
    return {
        "demo": settings.DEMO,
        "request_number": getattr(request, "number", "-"),
        "partnership": partnership(),
        "navigation": navigation.entries(navigation.MAIN, request),
        "account": [*_who(request, hats), *navigation.entries(navigation.ACCOUNT, request)],
        "foot": navigation.entries(navigation.FOOT, request),
        "hats": hats,
        "join_address": navigation.JOIN if navigation.exists(navigation.JOIN) else "",
        "printed_on": timezone.localdate(),
    }


def partnership() -> Partnership:
    """The partnership as its rules say today."""
    today = timezone.localdate()

    def rule(key: str) -> str:
        return str(rules.value(key, on=today))

    return Partnership(
        place=rule("partnership.name_first"),
        kind=rule("partnership.name_second"),
        area=rule("partnership.area_name"),
        lead=rule("front_page.lead"),
        hub_phone=rule("contact.hub_phone"),
        hub_hours=rule("contact.hub_hours"),
        night_phone=rule("contact.night_phone"),
        referral_address=rule("contact.referral_address"),
        exit_address=rule("contact.exit_address"),
        data_controller=rule("partnership.data_controller"),
        made_up=settings.DEMO,
    )


def _hats(request: HttpRequest) -> list[Hat]:
    if not request.user.is_authenticated:
        return []
    held = access.memberships(request.user)
    chosen = request.session.get(access.HAT_KEY)
    if chosen not in {each.pk for each in held}:
        chosen = held[0].pk if held else None
    return [Hat(each.pk, f"{ROLES[each.role].name}, {each.agency}", each.pk == chosen) for each in held]


def _who(request: HttpRequest, hats: list[Hat]) -> list[navigation.Entry]:
    """The person's name, and the role when there is but one; with several the choice beside it says which."""
    if not request.user.is_authenticated:
        return []
    role = ROLES[access.memberships(request.user)[0].role].name.lower() if len(hats) == 1 else ""
    return [navigation.Entry(f"{request.user}, {role}" if role else str(request.user), "")]
