"""PDF and packs: asked for with a button, made by a job, offered on a page of their own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits import copies, hands
from audits.models import Copy
from audits.views.files import whole_or_refuse
from office import made_files
from partnership.access import members, require
from partnership.models import Agency
from partnership.permissions import Permission


@members
@require_POST
def ask_for_copy(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One return as PDF, or as a pack that several boards can have without its being typed twice."""
    if kind not in (Copy.Kind.PDF, Copy.Kind.PACK):
        raise Http404
    thing = whole_or_refuse(request, pk)
    made = copies.ask(by=request.user, kind=kind, agency=thing.agency, assessment=thing, at=timezone.now())
    return redirect("copy", pk=made.pk)


@require(Permission.SEE_SELF_ASSESSMENTS)
@require_POST
def agency_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything an agency has ever answered here, in open formats."""
    agency = get_object_or_404(Agency, pk=pk)
    if not hands.sees_all_of(request.user, agency):
        raise Http404
    made = copies.ask(by=request.user, kind=Copy.Kind.AGENCY, agency=agency, at=timezone.now())
    return redirect("copy", pk=made.pk)


@members
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """One copy: being made, ready, or what went wrong."""
    return render(request, "audits/copy.html", {"copy": _own(request, pk)})


@members
def copy_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, as a fragment that its page fetches every two seconds."""
    return render(request, "audits/_copy_progress.html", {"copy": _own(request, pk)})


@members
def copy_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, while the person may still read all of it."""
    kept = _own(request, pk)
    if kept.made_at is None or not copies.may_still_have(request.user, kept):
        raise Http404
    return made_files.answer(kept, name=copies.name_of(kept), kind=copies.type_of(kept))


def _own(request: HttpRequest, pk: int) -> Copy:
    return get_object_or_404(Copy.objects.visible_to(request.user).for_list(), pk=pk)
