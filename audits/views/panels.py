"""Moderation: a blind second look, the panel page of a case with all agencies side by side, dissent, the end of it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from audits.forms.cycles import ReasonForm
from audits.forms.panels import DissentForm, PanelForm, SecondForm
from audits.models import Audit, Case, SecondLook, Tool
from audits.multi_agency import panel, second_looks, tool_sheet, who
from audits.multi_agency.phases import Phase
from audits.views.audit_steps import posted, step
from audits.views.multi_agency import seen
from office.asking import Done, ask
from partnership import access
from partnership.access import members, require
from partnership.models import Agency
from partnership.permissions import Permission


@require(Permission.KEEP_AUDITS)
def share_second_looks(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw the share of tools that are graded twice."""
    audit, now = seen(request, slug), timezone.now()

    def share(given: dict[str, Any]) -> str:
        made = second_looks.share_out(audit=audit, by=request.user, at=now)
        return f"{made} second looks are given out." if made else "All second looks are given out already."

    return step(request, audit, forms.Form(posted(request)), share, heading="Give out second looks",
                button="Draw them and ask",
                lead=f"{audit.second_share} of 100 tools are drawn and given to auditors of other agencies, who grade "
                "what was written without seeing its grades.")  # fmt: skip


@members
@never_cache
def second_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Grade a tool again, blind: its words without its grades."""
    look = get_object_or_404(SecondLook.objects.select_related("tool__case__audit", "tool__agency"), pk=pk,
                             person=request.user, stood_down_at=None)  # fmt: skip
    audit, now = look.tool.case.audit, timezone.now()
    if look.done_at is not None or audit.phase != Phase.MODERATING:
        return redirect("multi_agency_audit", slug=audit.slug)
    access.look(request.user, look.tool, why="audit tool read blind")
    sheet = tool_sheet.sheet_of(audit)
    said = {each.code: each for each in look.tool.answers.all()}
    form = SecondForm(posted(request), sheet=sheet, codes=[each.code for each in tool_sheet.graded(sheet)])

    def grade(given: dict[str, Any]) -> Done:
        second_looks.grade(look=look, by=request.user, grades=given, at=now)
        return Done("Thank you. Both grades are compared now.", reverse("multi_agency_audit", args=[audit.slug]))

    asked = [(each, said.get(each.code), form[each.code] if each.graded else None) for each in sheet.criteria]
    return ask(request, "audits/second_look.html", form, grade, look=look, tool=look.tool, audit=audit, asked=asked)


@members
def give_back_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a second look back: one knows the case."""
    look = get_object_or_404(SecondLook.objects.select_related("tool__case__audit"), pk=pk, person=request.user,
                             stood_down_at=None, done_at=None)  # fmt: skip
    audit, now = look.tool.case.audit, timezone.now()

    def give_back(given: dict[str, Any]) -> str:
        second_looks.stand_down(look=look, by=request.user, at=now)
        return "Given back. Somebody else is asked."

    return step(request, audit, forms.Form(posted(request)), give_back, heading="Give this second look back",
                button="Give it back", lead="Because you know the case or its practitioners.",
                back=reverse("second_look", args=[pk]))  # fmt: skip


def _case(request: HttpRequest, slug: str, number: int) -> tuple[Audit, Case, QuerySet[Tool]]:
    """A case at the panel's table and the tools one may read; 404 while it is sealed."""
    audit = seen(request, slug)
    case = get_object_or_404(Case, audit=audit, number=number)
    case.audit = audit
    readable = Tool.objects.readable_by(request.user, at=timezone.now()).filter(case=case, handed_in_at__isnull=False)
    over = audit.phase == Phase.FINISHED and not (who.keeps(request.user) or who.oversees(request.user))
    if audit.sealed or audit.tools_deleted_on or over or not readable.exists():
        raise Http404
    return audit, case, readable.for_list().prefetch_related("answers", "views").order_by("agency__name")


