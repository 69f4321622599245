"""One agency's tool about one case: the page, a section of it, views, a conflict, a concern, handing in."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from audits.forms.tools import AssignForm, ConflictForm, HandInForm, SectionForm, ToldForm, ViewForm
from audits.models import CaseView, Tool
from audits.multi_agency import filling, tool_sheet, who
from audits.multi_agency.phases import Phase
from audits.views.audit_steps import posted, step
from office import drafts
from office.asking import Done, ask
from partnership import access
from partnership.access import members, require
from partnership.permissions import Permission


def readable(request: HttpRequest, pk: int) -> Tool:
    """A tool the person may read now; 404 for everybody else, whatever their role."""
    return get_object_or_404(Tool.objects.readable_by(request.user, at=timezone.now()).for_list(), pk=pk)


def _blind(request: HttpRequest, tool: Tool) -> None:
    """Whoever is to grade it a second time does not see the first grades before."""
    if tool.looks.filter(person=request.user, done_at=None, stood_down_at=None).exists():
        raise Http404


def _own(request: HttpRequest, tool: Tool) -> bool:
    return tool.auditor_id == request.user.pk or who.answers_for(request.user, tool.agency)


@members
@never_cache
def audit_tool(request: HttpRequest, pk: int) -> HttpResponse:
    """The tool: how far each section is, or what it says. Somebody else's is noted in the trail."""
    tool, person, today = readable(request, pk), request.user, timezone.localdate()
    _blind(request, tool)
    own = _own(request, tool)
    if not own:
        access.look(person, tool, why="audit tool read")
    concern = tool.concerns.filter(told_at=None).first()
    views = {each.speaker: each for each in tool.views.all()}
    open_now = tool.handed_in_at is None and tool.case.audit.phase == Phase.ANSWERING
    may_write = open_now and who.may_answer(person, tool, on=today)
    groups = filling.lines_of(tool)
    context = {
        "tool": tool, "audit": tool.case.audit, "own": own, "concern": concern, "may_write": may_write,
        "groups": groups, "begun": any(line.answer for _, lines in groups for line in lines),
        "steps": len(tool_sheet.sheet_of(tool.case.audit).levels),
        "lacks": filling.lacks(tool) if may_write else [],
        "views": [(each, views.get(each.value)) for each in CaseView.Speaker],
        "may_assign": open_now and who.answers_for(person, tool.agency),
        "may_stand_down": own and tool.case.audit.phase in (Phase.ANSWERING, Phase.MODERATING),
        "conflicted": who.is_conflicted(person, tool.case),
        "late": open_now and tool.case.audit.due_on < today,
    }  # fmt: skip
    return render(request, "audits/audit_tool.html", context)


