"""Search: everything one may see, and nothing else."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from office import findable
from office.findable import START, STOP
from office.models import SearchEntry
from partnership.access import public

A_PAGE = 20
MOST_KINDS = 8


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box, and what it finds for whoever asks; a kind narrows it."""
    text, kind = (request.GET.get(name, "").replace("\0", "").strip()[:200] for name in ("q", "kind"))
    found = findable.search(text, person=request.user, kind=kind)
    page = Paginator(found.keys, A_PAGE).get_page(request.GET.get("page"))
    rows = [(row, _excerpt(row)) for row in findable.shown(page.object_list, found.query)]
    context = {"text": text, "kind": kind, "found": found, "page": page, "rows": rows,
               "kinds": _kinds(text, kind, found)}  # fmt: skip
    return render(request, "office/search.html", context)


def _kinds(text: str, kind: str, found: findable.Found) -> list[tuple[str, str, bool]]:
    """A link for each kind that was found, with its count: (words, address, chosen)."""
    if len(found.kinds) < 2:
        return []
    everything = ("Everything", "?" + urlencode({"q": text}), not kind)
    named = [
        (f"{name} ({count:,})", "?" + urlencode({"q": text, "kind": name}), name == kind)
        for name, count in found.kinds[:MOST_KINDS]
    ]
    return [everything, *named]


def _excerpt(row: SearchEntry) -> SafeString:
    """The words around what was found, marked; without anything found in them the summary."""
    told = getattr(row, "excerpt", "")
    if START not in told:
        return format_html("{}", row.summary)
    safe = conditional_escape(told)
    return mark_safe(safe.replace(START, "<mark>").replace(STOP, "</mark>"))
