"""The editor of a draft: one question a page, buttons that move it up and down, sections."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from office import drafts, question_drafts
from office.forms.questionnaires import CriterionForm, NewCriterionForm, SectionForm
from office.models import Criterion, Section, Variant, Version
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal


@require(Permission.KEEP_QUESTIONNAIRES)
def change_criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """One question with all that belongs to it."""
    criterion = get_object_or_404(Criterion.objects.select_related("version__questionnaire", "section"), pk=pk)
    key = str(pk)
    form = CriterionForm(
        request.POST or None, version=criterion.version, record_key=key, values=question_drafts.values_of(criterion),
        draft=drafts.of(request.user, form=CriterionForm.form_key, record=key),
    )  # fmt: skip
    if form.is_valid():
        try:
            question_drafts.change_criterion(
                by=request.user, criterion=criterion, words=form.words(), mark=form.cleaned_data["mark"]
            )
        except drafts.ChangedMeanwhile as changed:
            form.show_theirs(changed)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            drafts.discard(by=request.user, form=CriterionForm.form_key, record=key)
            messages.success(request, f"“{form.cleaned_data['title']}” is saved.")
            after = _neighbour(criterion, later=True)
            if "on" in request.POST and after is not None:
                return redirect("change_criterion", pk=after.pk)
            return redirect("questionnaire", pk=criterion.version_id)
    context = {"form": form, "criterion": criterion, "earlier": _neighbour(criterion, later=False),
               "later": _neighbour(criterion, later=True)}  # fmt: skip
    return render(request, "office/change_criterion.html", context)


def _neighbour(criterion: Criterion, *, later: bool) -> Criterion | None:
    """The question before or after this one in the order of the whole version."""
    order = list(
        Criterion.objects.filter(version=criterion.version_id)
        .order_by("section__number", "number")
        .values_list("pk", flat=True)
    )
    at = order.index(criterion.pk) + (1 if later else -1)
    return Criterion.objects.get(pk=order[at]) if 0 <= at < len(order) else None


@require(Permission.KEEP_QUESTIONNAIRES)
def add_section(request: HttpRequest, pk: int) -> HttpResponse:
    """A new last section of a draft."""
    version = get_object_or_404(Version.objects.select_related("questionnaire"), pk=pk)
    return step(request, SectionForm(request.POST or None), version, "Add a section",
                 lambda words: question_drafts.add_section(by=request.user, version=version, **words))  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def change_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for a section."""
    section = get_object_or_404(Section.objects.select_related("version__questionnaire"), pk=pk)
    form = SectionForm(request.POST or None, initial={"title": section.title, "text": section.text})
    return step(request, form, section.version, "Change a section",
                 lambda words: question_drafts.change_section(by=request.user, section=section, **words))  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def add_criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """A new last question of a section."""
    section = get_object_or_404(Section.objects.select_related("version__questionnaire"), pk=pk)
    form = NewCriterionForm(request.POST or None)
    if form.is_valid():
        try:
            made = question_drafts.add_criterion(by=request.user, section=section, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("change_criterion", pk=made.pk)
    context = {"version": section.version, "form": form, "heading": f"Add a question to “{section.title}”",
               "button": "Go on", "warning": ""}  # fmt: skip
    return render(request, "office/step_of_questionnaire.html", context)


@require(Permission.KEEP_QUESTIONNAIRES)
def remove_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take an empty section out."""
    section = get_object_or_404(Section.objects.select_related("version__questionnaire"), pk=pk)
    return step(request, None, section.version, f"Take out “{section.title}”", button="Take it out",
                deed=lambda _: question_drafts.remove_section(by=request.user, section=section))  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def remove_criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take a question out."""
    criterion = get_object_or_404(Criterion.objects.select_related("version__questionnaire", "section"), pk=pk)
    return step(request, None, criterion.version, f"Take out “{criterion.title}”", button="Take it out",
                deed=lambda _: question_drafts.remove_criterion(by=request.user, criterion=criterion),
                warning="All its words go with it. Its code is never given to another question.")  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
@require_POST
def move_part(request: HttpRequest, kind: str, pk: int, way: str) -> HttpResponse:
    """A section, question or form up or down."""
    models = {"section": Section, "criterion": Criterion, "form": Variant}
    if kind not in models or way not in ("up", "down"):
        raise Http404
    part = get_object_or_404(models[kind].objects.select_related("version"), pk=pk)
    try:
        question_drafts.move(part, by=request.user, up=way == "up")
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    response = redirect("questionnaire", pk=part.version_id)
    response.headers["Location"] += f"#{kind}-{pk}"
    return response


def step(
    request: HttpRequest, form: Any, version: Version, heading: str, deed: Callable[[Any], Any], *,
    button: str = "Save", warning: str = "",
) -> HttpResponse:  # fmt: skip
    """One small change: its form, or only a button where there is nothing to ask; then back to the version."""
    context = {"version": version, "form": form, "heading": heading, "button": button, "warning": warning}
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            deed(form.cleaned_data if form else {})
        except Refusal as refusal:
            if form is None:
                messages.warning(request, refusal.sentence)
                return redirect("questionnaire", pk=version.pk)
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"Saved at {timezone.localtime():%H:%M}.")
            return redirect("questionnaire", pk=version.pk)
    return render(request, "office/step_of_questionnaire.html", context)
