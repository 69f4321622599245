"""The yearly survey of training needs: what is asked of one's agencies, an answer, and for the office all answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnership.access import agencies_where, can, require
from partnership.models import Agency
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import needs
from training.forms.needs import NeedsForm, OpenSurveyForm
from training.models import Course, NeedsReply, NeedsSurvey


@require(Permission.COUNT_HEADS)
@require_safe
def training_needs(request: HttpRequest) -> HttpResponse:
    """The surveys: what one's agencies have answered; for the office everybody's."""
    today = timezone.localdate()
    mine = _agencies(request)
    surveys = []
    for survey in NeedsSurvey.objects.all()[:6]:
        replies = survey.replies.filter(agency__in=mine).select_related("agency").prefetch_related("needs__course")
        surveys.append((survey, survey.opens_on <= today <= survey.closes_on, list(replies),
                        needs.unanswered(survey, mine)))  # fmt: skip
    context = {"surveys": surveys, "may_open": can(request.user, Permission.KEEP_CATALOGUE)}
    return render(request, "training/training_needs.html", context)


@require(Permission.COUNT_HEADS)
def answer_needs(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What an agency needs."""
    survey = get_object_or_404(NeedsSurvey, pk=pk)
    agency = next((each for each in _agencies(request) if each.slug == slug), None)
    agency = agency or get_object_or_404(Agency.objects.none(), slug=slug)
    known = NeedsReply.objects.filter(survey=survey, agency=agency).first()
    before = dict(known.needs.values_list("course", "people")) if known else {}
    form = NeedsForm(request.POST or None, courses=list(Course.objects.published()), before=before,
                     initial={"gaps": known.gaps if known else ""})  # fmt: skip
    if form.is_valid():
        try:
            needs.answer(by=request.user, survey=survey, agency=agency, people=form.people,
                         gaps=form.cleaned_data["gaps"], at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"The needs of {agency} are kept. You can change them until the survey closes.")
            return redirect("training_needs")
    return render(request, "training/answer_needs.html", {"form": form, "survey": survey, "agency": agency})


@require(Permission.KEEP_CATALOGUE)
def open_needs_survey(request: HttpRequest) -> HttpResponse:
    """Ask every agency."""
    form = OpenSurveyForm(request.POST or None)
    if form.is_valid():
        try:
            needs.open_survey(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The survey is open, and the leads of every agency are written to.")
            return redirect("training_needs")
    return render(request, "training/open_needs_survey.html", {"form": form})


def _agencies(request: HttpRequest) -> list[Agency]:
    keys = agencies_where(request.user, Permission.COUNT_HEADS)
    active = Agency.objects.active(timezone.localdate()).order_by("name")
    return list(active if keys is None else active.filter(pk__in=keys))
