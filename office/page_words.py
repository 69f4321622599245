"""Words in double braces that a page fills in: telephone numbers, names and lists that the rules and records know."""

import re
from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

from office import rules
from partnership.models import Agency
from partnership.refusals import Refusal

BRACES = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
NOT_SET = "(not set yet)"
# Rules a page may name, by the words one writes.
RULES = {
    "area": "partnership.area_name",
    "data controller": "partnership.data_controller",
    "email": "contact.email",
    "hub hours": "contact.hub_hours",
    "hub phone": "contact.hub_phone",
    "night phone": "contact.night_phone",
    "referral address": "contact.referral_address",
}
# Rules that say how long something is kept, in the words of the privacy notice.
SPANS = {
    "answers kept": "training.evaluation_keeps",
    "dormant after": "membership.dormant_after",
    "letters kept": "letters.keep",
    "needs kept": "training.needs_kept",
    "stories kept": "commendations.forget_after",
}
SCHOOLS = (Agency.Kind.SCHOOL, Agency.Kind.COLLEGE, Agency.Kind.EARLY_YEARS, Agency.Kind.GENERAL_PRACTICE)


def filled(text: str, *, on: date) -> str:
    """The Markdown with every word in braces filled in as of a day; unknown ones stay as they are."""
    return BRACES.sub(lambda found: FILLS[found[1]](on) if found[1] in FILLS else found[0], text)


def refuse_unknown(text: str) -> None:
    """Refusal that names the words in braces that stand for nothing, and those that do."""
    unknown = sorted({found[1] for found in BRACES.finditer(text)} - set(FILLS))
    if unknown:
        named = ", ".join(f"“{{{{ {word} }}}}”" for word in unknown)
        raise Refusal(f"{named} stands for nothing. Use one of: {', '.join(sorted(FILLS))}.")


def _rule(key: str) -> Callable[[date], str]:
    return lambda on: str(rules.value(key, on=on)) or NOT_SET


def _span(key: str) -> Callable[[date], str]:
    """A rule with its unit: "24 months"."""
    return lambda on: rules.standing_of(key, on=on).words or NOT_SET


def _name(on: date) -> str:
    return " ".join(rules.value(f"partnership.name_{line}", on=on) for line in ("first", "second"))


def _partners(on: date) -> str:
    """The three safeguarding partners, one a line."""
    return _lines(Agency.objects.active(on).filter(safeguarding_partner=True).order_by("name"))


def _agencies(on: date) -> str:
    """The others, one a line; of schools, settings and practices how many there are."""
    others = Agency.objects.active(on).filter(safeguarding_partner=False, parent=None)
    others = others.exclude(kind=Agency.Kind.BOARD).exclude(kind__in=SCHOOLS)
    many = Agency.objects.active(on).filter(kind__in=SCHOOLS)
    count = many.count()
    more = f"\n- {count:,} schools, colleges, early years settings and general practices" if count else ""
    return _lines(others.order_by("name")) + more


def _lines(agencies: QuerySet[Agency]) -> str:
    return "\n".join(f"- {_plain(agency.name)}" for agency in agencies) or f"- {NOT_SET}"


def _plain(words: str) -> str:
    """Words in which no sign means anything to Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~-])", r"\\\1", words)


FILLS: dict[str, Callable[[date], str]] = {
    **{words: _rule(key) for words, key in RULES.items()},
    **{words: _span(key) for words, key in SPANS.items()},
    "agencies": _agencies,
    "partners": _partners,
    "partnership": _name,
}
