"""What happens to every request before a view sees it: it gets a number, and the person a hat."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from office import rules
from partnership import access, request_number

Next = Callable[[HttpRequest], HttpResponse]
A_NUMBER = re.compile(r"[0-9a-f-]{8,36}\Z")


def number_requests(get_response: Next) -> Next:
    """Give the request a number a person can quote; keep the proxy's when it is one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.number = given if A_NUMBER.match(given) else uuid.uuid4().hex[:12]
        token = request_number.current.set(request.number)
        try:
            response = get_response(request)
        finally:
            request_number.current.reset(token)
        response.headers["X-Request-Id"] = request.number
        return response

    return middleware


def wear_hat(get_response: Next) -> Next:
    """Put the agency for which the person acts on the person (a choice kept in the session)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            access.wear(request.user, request.session.get(access.HAT_KEY))
        return get_response(request)

    return middleware


def keep_private(get_response: Next) -> Next:
    """Let no browser or proxy keep what somebody saw who was signed in: the machine may be a shared one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


def read_rules_once(get_response: Next) -> Next:
    """Ask the database for the rules of the partnership at most once while a request is served."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with rules.read_once():
            return get_response(request)

    return middleware
