"""The door of the API: a key in the header says for which agency one asks and what one may do."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer

from office import tokens
from office.models import Token


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
