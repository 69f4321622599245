"""E-learning as the office writes it: the pages of the draft, terms, versions; and who has finished what."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from office.asking import Done, ask, press
from office.lists import Column, Listing, answer
from partnership.access import can, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import elearning, modules
from training.forms.certificates import RevokeForm
from training.forms.elearning import PageForm, TermsForm
from training.models import Course, Learning, Module
from training.office_filters import LearningChoices

COLUMNS = (
    Column("name", "Name", lambda row: format_html(
        '<a href="{}">{}</a>', reverse("learning_record", args=[row.pk]), row.name),
           lambda row: row.name, ("person__name",), leads=True),
    Column("course", "E-learning", lambda row: row.course.title, order=("course__title",)),
    Column("agency", "Agency", lambda row: row.agency.name, order=("agency__name",)),
    Column("begun", "Begun", lambda row: f"{timezone.localtime(row.begun_at):%-d %b %Y}",
           lambda row: timezone.localtime(row.begun_at).date(), ("begun_at",)),
    Column("state", "State", lambda row: row.state_words),
    Column("version", "Version", lambda row: row.version.number if row.version else "Elsewhere"),
    Column("until", "Counts until", lambda row: row.until_words, lambda row: row.valid_until, ("valid_until",)),
    Column("code", "Code", lambda row: row.code, file_only=True),
)  # fmt: skip


@require(Permission.KEEP_CATALOGUE)
def write_module(request: HttpRequest, slug: str) -> HttpResponse:
    """The pages of a module, its terms, its versions, and the button that publishes the draft."""
    course = get_object_or_404(Course.objects.filter(mode=Course.Mode.E_LEARNING), slug=slug)
    module = Module.objects.filter(course=course).first()
    begun = {"days": module.days, "pass_percent": module.pass_percent} if module else {"days": 42, "pass_percent": 80}
    form = TermsForm(request.POST or None, initial=begun)
    if form.is_valid():
        module = modules.begin(by=request.user, course=course)
        modules.set_terms(by=request.user, module=module, **form.cleaned_data)
        messages.success(request, "The terms are kept. What is under way keeps its last day.")
        return redirect("write_module", slug=slug)
    draft, current = (module.draft, module.in_force) if module else (None, None)
    shown = draft or current
    pages = list(shown.pages.all()) if shown else []
    context = {"course": course, "module": module, "draft": draft, "current": current, "pages": pages, "form": form,
               "next": len(pages) + 1, "versions": _versions(module) if module else []}  # fmt: skip
    return render(request, "training/write_module.html", context)


def _versions(module: Module) -> list[Any]:
    """The published versions, each with how many have begun and finished it, the latest first."""
    rows = module.versions.exclude(published_at=None).select_related("published_by").order_by("-number")
    finished = Q(learnings__finished_at__isnull=False)
    return list(rows.annotate(begun=Count("learnings"), finished=Count("learnings", filter=finished)))


@require(Permission.KEEP_CATALOGUE)
def write_module_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One page in Markdown, with video and questions."""
    course = get_object_or_404(Course.objects.filter(mode=Course.Mode.E_LEARNING), slug=slug)
    module = Module.objects.filter(course=course).first()
    shown = (module.draft or module.in_force) if module else None
    page = shown.pages.filter(number=number).first() if shown else None
    form = PageForm(request.POST or None, request.FILES or None,
                    initial={name: getattr(page, name) for name in modules.WORDS} if page else {})  # fmt: skip
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in modules.WORDS}
        try:
            module = modules.begin(by=request.user, course=course)
            modules.write_page(by=request.user, module=module, number=number, words=words, at=timezone.now(),
                               video=form.cleaned_data["video"])  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"Page {number} of the draft is kept.")
            return redirect("write_module", slug=slug)
    return render(request, "training/write_module_page.html", {"form": form, "course": course, "number": number,
                                                               "page": page})  # fmt: skip


@require(Permission.KEEP_CATALOGUE)
@require_POST
def publish_module(request: HttpRequest, slug: str) -> HttpResponse:
    """Let people take the draft from now on."""
    now = timezone.now()
    return _changed(
        request, slug, lambda module: modules.publish(by=request.user, module=module, at=now),
        "It can be taken. Whoever is under way ends with the pages begun with. Publish the course if the catalogue "
        "does not show it.",
    )  # fmt: skip


@require(Permission.KEEP_CATALOGUE)
@require_POST
def move_module_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put a page one place up or down."""
    to = number + (1 if "down" in request.POST else -1)
    return _changed(request, slug,
                    lambda module: modules.move_page(by=request.user, module=module, number=number, to=to),
                    f"Page {number} is page {to} of the draft now.")  # fmt: skip


@require(Permission.KEEP_CATALOGUE)
@require_POST
def take_out_module_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a page out of the draft."""
    return _changed(request, slug,
                    lambda module: modules.take_out_page(by=request.user, module=module, number=number),
                    f"Page {number} is out of the draft.")  # fmt: skip


@require(Permission.KEEP_CATALOGUE)
@require_POST
def throw_away_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw the draft away; what is published stays."""
    return _changed(request, slug, lambda module: modules.throw_away(by=request.user, module=module),
                    "The draft is gone. What is published stays as it is.")  # fmt: skip


def _changed(request: HttpRequest, slug: str, change: Callable[[Module], Any], words: str) -> HttpResponse:
    """Do something to a module, say so or say why not, and show it again."""
    module = get_object_or_404(Module, course__slug=slug)
    return press(request, lambda: change(module), said=words, address=reverse("write_module", args=[slug]))


# Who has taken it ---------------------------------------------------------------


@require(Permission.BOOK_FOR_OTHERS)
@require_safe
def learnings(request: HttpRequest) -> HttpResponse:
    """E-learning of the people of the agencies one answers for; of all for the office."""
    rows = Learning.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=LearningChoices, one="record", many="records",
                      file_name="e-learning")  # fmt: skip
    return answer(request, "training/learnings.html", listing)


@require(Permission.BOOK_FOR_OTHERS)
@require_safe
def learning_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's e-learning: how far, its certificate, and what the office may do with it."""
    thing = get_object_or_404(Learning.objects.visible_to(request.user).for_list(), pk=pk)
    context = {"thing": thing, "pages": elearning.pages_of(thing).count(),
               "may_keep": can(request.user, Permission.KEEP_CATALOGUE)}  # fmt: skip
    return render(request, "training/learning_record.html", context)


@require(Permission.KEEP_CATALOGUE)
def revoke_learning(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the certificate of e-learning back."""
    thing = get_object_or_404(Learning.objects.finished().for_list(), pk=pk)
    form, record = RevokeForm(request.POST or None), reverse("learning_record", args=[pk])

    def take_back(words: dict[str, Any]) -> Done:
        elearning.revoke(by=request.user, learning=thing, at=timezone.now(), **words)
        return Done("The certificate counts no longer, and the learner is told why.", record)

    return ask(request, "training/revoke_learning.html", form, take_back, thing=thing)
