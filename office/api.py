"""The door of the API: a key says for whom one asks, what one may do and how often; nothing is done twice."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from office import tokens
from office.models import KeptAnswer, Token

# So long a repeated request gets the first answer again.
REMEMBERED = timedelta(days=2)
LONGEST_KEY = 100


class WithKey(HttpBearer):
    """Opens to `Authorization: Bearer oscb_…` of a living key; with a scope only to keys that have it."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The key, or None for 401; 403 when the key may not do this."""
        held = tokens.opened_with(token, on=timezone.localdate())
        if held and self.scope and self.scope not in held.scopes:
            raise HttpError(403, f"This key may not do this. It lacks: {Token.Scope(self.scope).label}.")
        if held:
            held.responsible.acting_for = held.agency
        return held


class PerKey(SimpleRateThrottle):
    """So many requests a minute of one key; more are answered with 429 and the seconds to wait."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """The public beginning of the key: another key of the same agency has its own minute."""
        held = getattr(request, "auth", None)
        return f"api-requests-{held.prefix}" if isinstance(held, Token) else None


def answered_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a POST with an Idempotency-Key be done once: whoever repeats it gets the first answer again.

    Two at the same moment wait for each other; what was refused or failed is not kept and may be tried again.
    """

    @wraps(view)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key:
            return view(request, *args, **kwargs)
        if len(key) > LONGEST_KEY:
            return _refused(f"An Idempotency-Key has at most {LONGEST_KEY} characters.")
        opened_by = hashlib.sha256(request.headers.get("Authorization", "").encode()).hexdigest()
        with transaction.atomic():
            row = _first(opened_by, key, request.path)
            if row is None:
                return _again(KeptAnswer.objects.get(opened_by=opened_by, key=key), request.path)
            response = view(request, *args, **kwargs)
            if 200 <= response.status_code < 300:
                row.status, row.body = response.status_code, response.content.decode()
                row.save(update_fields=["status", "body"])
            else:
                row.delete()
        return response

    return once


def _first(opened_by: str, key: str, path: str) -> KeptAnswer | None:
    """The row of a request nobody has sent before; waits for another that is under way, and is None after it."""
    now = timezone.now()
    KeptAnswer.objects.filter(at__lt=now - REMEMBERED).delete()
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(opened_by=opened_by, key=key, path=path, at=now)
    except IntegrityError:
        return None


def _again(kept: KeptAnswer, path: str) -> HttpResponse:
    if kept.path != path:
        return _refused("This Idempotency-Key was used for another address. Take a new one for each request.")
    answer = HttpResponse(kept.body, status=kept.status, content_type="application/json; charset=utf-8")
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _refused(sentence: str) -> HttpResponse:
    return JsonResponse({"detail": sentence}, status=422)


class KeyOut(Schema):
    """The key one uses."""

    agency: str
    name: str
    may: list[str]
    expires_on: str


router = Router(tags=["The key"])


@router.get("/", response=KeyOut, auth=WithKey(), summary="Whose key this is and what it may do")
def key(request: HttpRequest) -> dict[str, object]:
    """Agency, name, scopes and last day of the key in the header."""
    held: Token = request.auth
    return {
        "agency": held.agency.name,
        "name": held.name,
        "may": held.scopes,
        "expires_on": held.expires_on.isoformat(),
    }
