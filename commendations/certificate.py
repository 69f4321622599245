"""Certificate and letter of thanks on paper: tagged PDF, names of any length, no sign a printer does not know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from commendations import manners
from commendations.models import Award
from office import pdf, rules


def make(award: Award, *, request: HttpRequest) -> bytes:
    """The certificate of one award."""
    return make_batch([award], request=request)


def make_batch(awards: list[Award], *, request: HttpRequest) -> bytes:
    """The certificates of a ceremony, a page each, in one file."""
    pages = [_page(award) for award in awards]
    return pdf.make("commendations/certificate_pdf.html", {"pages": pages, "signer": _signer(awards)}, request=request)


def make_letter(award: Award, *, request: HttpRequest) -> bytes:
    """The letter of thanks by the chair."""
    nomination = award.commendation
    words = [nomination.words, *nomination.joined.values_list("words", flat=True)]
    context = {**_page(award), "stories": [manners.printable(each) for each in words], "signer": _signer([award])}
    return pdf.make("commendations/letter_pdf.html", context, request=request)


def _page(award: Award) -> dict[str, Any]:
    nomination = award.commendation
    name = name_of(award)
    return {
        "name": name, "size": manners.size_of(name), "where": manners.printable(nomination.where),
        "category": nomination.category.name, "words": manners.printable(award.wall_words), "code": award.code,
        "on": localdate(award.announced_at or award.announce_at),
        "proof": settings.SITE_ADDRESS + reverse("certificate_proof", args=[award.code]),
    }  # fmt: skip


def name_of(award: Award) -> str:
    """The name as paper takes it: the nominee's if our fonts have all its letters, else the wall's if it is whole."""
    names = (award.commendation.nominee_name, award.wall_name)
    whole = [manners.printable(name) for name in names if not manners.loses_letters(name)]
    return next(filter(None, [*whole, *(manners.printable(name) for name in names)]), "")


def loses_letters(award: Award) -> bool:
    """Whether the certificate can print neither name whole, so that somebody should write one by hand or in Latin."""
    return all(manners.loses_letters(name) for name in (award.commendation.nominee_name, award.wall_name))


def _signer(awards: list[Award]) -> dict[str, str]:
    on = localdate(awards[0].announced_at or awards[0].announce_at)
    keys = ("commendations.chair_name", "commendations.chair_role")
    return dict(zip(("name", "role"), (rules.value(key, on=on) for key in keys), strict=True))
