"""Questionnaires: the list, one version with its way to publication, and the preview."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from office import questionnaire_files
from office import questionnaires as versions
from office.forms.questionnaires import LoadForm, NoteForm, ReviewerForm, ReviewForm
from office.lists import Column, Listing, answer
from office.models import Variant, Version
from office.question_sheets import Sheet
from partnership.access import can, require
from partnership.models import Agency
from partnership.permissions import Permission
from partnership.refusals import Refusal

COLUMNS = (
    Column("name", "Questionnaire", leads=True, order=("questionnaire__name",),
           cell=lambda row: format_html('<a class="p-link" href="{}">{}</a>',
                                        reverse("questionnaire", args=[row.pk]), row.questionnaire),
           value=lambda row: row.questionnaire.name),
    Column("version", "Version", cell=lambda row: row.number, order=("number",), numeric=True),
    Column("state", "State", cell=lambda row: row.get_state_display(), order=("state",)),
    Column("questions", "Questions", cell=lambda row: row.questions, order=("questions",), numeric=True),
    Column("scale", "Scale", cell=lambda row: row.scale_name, order=("scale_name",)),
    Column("made_by", "Drafted by", cell=lambda row: row.made_by, order=("made_by__name",)),
    Column("reviewer", "Reviewed by", cell=lambda row: row.reviewer or "", order=("reviewer__name",)),
)  # fmt: skip


@require(Permission.REVIEW_QUESTIONNAIRES)
def questionnaires(request: HttpRequest) -> HttpResponse:
    """Every version of every questionnaire."""
    rows = Version.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=COLUMNS, one="version", many="versions", file_name="questionnaires")
    return answer(request, "office/questionnaires.html", listing,
                  may_keep=can(request.user, Permission.KEEP_QUESTIONNAIRES))  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def load_questionnaire(request: HttpRequest) -> HttpResponse:
    """One that comes with the portal, as a draft."""
    form = LoadForm(request.POST or None)
    if form.is_valid():
        try:
            made = questionnaire_files.load(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "It is a draft now. Change what you like, then ask somebody to review it.")
            return redirect("questionnaire", pk=made.pk)
    return render(request, "office/load_questionnaire.html", {"form": form})


@require(Permission.REVIEW_QUESTIONNAIRES)
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its sections and questions, its scale, and what can be done with it."""
    version = _visible(request, pk)
    may_keep = can(request.user, Permission.KEEP_QUESTIONNAIRES)
    sheet = versions.sheet(version)
    context = {
        "version": version,
        "sheet": sheet,
        "facts": _facts(version),
        "levels": version.levels.order_by("-number"),
        "variants": _variants(version, sheet),
        "faults": versions.faults_of(version) if may_keep and version.open_to_change else [],
        "may_change": may_keep and version.open_to_change,
        "may_ask": may_keep and version.state == Version.State.DRAFT,
        "may_review": version.state == Version.State.DRAFT and version.reviewer_id == request.user.pk,
        "may_publish": may_keep and version.state == Version.State.REVIEWED,
        "may_draft": may_keep and version.state in (Version.State.PUBLISHED, Version.State.RETIRED),
        "may_retire": may_keep and version.state == Version.State.PUBLISHED,
    }
    return render(request, "office/questionnaire.html", context)


def _variants(version: Version, sheet: Sheet) -> list[tuple[Variant, int, str]]:
    """Each form, how many questions it asks, and which kinds of agency get it, in words."""
    kinds = dict(Agency.Kind.choices)
    return [
        (each, len(list(sheet.of(each.key).criteria)), ", ".join(str(kinds[kind]).lower() for kind in each.kinds))
        for each in version.variants.order_by("number")
    ]


