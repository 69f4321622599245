"""A questionnaire from nothing, and the editor of a draft's scale and forms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from office import scale_drafts
from office.asking import Done, ask
from office.forms.scales import LevelForm, NewQuestionnaireForm, ScaleForm, VariantForm
from office.models import Level, Variant, Version
from office.views.question_editing import step
from partnership.access import require
from partnership.permissions import Permission


@require(Permission.KEEP_QUESTIONNAIRES)
def begin_questionnaire(request: HttpRequest) -> HttpResponse:
    """A questionnaire from nothing."""

    def do(words: dict[str, Any]) -> Done:
        made = scale_drafts.begin(by=request.user, at=timezone.now(), **words)
        return Done("It is a draft now. Name its first section, then add questions.", _at(made))

    return ask(request, "office/begin_questionnaire.html", NewQuestionnaireForm(request.POST or None), do)


@require(Permission.KEEP_QUESTIONNAIRES)
def change_scale(request: HttpRequest, pk: int) -> HttpResponse:
    """The scale as a whole."""
    version = _version(pk)
    now = {name: getattr(version, name) for name in ("scheme", "scale_name", "note")}
    return step(request, ScaleForm(request.POST or None, initial=now), version, "Change the scale",
                lambda words: scale_drafts.change_scale(by=request.user, version=version, **words))  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def add_level(request: HttpRequest, pk: int) -> HttpResponse:
    """One more grade."""
    version = _version(pk)
    return step(request, LevelForm(request.POST or None), version, "Add a grade",
                lambda words: scale_drafts.add_level(by=request.user, version=version, words=words))  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def change_level(request: HttpRequest, pk: int) -> HttpResponse:
    """One grade of the scale."""
    level = get_object_or_404(Level.objects.select_related("version__questionnaire"), pk=pk)
    now = {name: getattr(level, name) for name in LevelForm.Meta.fields}
    return step(request, LevelForm(request.POST or None, instance=Level(pk=level.pk, **now)), level.version,
                f"Change the grade “{level.name}”",
                lambda words: scale_drafts.change_level(by=request.user, level=level, words=words))  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def remove_level(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take a grade out."""
    level = get_object_or_404(Level.objects.select_related("version__questionnaire"), pk=pk)
    return step(request, None, level.version, f"Take out the grade “{level.name}”",
                lambda _: scale_drafts.remove_level(by=request.user, level=level), button="Take it out",
                warning="What it means for single questions goes with it.")  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def add_variant(request: HttpRequest, pk: int) -> HttpResponse:
    """One more form for some agencies."""
    version = _version(pk)
    return step(request, VariantForm(request.POST or None), version, "Add a form",
                lambda words: scale_drafts.add_variant(by=request.user, version=version, **words))  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def change_variant(request: HttpRequest, pk: int) -> HttpResponse:
    """Which agencies get a form."""
    variant = get_object_or_404(Variant.objects.select_related("version__questionnaire"), pk=pk)
    now = {name: getattr(variant, name) for name in ("name", "kinds", "most_people")}
    return step(request, VariantForm(request.POST or None, initial=now), variant.version, f"Change “{variant.name}”",
                lambda words: scale_drafts.change_variant(by=request.user, variant=variant, **words))  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def remove_variant(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take a form out."""
    variant = get_object_or_404(Variant.objects.select_related("version__questionnaire"), pk=pk)
    return step(request, None, variant.version, f"Take out “{variant.name}”",
                lambda _: scale_drafts.remove_variant(by=request.user, variant=variant), button="Take it out",
                warning="Its agencies get the next form that fits them.")  # fmt: skip


def _version(pk: int) -> Version:
    return get_object_or_404(Version.objects.select_related("questionnaire"), pk=pk)


def _at(version: Version) -> str:
    return reverse("questionnaire", args=[version.pk])
