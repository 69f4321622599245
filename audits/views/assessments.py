"""One self-assessment: how far it is, what is next for whoever looks, its history; and the small steps with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from audits import answering, cycles, gaps, hands, moderating, progress, signing
from audits.forms.cycles import DecideForm, ReasonForm, ReopenForm, TimeForm
from audits.forms.work import SignerForm, WordsForm
from audits.models import Copy, Extension, SelfAssessment
from audits.stages import WITH_COLLEAGUE, State
from office.asking import Done, ask
from partnership.access import members, require
from partnership.permissions import Permission
from partnership.refusals import Refusal


def visible_or_404(request: HttpRequest, pk: int) -> SelfAssessment:
    """A self-assessment the person may see."""
    return get_object_or_404(SelfAssessment.objects.visible_to(request.user).for_list(), pk=pk)


@members
def self_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """One self-assessment."""
    thing, person, today = visible_or_404(request, pk), request.user, timezone.localdate()
    only = answering.codes_open_to(person, thing)
    groups = answering.lines_of(thing, only=only)
    done, of = progress.standing_of(groups)
    own, judged = moderating.mean_of(thing) if only is None else (None, None)
    context = {
        "assessment": thing,
        "sheet": answering.sheet_of(thing),
        "groups": groups,
        "go_on": _go_on(thing, groups, person, today),
        "done": done,
        "of": of,
        "whole": only is None,
        "own": own,
        "judged": judged,
        "signers": thing.signers.filter(round=thing.round).select_related("person"),
        "capacities": [signing.Capacity(each).label for each in signing.capacities(thing.agency)],
        "steps": thing.steps.select_related("by") if only is None else [],
        "shares": _shares(thing, person, only is None),
        "with_me": thing.assignments.filter(person=person, state__in=WITH_COLLEAGUE),
        "asked_time": thing.extensions.filter(granted=None).select_related("asked_by").first(),
        "seats": thing.seats.select_related("person", "agency") if only is None else [],
        "queries": thing.remarks.filter(kind="query").select_related("by") if only is None else [],
        "became": gaps.what_became(thing, viewer=person) if only is None and thing.state == State.FINAL else [],
        "copies": Copy.objects.visible_to(person).filter(Q(assessment=thing) | Q(assessment=None, agency=thing.agency)),
        "last": answering.last_of(thing) if only is None else None,
        **_may(thing, person, today),
    }
    return render(request, "audits/self_assessment.html", context)


def _go_on(thing: SelfAssessment, groups: list[answering.Group], person: Any, today: Any) -> Any:
    """The first question that is not complete, for whoever may answer it now."""
    if thing.state != State.ANSWERING or thing.due_on < today:
        return None
    first = next((line.criterion for group in groups for line in group.lines if not line.complete), None)
    return first if first and answering.may_answer(person, thing, first.code) else None


def _shares(thing: SelfAssessment, person: Any, whole: bool) -> Any:
    rows = thing.assignments.select_related("person", "given_by")
    return rows if whole else rows.filter(person=person)


def _may(thing: SelfAssessment, person: Any, today: Any) -> dict[str, Any]:
    """What the person may do with it now."""
    leads, keeps, state = hands.leads(person, thing.agency), hands.keeps(person), thing.state
    seat = thing.seats.filter(person=person).first()
    mine = thing.signers.filter(round=thing.round, person=person, signed_at=None).exists()
    return {
        "leads": leads,
        "may_answer": leads and state == State.ANSWERING and thing.due_on >= today,
        "may_ask_time": leads and state == State.ANSWERING,
        "may_name_signer": leads and state in (State.ANSWERING, State.SIGNING),
        "may_sign": mine and state == State.SIGNING,
        "may_send_back": state == State.SIGNING and (mine or leads),
        "may_decide": keeps,
        "may_reopen": keeps and state in (State.LOCKED, State.SIGNING, State.SUBMITTED),
        "may_seat": keeps and state != State.FINAL,
        "may_judge": seat is not None and state == State.SUBMITTED,
        "may_finalise": state == State.SUBMITTED and hands.may_moderate(person, thing.agency, on=today),
        "may_reopen_result": keeps and state == State.FINAL,
        "may_speak": leads and state == State.FINAL,
        "may_find": keeps and state == State.FINAL,
    }


def step(
    request: HttpRequest, thing: SelfAssessment, form: Any, *, heading: str, button: str,
    deed: Callable[[dict[str, Any]], Any], done: str, lead: str = "",
) -> HttpResponse:  # fmt: skip
    """One small step: show its form, do the deed, go back to the self-assessment."""

    def do(words: dict[str, Any]) -> Done:
        deed(words)
        return Done(done, reverse("self_assessment", args=[thing.pk]))

    return ask(request, "audits/step.html", form, do, assessment=thing, heading=heading, button=button, lead=lead)


@require(Permission.ANSWER_SELF_ASSESSMENTS)
def name_signer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who signs."""
    thing = visible_or_404(request, pk)
    _lead_only(request, thing)
    known = [(each, signing.Capacity(each).label) for each in signing.capacities(thing.agency)]
    return step(
        request, thing, SignerForm(request.POST or None, capacities=known), heading="Say who signs", button="Name them",
        deed=lambda words: signing.name_signer(by=request.user, assessment=thing, at=timezone.now(), **words),
        done="The signer is named.",
    )  # fmt: skip


