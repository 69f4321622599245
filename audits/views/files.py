"""Copies made at once, Word and the offline workbook; the workbook back in. PDF and packs: views/copies.py."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from audits import answering, hands, offline, papers
from audits.models import SelfAssessment
from audits.views.assessments import visible_or_404
from office import tables_in
from office.forms.files import ListForm
from office.spreadsheets import XLSX_TYPE
from office.tables_in import Fault
from partnership.access import members
from partnership.refusals import Refusal

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def whole_or_refuse(request: HttpRequest, pk: int) -> SelfAssessment:
    """A self-assessment all of which the person may read: copies hold everything."""
    thing = visible_or_404(request, pk)
    if answering.codes_open_to(request.user, thing) is not None:
        raise PermissionDenied
    return thing


@members
def self_assessment_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole as a Word file."""
    thing = whole_or_refuse(request, pk)
    return _file(papers.word(thing, at=timezone.now()), f"{papers.name_of(thing)}.docx", WORD_TYPE)


@members
def self_assessment_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions one may read with what stands there now, to fill in offline."""
    thing = visible_or_404(request, pk)
    only = answering.codes_open_to(request.user, thing)
    return _file(offline.workbook(thing, only=only), f"{papers.name_of(thing)}.xlsx", XLSX_TYPE)


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@members
def upload_offline(request: HttpRequest, pk: int) -> HttpResponse:
    """A workbook filled in offline; it changes nothing yet."""
    thing = _answerable(request, pk)
    form = ListForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []
    if form.is_valid():
        try:
            found, faults = offline.read(thing, form.cleaned_data["upload"].read())
            if not faults:
                offline.lay_down(by=request.user, assessment=thing, found=found, at=timezone.now())
                return redirect("check_offline", pk=pk)
            form.add_error("upload", tables_in.unread(faults))
        except Refusal as refusal:
            form.add_error("upload", refusal.sentence)
    return render(request, "audits/upload_offline.html", {"form": form, "faults": faults, "assessment": thing})


@members
def check_offline(request: HttpRequest, pk: int) -> HttpResponse:
    """What the workbook would change; at each conflict one says whose words stay."""
    thing = _answerable(request, pk)
    found = offline.laid_down(request.user, thing)
    if found is None:
        raise Http404
    rows = [each for each in offline.compare(thing, found) if _may(request, thing, each.criterion.code)]
    chosen: dict[str, str] = {}
    if request.method == "POST":
        chosen = {each.criterion.code: request.POST.get(f"take-{each.criterion.code}", "") for each in rows}
        open_ones = [each.criterion.number for each in rows if each.conflict and not chosen[each.criterion.code]]
        if not open_ones:
            return _take(request, thing, rows, {code for code, word in chosen.items() if word == "theirs"})
        messages.warning(request, f"Say whose words stay: {', '.join(open_ones)}.")
    return render(request, "audits/check_offline.html", {
        "assessment": thing, "rows": [(each, chosen.get(each.criterion.code, "")) for each in rows],
    })  # fmt: skip


def _take(request: HttpRequest, thing: SelfAssessment, rows: list[offline.Row], theirs: set[str]) -> HttpResponse:
    try:
        count = offline.take_in(by=request.user, assessment=thing, rows=rows, keep_theirs=theirs, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("check_offline", pk=thing.pk)
    messages.success(request, f"{count} answer{'s are' if count != 1 else ' is'} saved from your workbook.")
    return redirect("self_assessment", pk=thing.pk)


def _answerable(request: HttpRequest, pk: int) -> SelfAssessment:
    """One that the person answers, all of it or a share."""
    thing = visible_or_404(request, pk)
    if not (hands.leads(request.user, thing.agency) or thing.assignments.filter(person=request.user).exists()):
        raise PermissionDenied
    return thing


def _may(request: HttpRequest, thing: SelfAssessment, code: str) -> bool:
    return answering.may_answer(request.user, thing, code)
