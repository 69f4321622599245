"""Packs: the shelf of them, and one on screen."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnership.access import require
from partnership.permissions import Permission
from reports import papers
from reports.packs import quarters, shelf


@require(Permission.SEE_SELF_ASSESSMENTS)
@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """What there is for this person."""
    today = timezone.localdate()
    every = shelf.oversees(request.user)
    return render(request, "reports/packs.html", {
        "quarters": [(quarters.slug_of(each), each) for each in quarters.recent(today)] if every else [],
        "agencies": shelf.profiled(request.user, on=today),
    })  # fmt: skip


@require(Permission.SEE_SELF_ASSESSMENTS)
@require_safe
def pack(request: HttpRequest, kind: str, about: str) -> HttpResponse:
    """One pack, as it stands now; its figures as a workbook."""
    found = shelf.find(kind, about, viewer=request.user, on=timezone.localdate())
    if found is None:
        raise Http404
    if (wanted := request.GET.get("format")) in ("xlsx", "ods"):
        parts = [(chapter.title, chapter.gathered) for chapter in found.chapters]
        name = f"{found.kind}-{found.about}"
        return papers.as_workbook(parts, name=name, title=found.title, open_format=wanted == "ods")
    return render(request, "reports/pack.html", {"pack": found})
