"""Recommendations: the list, one with every agency's answer, making one, answering one."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from office import drafts
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import can, holds, require
from partnership.permissions import Permission
from priorities import findings as making
from priorities import responding
from priorities.filters import RecommendationChoices
from priorities.forms.findings import AnswerForm, RecommendationForm
from priorities.models import Action, Finding, Recommendation, Response
from priorities.views.cells import PRIORITIES, THEMES, named


def _answered(row: Recommendation) -> str:
    """How many of the agencies asked have answered; `responses` were fetched with the list."""
    answers = list(row.responses.all())
    return f"{sum(bool(each.answer) for each in answers)} of {len(answers)}"


COLUMNS = (
    named("recommendation", "Recommendation"),
    Column("asked", "Asked", cell=lambda row: ", ".join(each.agency.name for each in row.responses.all())),
    Column("made", "Made", cell=lambda row: f"{row.made_on:%-d %b %Y}", value=lambda row: row.made_on,
           order=("made_on",)),
    Column("due", "Answers due", cell=lambda row: f"{row.due_on:%-d %b %Y}", value=lambda row: row.due_on,
           order=("due_on",)),
    Column("answered", "Answered", cell=_answered),
    Column("actions", "Actions", cell=lambda row: len(row.calls_for.all()), numeric=True),
    PRIORITIES,
    THEMES,
)  # fmt: skip

# Findings so old are offered only while nothing was recommended because of them, or from their own page.
OFFERED = timedelta(days=365)


@require(Permission.SEE_ACTIONS)
def recommendations(request: HttpRequest) -> HttpResponse:
    """All recommendations one may see, the latest first."""
    rows = Recommendation.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=RecommendationChoices, one="recommendation",
                      many="recommendations", file_name="recommendations")  # fmt: skip
    may_record = holds(request.user, Permission.RECORD_FINDINGS)
    return answer(request, "priorities/recommendations.html", listing, may_record=may_record)


@require(Permission.SEE_ACTIONS)
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One recommendation: what it follows from, what each agency answered, and the actions it calls for."""
    thing = get_object_or_404(Recommendation.objects.visible_to(request.user).for_list(), pk=pk)
    today = timezone.localdate()
    actions = Action.objects.visible_to(request.user).filter(called_for_by=thing).for_list()
    by_agency: dict[int, list[Action]] = {}
    for each in actions:
        by_agency.setdefault(each.owner_agency_id, []).append(each)
    answers = [
        {
            "response": each,
            "actions": by_agency.pop(each.agency_id, []),
            "may_answer": can(request.user, Permission.ANSWER_RECOMMENDATIONS, agency=each.agency),
            "late": not each.answer and thing.due_on < today,
        }
        for each in thing.responses.for_list()
    ]
    context = {
        "recommendation": thing,
        "answers": answers,
        "others": [each for rest in by_agency.values() for each in rest],
        "findings": Finding.objects.visible_to(request.user).filter(recommendations=thing),
    }
    return render(request, "priorities/recommendation.html", context)


@require(Permission.RECORD_FINDINGS)
def make_recommendation(request: HttpRequest) -> HttpResponse:
    """A recommendation to some agencies; `?finding=` says what it follows from."""
    now = timezone.now()
    today = timezone.localdate(now)
    seen = Finding.objects.visible_to(request.user)
    asked_of = [pk for pk in request.GET.getlist("finding") if pk.isascii() and pk.isdecimal() and len(pk) < 10]
    findings = seen.to_answer(today - OFFERED) | seen.filter(pk__in=asked_of)
    key = f"of-{'-'.join(asked_of)}"[:80] if asked_of else "new"
    form = RecommendationForm(
        request.POST or None, initial={"follows_from": asked_of, "due_on": making.answer_due(today)}, record_key=key,
        draft=drafts.of(request.user, form=making.NEW_RECOMMENDATION, record=key), on=today, findings=findings,
    )  # fmt: skip

    def deed(given: dict[str, Any]) -> Done:
        made = making.recommend(by=request.user, at=now, typed_as=key, **given)
        said = "The recommendation is made; each agency is asked to answer."
        return Done(said, reverse("recommendation", args=[made.pk]))

    return ask(request, "priorities/make_recommendation.html", form, deed)


@require(Permission.ANSWER_RECOMMENDATIONS)
def answer_recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency's answer."""
    visible = Recommendation.objects.visible_to(request.user)
    response = get_object_or_404(Response.objects.filter(recommendation__in=visible).for_list(), pk=pk)
    if not can(request.user, Permission.ANSWER_RECOMMENDATIONS, agency=response.agency):
        raise PermissionDenied
    own = Action.objects.living().filter(owner_agency=response.agency)
    promised = response.recommendation.calls_for.filter(owner_agency=response.agency)
    begun = {"answer": response.answer, "reason": response.reason, "weak_reason": response.weak_reason,
             "actions": [action.pk for action in promised]}  # fmt: skip
    draft = drafts.of(request.user, form=responding.FORM, record=str(pk))
    form = AnswerForm(request.POST or None, initial=begun, record_key=str(pk), draft=draft,
                      actions=(own | promised).distinct())  # fmt: skip

    def deed(given: dict[str, Any]) -> Done:
        responding.answer(response=response, by=request.user, at=timezone.now(), **given)
        said = f"The answer of {response.agency} is recorded."
        return Done(said, reverse("recommendation", args=[response.recommendation_id]))

    return ask(request, "priorities/answer_recommendation.html", form, deed, response=response)
