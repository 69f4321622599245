"""Pages kept for strangers: what nobody signed in asks for again is answered from what was made before, never stale.

A page is kept under the minute and the snapshot of the database. PostgreSQL's snapshot names exactly the transactions
one can see: as long as nothing whatever was committed it is the same, and afterwards it never comes again. A change
of a place, a rule or a name therefore shows at once, and a page made while something was committed is found by nobody.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Page = Callable[..., HttpResponse]
# The minute is part of the key: what depends on the hour changes on whole minutes.
SECONDS, LONGEST_QUERY = 75, 300


def kept_for_strangers(page: Page) -> Page:
    """Keep the answers of a public page for those who are not signed in and have no message waiting."""

    @wraps(page)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_a_strangers(request):
            return page(request, *args, **kwargs)
        key = _key(request)
        known = cache.get(key)
        if known is not None:
            content, content_type = known
            return HttpResponse(content, content_type=content_type)
        response = page(request, *args, **kwargs)
        if response.status_code == 200 and not response.streaming and not response.cookies and _is_plain(response):
            cache.set(key, (response.content, response.headers["Content-Type"]), SECONDS)
        return response

    return answered


def _is_a_strangers(request: HttpRequest) -> bool:
    """Whether the page is the same for everybody who asks like this."""
    own = (settings.SESSION_COOKIE_NAME, "messages")
    return (
        request.method == "GET"
        # Within a transaction one's own writes are seen and are in no snapshot.
        and not connection.in_atomic_block
        and not any(name in request.COOKIES for name in own)
        and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
    )


def _is_plain(response: HttpResponse) -> bool:
    """Whether nothing but the type needs to be told beside the content; a file or a token of a form is not kept."""
    return not response.has_header("Content-Disposition") and b"csrfmiddlewaretoken" not in response.content


def _key(request: HttpRequest) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_snapshot()::text")
        snapshot = cursor.fetchone()[0]
    minute = int(timezone.now().timestamp()) // 60
    asked = f"{request.get_host()} {request.get_full_path()} {minute} {snapshot}"
    return f"kept page {blake2b(asked.encode(), digest_size=16).hexdigest()}".replace(" ", ":")
