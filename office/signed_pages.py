"""A link in a letter that opens a page with a button: it says what for, about what, for whom and until when.

Opening the page changes nothing (mail programs open every link); only the button acts. The view's name is the purpose:

    address = signed_pages.link_for("confirm_manager", request, person=manager, until=at + timedelta(days=14))

    @public
    @signed_pages.opens
    def confirm_manager(request, signed): ...        # path("confirm/<str:token>/", ...)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from office.models import UsedLink
from partnership.models import Person
from partnership.refusals import Refusal

Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Signed:
    """What a link says: its purpose, the keys of the thing and of the person it was written to, and its own number."""

    purpose: str
    thing: int | None
    person: int | None
    until: datetime
    number: str


def token_for(purpose: str, thing: models.Model | None = None, *, person: Person | None = None, until: datetime) -> str:
    """The signed part of a link; `until` is an aware moment."""
    said = [thing.pk if thing else None, person.pk if person else None, int(until.timestamp()), token_hex(8)]
    return signing.dumps(said, salt=f"signed page: {purpose}")


def link_for(purpose: str, thing: models.Model | None = None, *, person: Person | None = None, until: datetime) -> str:
    """A whole address for a letter; `purpose` is the name of the view it opens."""
    return settings.SITE_ADDRESS + reverse(purpose, args=[token_for(purpose, thing, person=person, until=until)])


def read(token: str, *, purpose: str, at: datetime) -> Signed:
    """What a link says; Refusal when it was altered, was made for another page, has run out or has been used."""
    try:
        thing, person, until, number = signing.loads(token, salt=f"signed page: {purpose}")
    except (signing.BadSignature, ValueError, TypeError):
        raise Refusal(
            "This link is not whole. Copy all of it from the letter, or press the link in the letter itself."
        ) from None
    signed = Signed(purpose, thing, person, datetime.fromtimestamp(until, tz=at.tzinfo), number)
    if signed.until <= at:
        raise Refusal("This link has run out. If it still matters, ask us for a new one.")
    if UsedLink.objects.filter(number=number).exists():
        raise Refusal("This link has been used already. Nothing more is to be done.")
    return signed


def use(signed: Signed, *, at: datetime) -> None:
    """Use a link up, in the transaction of what its button does; of two at once one gets a Refusal."""
    _, first = UsedLink.objects.get_or_create(number=signed.number, defaults={"purpose": signed.purpose, "used_at": at})
    if not first:
        raise Refusal("This link has been used already. Nothing more is to be done.")


def opens(page: Page) -> Page:
    """Let a view be opened by a signed link: it gets `signed`; a link that does not hold gets a page that says why."""

    @wraps(page)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            signed = read(token, purpose=page.__name__, at=timezone.now())
        except Refusal as refusal:
            response = render(request, "office/link_refused.html", {"sentence": refusal.sentence}, status=410)
        else:
            response = page(request, signed, **kwargs)
        # The address itself is the key: it must not travel to other sites, into caches or into search engines. (With
        # "no-referrer" browsers call the origin of the form "null", and its button would be refused as a forgery.)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return opened