@members
@never_cache
def audit_case(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The page the panel meets over: every agency side by side, and what is agreed."""
    audit, case, readable = _case(request, slug, number)
    if not panel.may_see(request.user, case):
        return render(request, "audits/look_first.html", {"audit": audit, "case": case, "looks":
                      SecondLook.objects.filter(person=request.user, tool__case=case, done_at=None,
                                                stood_down_at=None)})  # fmt: skip
    tools, now = list(readable), timezone.now()
    access.look(request.user, case, why="audit case read")
    involved = [each for each in tools if not each.not_involved]
    rows = panel.side_by_side(case, involved)
    keeps = who.keeps(request.user) and audit.phase == Phase.MODERATING
    form = PanelForm(posted(request), sheet=tool_sheet.sheet_of(audit), rows=rows) if keeps else None
    context = {
        "audit": audit, "case": case, "rows": rows, "tools": tools, "involved": involved, "keeps": keeps,
        "dissents": case.dissents.select_related("agency", "by"),
        "titles": {row.criterion.code: row.criterion.title for row in rows},
        "steps": len(tool_sheet.sheet_of(audit).levels),
        "waits": SecondLook.objects.filter(tool__case=case, done_at=None, stood_down_at=None).exists(),
        "may_dissent": audit.phase == Phase.MODERATING and case.agreed_at is not None
        and (keeps or bool(who.takes_part(request.user, audit))),
        "cells": [(row, form[f"grade-{row.criterion.code}"], form[f"reason-{row.criterion.code}"]) for row in rows]
        if form else [],
        "others": audit.cases.exclude(pk=case.pk),
    }  # fmt: skip
    if form is None:
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "audits/audit_case.html", context)

    def agree(given: dict[str, Any]) -> Done:
        panel.agree(case=case, by=request.user, grades=form.grades(), reasons=form.reasons(), at=now)
        left = audit.cases.filter(agreed_at=None).exclude(pk=case.pk).first()
        address = reverse("audit_case", args=[slug, left.number]) if left else reverse("multi_agency_audit",
                                                                                      args=[slug])  # fmt: skip
        return Done(f"Agreed grades of {case} are kept.", address)

    return ask(request, "audits/audit_case.html", form, agree, **context)


@members
def dissent(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Record that an agency sees an agreed grade otherwise."""
    audit, case, readable = _case(request, slug, number)
    own = who.takes_part(request.user, audit)
    taking_part = Agency.objects.filter(pk__in=audit.participants.values("agency"))
    agencies = taking_part if who.keeps(request.user) else taking_part.filter(pk__in=[each.pk for each in own])
    if not agencies or not panel.may_see(request.user, case):
        raise PermissionDenied
    rows = panel.side_by_side(case, list(readable))
    now = timezone.now()

    def record(given: dict[str, Any]) -> str:
        panel.dissent(case=case, by=request.user, at=now, **given)
        return "The dissent is recorded beside what was agreed."

    return step(request, audit, DissentForm(posted(request), agencies=agencies, rows=rows), record,
                heading=f"Record a dissent on {case}", button="Record it",
                lead="It stands beside what was agreed, for good.",
                back=reverse("audit_case", args=[slug, number]))  # fmt: skip


@require(Permission.KEEP_AUDITS)
def conclude_panel(request: HttpRequest, slug: str) -> HttpResponse:
    """Every case is agreed: go on to the report."""
    audit, now = seen(request, slug), timezone.now()

    def conclude(given: dict[str, Any]) -> str:
        panel.conclude(audit=audit, by=request.user, at=now)
        return "The panel has ended. Write the report."

    return step(request, audit, forms.Form(posted(request)), conclude, heading="End the panel",
                button="Go on to the report", lead="Agreed grades stay as they are from now on.")  # fmt: skip


@require(Permission.KEEP_AUDITS)
def moderate_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Give it back to the panel."""
    audit, now = seen(request, slug), timezone.now()

    def again(given: dict[str, Any]) -> str:
        panel.moderate_again(audit=audit, by=request.user, at=now, **given)
        return "It is with the panel again."

    return step(request, audit, ReasonForm(posted(request)), again, heading="Give it back to the panel",
                button="Give it back")  # fmt: skip
