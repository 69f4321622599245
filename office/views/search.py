"""Search: everything one may see, and nothing else."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from office import findable
from partnership.access import public

A_PAGE = 20


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box, and what it finds for whoever asks."""
    text = request.GET.get("q", "").strip()[:200]
    found = findable.search(text, person=request.user)
    page = Paginator(found.rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "office/search.html", {"text": text, "found": found, "page": page})