@require(Permission.ANSWER_SELF_ASSESSMENTS)
def finish_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The completeness check, then the signatures are asked for."""
    thing = visible_or_404(request, pk)
    _lead_only(request, thing)
    problem = ""
    if request.method == "POST":
        try:
            signing.finish(by=request.user, assessment=thing, at=timezone.now())
        except Refusal as refusal:
            problem = refusal.sentence
        else:
            messages.success(request, "It waits for signature now; whoever signs has been told.")
            return redirect("self_assessment", pk=pk)
    missing = answering.missing_of(thing)
    return render(
        request, "audits/finish_assessment.html", {"assessment": thing, "missing": missing, "problem": problem}
    )


@members
def sign_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Read what is signed, then sign."""
    thing = visible_or_404(request, pk)
    signer = get_object_or_404(thing.signers.filter(round=thing.round), person=request.user)
    if request.method == "POST":
        try:
            thing = signing.sign(by=request.user, assessment=thing, at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            handed_in = thing.state == State.SUBMITTED
            messages.success(request, "Signed, and handed in to the board." if handed_in else "Signed. One more signs.")
        return redirect("self_assessment", pk=pk)
    groups = answering.lines_of(thing)
    own, _ = moderating.mean_of(thing)
    return render(request, "audits/sign_assessment.html", {"assessment": thing, "signer": signer, "groups": groups,
                                                           "own": own})  # fmt: skip


@members
def send_back_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back before it is handed in."""
    thing = visible_or_404(request, pk)
    if not (hands.leads(request.user, thing.agency) or thing.signers.filter(person=request.user).exists()):
        raise PermissionDenied
    return step(
        request, thing, ReasonForm(request.POST or None), heading="Send it back", button="Send it back",
        deed=lambda words: signing.send_back(by=request.user, assessment=thing, at=timezone.now(), **words),
        done="It can be changed again.",
    )  # fmt: skip


@require(Permission.ANSWER_SELF_ASSESSMENTS)
def ask_for_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for another day."""
    thing = visible_or_404(request, pk)
    _lead_only(request, thing)
    return step(
        request, thing, TimeForm(request.POST or None), heading="Ask for more time", button="Ask",
        deed=lambda words: cycles.ask_for_time(by=request.user, assessment=thing, at=timezone.now(), **words),
        done="The business unit decides; you get a letter.", lead=f"It is due on {thing.due_on:%-d %B %Y}.",
    )  # fmt: skip


@require(Permission.KEEP_SELF_ASSESSMENTS)
def decide_on_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Give more time, or not."""
    asked = get_object_or_404(Extension.objects.select_related("assessment__agency", "asked_by"), pk=pk)
    thing = visible_or_404(request, asked.assessment_id)
    form = DecideForm(request.POST or None)
    dates = f"{asked.new_due_on:%-d %B %Y} instead of {asked.old_due_on:%-d %B %Y}"
    return step(
        request, thing, form, heading="Decide on more time", button="Decide",
        deed=lambda _: cycles.decide_on_time(
            by=request.user, extension=asked, at=timezone.now(), **form.cleaned_for_verb()
        ),
        done="Decided; they have been told.",
        lead=f"{asked.asked_by} asks for {dates}: {asked.reason}",
    )  # fmt: skip


@require(Permission.KEEP_SELF_ASSESSMENTS)
def reopen_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again until a day."""
    thing = visible_or_404(request, pk)
    return step(
        request, thing, ReopenForm(request.POST or None), heading="Open it again", button="Open it",
        deed=lambda words: cycles.reopen(by=request.user, assessment=thing, at=timezone.now(), **words),
        done="It is open again; the agency has been told.",
    )  # fmt: skip


@require(Permission.KEEP_SELF_ASSESSMENTS)
def reopen_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a final result again."""
    thing = visible_or_404(request, pk)
    return step(
        request, thing, ReasonForm(request.POST or None), heading="Open the result again", button="Open it",
        deed=lambda words: moderating.reopen_result(by=request.user, assessment=thing, at=timezone.now(), **words),
        done="The result is open again.",
    )  # fmt: skip


@require(Permission.ANSWER_SELF_ASSESSMENTS)
def say_of_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The agency's own words on the result."""
    thing = visible_or_404(request, pk)
    _lead_only(request, thing)
    form = WordsForm(request.POST or None, initial={"words": thing.agency_words})
    return step(
        request, thing, form, heading="Say something of the result", button="Save",
        deed=lambda words: moderating.say_of_result(by=request.user, assessment=thing, **words),
        done="Your words stand beside the result.",
    )  # fmt: skip


def _lead_only(request: HttpRequest, thing: SelfAssessment) -> None:
    if not hands.leads(request.user, thing.agency):
        raise PermissionDenied
