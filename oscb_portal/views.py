"""Pages of the house itself: front page, health, errors, the choice of the agency one acts for."""

import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from office import findable, joining, letters
from office.asking import Done, ask
from office.forms.letter_choices import LetterChoicesForm
from oscb_portal import api, desk, front_page, gallery, health, latest, navigation, rooms
from oscb_portal.components import WORDS
from partnership import access
from partnership.access import members, public
from partnership.models import Membership
from partnership.permissions import Permission


@public
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Signed in: what waits for you. Everybody else: what this is, and what to do when worried about a child."""
    now = timezone.localtime()
    if not request.user.is_authenticated:
        context = front_page.shown(on=now.date()) | {"latest": latest.shown(at=now)}
        return render(request, "oscb_portal/front.html", context)
    waits = rooms.waiting(request.user, on=now.date())
    return render(
        request,
        "oscb_portal/home.html",
        {
            "desk": desk.laid_out(waits, on=now.date()),
            "greeting": desk.greeting(now.hour),
            "today": now.date(),
            "often": navigation.entries(navigation.OFTEN, request),
            "asked": () if access.memberships(request.user) else joining.asked_by(request.user),
        },
    )


@public
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The component gallery: each component, its words, its source. The demonstration shows it to everybody."""
    if not settings.DEMO and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not settings.DEMO and not access.holds(request.user, Permission.SEE_COMPONENTS):
        raise PermissionDenied
    return render(request, "oscb_portal/components.html", {"examples": gallery.examples(), "words": WORDS})


@members
@require_POST
def choose_hat(request: HttpRequest) -> HttpResponse:
    """Choose the agency for which one acts from now on."""
    number = request.POST.get("hat", "")
    pk = int(number) if number.isdecimal() else 0
    hat = get_object_or_404(Membership.objects.current(timezone.localdate()), pk=pk, person=request.user)
    request.session[access.HAT_KEY] = hat.pk
    return redirect("front")


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where search engines find the list of what is public; all else asks who one is by itself (RFC 9309)."""
    words = f"User-agent: *\nDisallow: /accounts/\nSitemap: {settings.SITE_ADDRESS}/sitemap.xml\n"
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every address the public may find, as search engines read it (sitemaps.org 0.9)."""
    home = settings.SITE_ADDRESS
    ways = [way.address for way in (*navigation.MAIN, *navigation.FOOT) if way.who in navigation.OPEN]
    lists = [address for address in ways if navigation.exists(address)]
    addresses = [home + each for each in dict.fromkeys(["/", *lists, *findable.public_addresses()])]
    return render(request, "oscb_portal/sitemap.xml", {"addresses": addresses}, content_type="application/xml")


@members
def notifications(request: HttpRequest) -> HttpResponse:
    """How letters come, topic by topic, and every subscription in one place."""
    person, now = request.user, timezone.now()
    form = LetterChoicesForm(request.POST or None, held=letters.choices_of(person))

    def choose(given: dict[str, Any]) -> Done:
        letters.choose(by=person, choices=given, at=now)
        return Done("Kept. It holds for letters from now on.", reverse("notifications"))

    held = rooms.subscriptions(person, at=now)
    return ask(request, "oscb_portal/notifications.html", form, choose, held=held)


@public
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


@public
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Everything the portal stands on answers; else 503 with the names of what fails."""
    failing = health.failures()
    status = {name: failing.get(name, "ok") for name in health.CHECKS}
    return JsonResponse({"status": "failing" if failing else "ready", **status}, status=503 if failing else 200)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when it was simply too much."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", {"number": getattr(request, "number", "-")}, status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: one may see it, and may not do it."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this person."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that is away; needs nothing but its template."""
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    name, status = ("maintenance.html", 503) if away else ("500.html", 500)
    response = HttpResponse(render_to_string(name, {"number": getattr(request, "number", "-")}), status=status)
    if away:
        response.headers["Retry-After"] = "30"
    return response


@public
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """What the API offers, in our own page: no script and nothing from elsewhere."""
    return render(request, "oscb_portal/api_docs.html", {"operations": api.described(), "about": api.api.description})


@public
@require_safe
def api_document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(api.api.get_openapi_schema())