def _facts(version: Version) -> list[tuple[str, Any]]:
    facts = [
        ("State", version.get_state_display()),
        ("Used for", version.questionnaire.get_use_display()),
        ("Drafted by", f"{version.made_by}, {timezone.localdate(version.made_at):%-d %B %Y}"),
        ("Reviewer", version.reviewer),
        ("What the reviewer said", version.review_words),
        ("Published", version.published_at and f"{timezone.localdate(version.published_at):%-d %B %Y}"),
        ("What differs", version.note),
    ]
    return [fact for fact in facts if fact[1]]


@require(Permission.REVIEW_QUESTIONNAIRES)
def preview_questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """The version as an agency sees it; `?form=` shows one of its forms."""
    version = _visible(request, pk)
    whole = versions.sheet(version)
    chosen = request.GET.get("form", "")
    known = {variant.key for variant in whole.variants}
    sheet = whole.of(chosen if chosen in known else "")
    here = reverse("preview_questionnaire", args=[pk])
    pills = [("All questions", here, chosen not in known)]
    pills += [(variant.name, f"{here}?form={variant.key}", chosen == variant.key) for variant in whole.variants]
    shown = [
        (section, [(each, [(level, each.means(level)) for level in reversed(sheet.levels)])
                   for each in section.criteria])
        for section in sheet.sections
    ]  # fmt: skip
    context = {"version": version, "sheet": sheet, "pills": pills, "shown": shown}
    return render(request, "office/preview_questionnaire.html", context)


@require(Permission.KEEP_QUESTIONNAIRES)
def ask_review_of_questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the second person."""
    version = _visible(request, pk)
    form = ReviewerForm(request.POST or None)
    if form.is_valid():
        try:
            versions.ask_for_review(by=request.user, version=version, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{form.cleaned_data['reviewer']} finds it on the front page.")
            return redirect("questionnaire", pk=pk)
    return _step(request, version, form, "Ask for a review", "Ask")


@require(Permission.REVIEW_QUESTIONNAIRES)
def review_questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """What the second person says of it."""
    version = _visible(request, pk)
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        try:
            versions.review(by=request.user, version=version, at=timezone.now(), **form.cleaned_for_verb())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Your review is kept.")
            return redirect("questionnaire", pk=pk)
    return _step(request, version, form, "Review it", "Give the review")


@require(Permission.KEEP_QUESTIONNAIRES)
def publish_questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then publish."""
    version = _visible(request, pk)
    if request.method == "POST":
        return _done(request, pk, lambda: versions.publish(by=request.user, version=version, at=timezone.now()),
                     "It is published. From now on it does not change.")  # fmt: skip
    return _step(request, version, None, "Publish it", "Publish",
                 "Once published it never changes. Another version can be drafted from it at any time.")  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def retire_questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take it out of use."""
    version = _visible(request, pk)
    if request.method == "POST":
        return _done(request, pk, lambda: versions.retire(by=request.user, version=version), "It is retired.")
    return _step(request, version, None, "Retire it", "Retire",
                 "No new cycle can use it. What was answered under it stays.")  # fmt: skip


@require(Permission.KEEP_QUESTIONNAIRES)
def draft_questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft from this version."""
    version = _visible(request, pk)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        try:
            made = versions.draft_anew(by=request.user, version=version, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"Version {made.number} is a draft now.")
            return redirect("questionnaire", pk=made.pk)
    return _step(request, version, form, "Draft a new version", "Draft it")


def _visible(request: HttpRequest, pk: int) -> Version:
    return get_object_or_404(Version.objects.visible_to(request.user).for_list(), pk=pk)


def _done(request: HttpRequest, pk: int, deed: Any, words: str) -> HttpResponse:
    try:
        deed()
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, words)
    return redirect("questionnaire", pk=pk)


def _step(
    request: HttpRequest, version: Version, form: Any, heading: str, button: str, warning: str = ""
) -> HttpResponse:
    context = {"version": version, "form": form, "heading": heading, "button": button, "warning": warning}
    return render(request, "office/step_of_questionnaire.html", context)
