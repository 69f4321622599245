"""Self-assessments beside what staff say: the comparison, the open survey, peer-challenge events."""

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from audits import hands, heat_map
from audits.models import Cycle
from partnership.access import public, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from reports import triangulation as comparing
from reports.forms.triangulation import ChallengeForm, MinutesForm, OpenSurveyForm, QuestionForm, SurveyForm
from reports.models import ChallengeEvent, Survey, SurveyLink

TOO_OFTEN = "Many answers have come from here in a short time. Wait an hour, then try again."


@require(Permission.SEE_SELF_ASSESSMENTS)
def triangulation(request: HttpRequest, slug: str) -> HttpResponse:
    """Own, moderated and staff view of each standard, what other rooms know; the agencies that disagree first."""
    cycle, today = _cycle(request, slug), timezone.localdate()
    survey = Survey.objects.filter(cycle=cycle).first()
    keeps = hands.keeps(request.user)
    rows = comparing.side_by_side(cycle, viewer=request.user, on=today)
    context = {
        "cycle": cycle,
        "survey": survey,
        "survey_open": survey is not None and survey.is_open(today),
        "rows": sorted(rows, key=lambda row: -row.differs),
        "apart": sum(len(row.apart) for row in rows),
        "contradicted": sum(len(row.contradicted) for row in rows),
        "links": _links(request, survey) if survey else [],
        "events": ChallengeEvent.objects.filter(cycle=cycle),
        "may_keep": keeps,
    }
    return render(request, "reports/triangulation.html", context)


def _links(request: HttpRequest, survey: Survey) -> list[tuple[Any, str]]:
    """The links one may hand on: the office all, a lead those of the agency."""
    every = hands.keeps(request.user)
    found = survey.links.select_related("agency__parent__parent")
    return [
        (link.agency, request.build_absolute_uri(reverse("answer_survey", args=[link.key])))
        for link in found
        if every or hands.leads(request.user, link.agency)
    ]


@require(Permission.KEEP_SELF_ASSESSMENTS)
def open_survey(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the survey of a cycle."""
    cycle = _cycle(request, slug)
    return _step(
        request, cycle, OpenSurveyForm(request.POST or None), "Open a survey of practitioners", "Open it",
        lambda form: comparing.open_survey(by=request.user, cycle=cycle, at=timezone.now(), **form.cleaned_data),
    )  # fmt: skip


@public
@never_cache
def answer_survey(request: HttpRequest, key: str) -> HttpResponse:
    """The survey itself: no account, no name, nothing kept of who answers."""
    links = SurveyLink.objects.select_related("survey__cycle__version", "survey__cycle__local", "agency")
    link = get_object_or_404(links, key=key)
    today = timezone.localdate()
    sections = heat_map.sheet_of_cycle(link.survey.cycle).sections
    form = SurveyForm(request.POST if request.method == "POST" else None, sections=sections)
    if form.is_valid():
        try:
            if not ratelimit.consume(request, action="survey", key=key):
                raise Refusal(TOO_OFTEN)
            comparing.answer(link, scores=form.scores(), on=today)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("survey_done")
    context = {"link": link, "form": form, "is_open": link.survey.is_open(today)}
    return render(request, "reports/answer_survey.html", context)


@public
def survey_done(request: HttpRequest) -> HttpResponse:
    """Thank you."""
    return render(request, "reports/survey_done.html")


# Peer challenge -------------------------------------------------------------------


@require(Permission.KEEP_SELF_ASSESSMENTS)
def plan_challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan an event; its questions are drawn from the disagreements."""
    cycle = _cycle(request, slug)
    return _step(
        request, cycle, ChallengeForm(request.POST or None), "Plan a peer challenge", "Plan it",
        lambda form: comparing.plan_challenge(by=request.user, cycle=cycle, at=timezone.now(), **form.cleaned_data),
    )  # fmt: skip


@require(Permission.SEE_SELF_ASSESSMENTS)
def challenge_event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: the questions one may see, the answers, the minutes."""
    event = _event(request, pk)
    seen = Cycle.objects.visible_to(request.user).get(pk=event.cycle_id).assessments.all()
    mine = {each.agency_id for each in seen.select_related("agency__parent__parent") if hands.sees_all_of(
        request.user, each.agency)}  # fmt: skip
    questions = event.questions.filter(agency__in=mine).select_related("agency")
    context = {"event": event, "questions": questions, "may_keep": hands.keeps(request.user)}
    return render(request, "reports/challenge_event.html", context)


@require(Permission.KEEP_SELF_ASSESSMENTS)
def add_challenge_question(request: HttpRequest, pk: int) -> HttpResponse:
    """One more question."""
    event = _event(request, pk)
    form = QuestionForm(request.POST or None, agencies=event.cycle.assessments.values("agency"))
    return _of_event(request, event, form, "Add a question",
                     lambda: comparing.add_question(by=request.user, event=event, **form.cleaned_data))  # fmt: skip


@require(Permission.KEEP_SELF_ASSESSMENTS)
def minute_challenge(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes."""
    event = _event(request, pk)
    questions = event.questions.select_related("agency")
    form = MinutesForm(request.POST or None, questions=questions, initial={"minutes": event.minutes})
    return _of_event(
        request, event, form, "Write the minutes",
        lambda: comparing.minute(by=request.user, event=event, minutes=form.cleaned_data["minutes"],
                                 answers=form.answers()),
    )  # fmt: skip


def _cycle(request: HttpRequest, slug: str) -> Cycle:
    return get_object_or_404(Cycle.objects.visible_to(request.user).for_list(), slug=slug)


def _event(request: HttpRequest, pk: int) -> ChallengeEvent:
    cycles = Cycle.objects.visible_to(request.user)
    return get_object_or_404(ChallengeEvent.objects.filter(cycle__in=cycles).select_related("cycle"), pk=pk)


def _step(
    request: HttpRequest, cycle: Cycle, form: Any, heading: str, button: str, deed: Callable[[Any], Any]
) -> HttpResponse:
    if form.is_valid():
        try:
            deed(form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("triangulation", slug=cycle.slug)
    context = {"cycle": cycle, "form": form, "heading": heading, "button": button}
    return render(request, "reports/step_of_cycle.html", context)


def _of_event(
    request: HttpRequest, event: ChallengeEvent, form: Any, heading: str, deed: Callable[[], Any]
) -> HttpResponse:
    if form.is_valid():
        try:
            deed()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("challenge_event", pk=event.pk)
    context = {"cycle": event.cycle, "form": form, "heading": heading, "button": "Save"}
    return render(request, "reports/step_of_cycle.html", context)
