"""The trail: who did what, for which agency, when and about what."""

import re
from datetime import date
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from office import lists
from office.filters import TrailChoices
from office.lists import Column
from partnership.access import require
from partnership.models import TrailEntry
from partnership.permissions import Permission

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _about(entry: TrailEntry) -> str:
    """The kind of thing in words and its number; things may be gone, the line stays."""
    if not entry.about_kind:
        return ""
    try:
        kind = str(apps.get_model(entry.about_kind)._meta.verbose_name)
    except LookupError:
        kind = entry.about_kind
    return f"{kind} {entry.about_id}"


def _deed(entry: TrailEntry) -> str:
    return entry.deed.replace("_", " ").capitalize()


def _detail(entry: TrailEntry) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {_in_words(value)}" for name, value in entry.detail.items())


def _in_words(value: Any) -> str:
    """A detail as people write it: keys without underscores, days as days, yes and no."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_in_words(each) for each in value) or "none"
        case str() if DAY.fullmatch(value):
            return f"{date.fromisoformat(value):%-d %B %Y}"
        case str():
            return value.replace("_", " ")
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else str(value)


COLUMNS = [
    Column("at", "When", lambda entry: entry.at, order=("at", "pk")),
    Column("deed", "What", _deed, order=("deed",), leads=True),
    Column("by", "Who", lambda entry: entry.by or "The portal itself", order=("by__name",)),
    Column("agency", "For", lambda entry: entry.agency or "", order=("agency__name",)),
    Column("about", "About", _about, order=("about_kind", "about_id")),
    Column("detail", "More", _detail),
    Column("request", "Request", lambda entry: entry.request_number, file_only=True),
]


@require(Permission.READ_TRAIL)
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Every deed, the latest first."""
    listing = lists.Listing(
        request,
        TrailEntry.objects.for_list(),
        columns=COLUMNS,
        choices=TrailChoices,
        one="deed",
        many="deeds",
        file_name="trail",
    )
    return lists.answer(request, "office/trail.html", listing)
