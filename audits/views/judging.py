"""Moderation: seats, one answer a page beside one's own grade, the final result, gaps that become findings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from audits import answering, gaps, hands, moderating
from audits.forms.judging import GapsForm, JudgementForm, OutcomeForm, SeatForm
from audits.forms.work import RemarkForm
from audits.models import SelfAssessment
from audits.views.assessments import step, visible_or_404
from partnership.access import members, require
from partnership.permissions import Permission
from partnership.refusals import Refusal


@require(Permission.KEEP_SELF_ASSESSMENTS)
def give_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody to judge."""
    thing = visible_or_404(request, pk)
    return step(
        request, thing, SeatForm(request.POST or None), heading="Ask somebody to judge", button="Ask",
        deed=lambda words: moderating.give_seat(by=request.user, assessment=thing, at=timezone.now(), **words),
        done="Asked; a letter goes out.",
        lead="A moderator speaks for the board. A peer leads another agency. Nobody judges his or her own agency.",
    )  # fmt: skip


@members
def judge_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one has judged, question by question."""
    thing = visible_or_404(request, pk)
    _seated(request, thing)
    mine = {each.code: each for each in thing.judgements.filter(by=request.user)}
    sheet = answering.sheet_of(thing)
    rows = [
        (group, [(line, _named(sheet, mine.get(line.criterion.code))) for line in group.lines])
        for group in answering.lines_of(thing)
    ]
    left = moderating.unjudged(thing, by=request.user)
    return render(request, "audits/judge_assessment.html", {"assessment": thing, "rows": rows, "left": left})


def _named(sheet: Any, judgement: Any) -> str:
    level = sheet.level(judgement.level) if judgement else None
    return level.name if level else ""


@members
def judge_answer(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One answer, and one's own grade beside it."""
    thing = visible_or_404(request, pk)
    _seated(request, thing)
    sheet = answering.sheet_of(thing)
    found = sheet.find(code)
    if found is None:
        raise Http404
    section, criterion = found
    answer = thing.answers.filter(code=code).prefetch_related("evidence__revisions__file").first()
    mine = thing.judgements.filter(code=code, by=request.user).first()
    begun = (
        {name: getattr(mine, name) for name in ("level", "verdict", "reason", "quality", "good_practice")}
        if mine
        else {}
    )
    if begun.get("verdict") == "agreed":
        begun["verdict"] = "not_agreed"
    form = JudgementForm(request.POST or None, sheet=sheet, criterion=criterion, initial=begun)
    if form.is_valid():
        try:
            moderating.judge(by=request.user, assessment=thing, code=code, words=form.cleaned_data, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{criterion.number} is judged.")
            return _onward(thing, code)
    level = sheet.level(answer.level) if answer else None
    context = {
        "assessment": thing, "section": section, "criterion": criterion, "answer": answer, "form": form,
        "own": level, "of": len(sheet.levels), "remark_form": RemarkForm(auto_id="remark_%s"),
        "remarks": thing.remarks.filter(code=code, kind="query").select_related("by", "replied_by"),
    }  # fmt: skip
    return render(request, "audits/judge_answer.html", context)


def _onward(thing: SelfAssessment, code: str) -> HttpResponse:
    """To the next graded question, or back to the list."""
    graded = [each.code for each in answering.sheet_of(thing).criteria if each.graded]
    at = graded.index(code) + 1
    return (
        redirect("judge_answer", pk=thing.pk, code=graded[at])
        if at < len(graded)
        else redirect("judge_assessment", pk=thing.pk)
    )


def _seated(request: HttpRequest, thing: SelfAssessment) -> None:
    """Only those with a seat, and only while it is with the board or afterwards."""
    get_object_or_404(thing.seats, person=request.user)
    if hands.has_interest(request.user, thing.agency, on=timezone.localdate()):
        raise PermissionDenied


@require(Permission.MODERATE_SELF_ASSESSMENTS)
def finalise_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the result."""
    thing = visible_or_404(request, pk)
    if not hands.may_moderate(request.user, thing.agency, on=timezone.localdate()):
        raise PermissionDenied
    left = moderating.unjudged(thing)
    lead = f"Not judged yet: {', '.join(left[:12])}." if left else "Every graded answer is judged."
    return step(
        request, thing, OutcomeForm(request.POST or None), heading="Make the result final", button="Make it final",
        deed=lambda words: moderating.finalise(by=request.user, assessment=thing, at=timezone.now(), **words),
        done="The result is final; the agency has been told.", lead=lead,
    )  # fmt: skip


@require(Permission.RECORD_FINDINGS)
def make_findings(request: HttpRequest, pk: int) -> HttpResponse:
    """Gaps become findings and recommendations of the backbone."""
    thing = visible_or_404(request, pk)
    found = gaps.candidates(thing)
    return step(
        request, thing, GapsForm(request.POST or None, gaps=found), heading="Make findings of the gaps",
        button="Record them and ask the agency",
        deed=lambda words: gaps.make_findings(by=request.user, assessment=thing, at=timezone.now(), **words),
        done="Recorded. The agency finds each recommendation among what waits for it.",
    )  # fmt: skip
