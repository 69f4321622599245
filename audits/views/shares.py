"""Sharing questions out: give a set to a colleague, hand it back, ask for changes, close it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from audits import answering, hands, sharing
from audits.forms.work import ShareForm, WordsForm
from audits.models import Assignment, SelfAssessment
from audits.views.assessments import step, visible_or_404
from partnership.access import members, require
from partnership.permissions import Permission


@require(Permission.ANSWER_SELF_ASSESSMENTS)
def share_questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Give some questions to a colleague."""
    thing = visible_or_404(request, pk)
    if not hands.leads(request.user, thing.agency):
        raise PermissionDenied
    form = ShareForm(request.POST or None, sheet=answering.sheet_of(thing))
    return step(
        request, thing, form, heading="Share questions out", button="Share them",
        deed=lambda words: sharing.share_out(by=request.user, assessment=thing, at=timezone.now(), **words),
        done="Shared; your colleague gets a letter.",
    )  # fmt: skip


def _set(request: HttpRequest, pk: int) -> Assignment:
    """A set of a self-assessment the person may see; for a colleague only his or her own."""
    visible = SelfAssessment.objects.visible_to(request.user)
    rows = Assignment.objects.filter(assessment__in=visible).select_related("assessment__agency", "person")
    found = get_object_or_404(rows, pk=pk)
    if not (hands.leads(request.user, found.assessment.agency) or found.person_id == request.user.pk):
        raise PermissionDenied
    return found


@members
def hand_back_share(request: HttpRequest, pk: int) -> HttpResponse:
    """The colleague hands the set back."""
    found = _set(request, pk)
    return _step(request, found, "Hand your questions back", "Hand them back", sharing.hand_back, "Handed back.")


@require(Permission.ANSWER_SELF_ASSESSMENTS)
def change_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the colleague for changes."""
    found = _set(request, pk)
    return _step(request, found, "Ask for changes", "Ask", sharing.ask_for_changes, "Your colleague gets a letter.")


@require(Permission.ANSWER_SELF_ASSESSMENTS)
def close_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the set."""
    return _step(request, _set(request, pk), "Close this set", "Close it", sharing.close, "The set is closed.")


def _step(request: HttpRequest, found: Assignment, heading: str, button: str, verb: Any, done: str) -> HttpResponse:
    thing = visible_or_404(request, found.assessment_id)
    return step(
        request, thing, WordsForm(request.POST or None), heading=heading, button=button,
        deed=lambda words: verb(by=request.user, assignment=found, at=timezone.now(), **words), done=done,
    )  # fmt: skip