@members
@never_cache
def audit_section(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One question: its auditor answers, everybody else who may reads the whole tool instead."""
    tool, now = readable(request, pk), timezone.now()
    sheet = tool_sheet.sheet_of(tool.case.audit)
    found = sheet.find(code)
    if found is None:
        raise Http404
    section, criterion = found
    open_now = tool.handed_in_at is None and tool.case.audit.phase == Phase.ANSWERING
    if not who.may_answer(request.user, tool, on=timezone.localdate(now)) or not open_now:
        if request.method == "POST" and open_now:
            raise PermissionDenied
        return redirect("audit_tool", pk=pk)
    answer, key = tool.answers.filter(code=code).first(), f"{pk}-{code}"
    form = SectionForm(
        posted(request), sheet=sheet, criterion=criterion, values=filling.values_of(answer), record_key=key,
        draft=drafts.of(request.user, form=filling.FORM, record=key),
    )  # fmt: skip
    codes = [each.code for each in sheet.criteria]
    after = codes[codes.index(code) + 1] if code != codes[-1] else ""

    def keep(given: dict[str, Any]) -> Done:
        try:
            filling.keep(tool=tool, by=request.user, code=code, words=form.words(), mark=given["mark"], at=now)
        except filling.Unfit as unfit:
            form.add_error("grade" if unfit.field == "level" else unfit.field, unfit.sentence)
            raise
        onward = after if after and "later" not in request.POST else ""
        address = reverse("audit_section", args=[pk, onward]) if onward else reverse("audit_tool", args=[pk])
        return Done(f"Saved at {timezone.localtime(now):%H:%M}.", address)

    return ask(
        request, "audits/audit_section.html", form, keep, tool=tool, audit=tool.case.audit, section=section,
        criterion=criterion, groups=filling.lines_of(tool), after=after,
        stopped=tool.concerns.filter(told_at=None).exists(),
    )  # fmt: skip


@members
def audit_view(request: HttpRequest, pk: int, speaker: str) -> HttpResponse:
    """What the child, a parent or a practitioner said."""
    tool, now = readable(request, pk), timezone.now()
    if speaker not in CaseView.Speaker.values:
        raise Http404
    if not who.may_answer(request.user, tool, on=timezone.localdate(now)):
        raise PermissionDenied
    kept = tool.views.filter(speaker=speaker).first()
    form = ViewForm(posted(request), initial={"heard": kept.heard, "words": kept.words} if kept else None)

    def write(given: dict[str, Any]) -> str:
        filling.hear(tool=tool, by=request.user, speaker=speaker, at=now, **given)
        return "Saved."

    return _small(request, tool, form, write, heading=CaseView.Speaker(speaker).label, button="Save",
                  lead="What do they say of the help that was given?")  # fmt: skip


@require(Permission.ANSWER_AUDITS)
def assign_auditor(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who audits."""
    tool, now = readable(request, pk), timezone.now()
    if not who.answers_for(request.user, tool.agency):
        raise PermissionDenied
    form = AssignForm(posted(request), initial={"person": tool.auditor.email if tool.auditor else ""})

    def assign(given: dict[str, Any]) -> str:
        filling.assign(tool=tool, by=request.user, at=now, **given)
        return f"{given['person']} audits {tool.case} for {tool.agency}."

    return _small(request, tool, form, assign, heading="Who audits this case?", button="Save",
                  lead="Somebody who neither held nor supervised it.",
                  back=reverse("multi_agency_audit", args=[tool.case.audit.slug]))  # fmt: skip


@members
def stand_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a conflict of interest."""
    tool, now = readable(request, pk), timezone.now()
    if not _own(request, tool):
        raise PermissionDenied
    form = ConflictForm(posted(request))

    def declare(given: dict[str, Any]) -> str:
        filling.declare_conflict(tool=tool, by=request.user, at=now, **given)
        return f"Noted. You do not judge {tool.case}; somebody else is asked."

    return _small(request, tool, form, declare, heading="I cannot judge this case", button="Stand down",
                  lead="You do not read or grade this case until the seal is broken. Your agency names somebody else.",
                  back=reverse("multi_agency_audit", args=[tool.case.audit.slug]))  # fmt: skip


@members
@require_POST
def raise_concern(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop: a child may be at risk now."""
    tool = readable(request, pk)
    filling.raise_concern(tool=tool, by=request.user, at=timezone.now())
    return redirect("concern", pk=pk)


@members
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    """The route outside the portal; then, to whom it was told."""
    tool, now = readable(request, pk), timezone.now()
    standing = tool.concerns.filter(told_at=None).first()
    if standing is None:
        return redirect("audit_tool", pk=pk)
    if not _own(request, tool):
        raise PermissionDenied
    form = ToldForm(posted(request))

    def told(given: dict[str, Any]) -> Done:
        filling.tell_concern(concern=standing, by=request.user, at=now, **given)
        return Done("Noted. You can go on with the tool.", reverse("audit_tool", args=[pk]))

    holder = tool.case.audit.participants.filter(holds_cases=True).select_related("agency").first()
    return ask(request, "audits/concern.html", form, told, tool=tool, audit=tool.case.audit, holder=holder)


@members
def hand_in_tool(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it in."""
    tool, now = readable(request, pk), timezone.now()
    if not who.may_answer(request.user, tool, on=timezone.localdate(now)):
        raise PermissionDenied
    lacks = filling.lacks(tool)
    form = HandInForm(posted(request), initial={"how": "" if lacks else "complete"})

    def hand_in(given: dict[str, Any]) -> str:
        filling.hand_in(tool=tool, by=request.user, at=now, not_involved=given["how"] == "no_record")
        return "Handed in. No other agency reads it until all are in."

    return _small(request, tool, form, hand_in, heading="Hand it in", button="Hand it in",
                  lead=" ".join(lacks) or "Everything is answered.",
                  back=reverse("multi_agency_audit", args=[tool.case.audit.slug]))  # fmt: skip


def _small(
    request: HttpRequest, tool: Tool, form: Any, deed: Any, *, heading: str, button: str, lead: str = "", back: str = ""
) -> HttpResponse:
    return step(request, tool.case.audit, form, deed, heading=f"{heading}", button=button, lead=lead,
                back=back or reverse("audit_tool", args=[tool.pk]), over=f"{tool.case}, {tool.agency}")  # fmt: skip
