"""E-learning as learners take it, page by page, and completions from elsewhere."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import evidence, pdf, tables_in
from office.markdown import to_html
from partnership.access import can, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import agency_desk, certificate_papers
from training import elearning as verbs
from training.forms.elearning import AnswersForm, CompletionsForm
from training.models import Learning, Module, ModulePage


@require(Permission.BOOK_PLACES)
@never_cache
def learn(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own way through a module: begin, go on, or what came of it."""
    module, mine = _module(request, slug), None
    if request.method == "POST":
        try:
            mine = verbs.begin(by=request.user, agency=request.user.acting_for, module=module, at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("learn", slug=slug)
        return redirect("learn_page", slug=slug, number=_next(mine))
    mine = Learning.objects.filter(person=request.user, course=module.course).for_list().first()
    under_way = mine and not mine.finished_at and not mine.withdrawn_at
    context = {"module": module, "course": module.course, "mine": mine, "under_way": under_way,
               "pages": _pages(request, module, mine if under_way else None),
               "next": _next(mine) if mine else 1, "today": timezone.localdate(),
               "score": verbs.score_of(mine) if mine else None}  # fmt: skip
    return render(request, "training/learn.html", context)


@require(Permission.BOOK_PLACES)
@never_cache
def learn_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A page: text, video, questions; after the answers what is said to each."""
    module = _module(request, slug)
    mine = _mine(request, module)
    pages = _pages(request, module, mine)
    page = get_object_or_404(pages, number=number)
    form = AnswersForm(request.POST if request.method == "POST" else None, quiz=page.quiz)
    told: list[dict[str, Any]] = []
    if request.method == "POST":
        if mine is None:
            return redirect("learn", slug=slug)
        if form.is_valid():
            try:
                mine = verbs.go_on(by=request.user, learning=mine, number=number, chosen=form.chosen, at=timezone.now())
            except Refusal as refusal:
                messages.warning(request, refusal.sentence)
                return redirect("learn", slug=slug)
            told = _told(page, form.chosen)
            if not told:
                return _onwards(mine, number)
    last = pages.count()
    context = {"module": module, "course": module.course, "page": page, "html": to_html(page.text), "form": form,
               "told": told, "last": last, "mine": mine, "later": number + 1 if number < last else None}  # fmt: skip
    return render(request, "training/learn_page.html", context)


@require(Permission.BOOK_PLACES)
@require_safe
def module_video(request: HttpRequest, slug: str, number: int) -> FileResponse:
    """The film of a page."""
    page = get_object_or_404(_shown(request, slug).select_related("video"), number=number)
    if page.video is None:
        raise Http404
    return evidence.play(page.video)


@require(Permission.BOOK_PLACES)
@require_safe
def module_captions(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The captions of a page's film."""
    page = get_object_or_404(_shown(request, slug), number=number)
    if not page.captions:
        raise Http404
    return HttpResponse(page.captions, content_type="text/vtt; charset=utf-8")


@require(Permission.BOOK_PLACES)
@require_safe
def learning_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate of e-learning on paper, for the learner, the agency's lead and the office."""
    rows = Learning.objects.visible_to(request.user).living().for_list()
    thing = get_object_or_404(rows, pk=pk)
    context = certificate_papers.of_learning(thing)
    return pdf.answer(pdf.make(certificate_papers.TEMPLATE, context, request=request), name=f"certificate-{thing.code}")


@require(Permission.BOOK_FOR_OTHERS)
def enter_completions(request: HttpRequest) -> HttpResponse:
    """A file of e-learning finished elsewhere: taken whole, or with each fault named."""
    today = timezone.localdate()
    form = CompletionsForm(request.POST or None, request.FILES or None,
                           agencies=agency_desk.agencies_of(request.user, on=today))  # fmt: skip
    faults: list[tables_in.Fault] = []
    if form.is_valid():
        agency = form.cleaned_data["agency"]
        try:
            read = tables_in.read(form.cleaned_data["upload"].read(), columns=verbs.COLUMNS, most_rows=5000)
            faults = read.faults + verbs.faults_of(read.rows, agency=agency, today=today)
            if not faults:
                new = verbs.enter(by=request.user, agency=agency, rows=read.rows, at=timezone.now())
                messages.success(request, f"{new} of {len(read.rows)} are new and entered.")
                return redirect("enter_completions")
            form.add_error("upload", f"{len(faults)} cells have a fault, named below. Nothing was entered.")
        except Refusal as refusal:
            form.add_error("upload", refusal.sentence)
    return render(request, "training/enter_completions.html", {"form": form, "faults": faults})


def _module(request: HttpRequest, slug: str) -> Module:
    """A published module; the office sees it before."""
    rows = Module.objects.select_related("course")
    if not can(request.user, Permission.KEEP_CATALOGUE):
        rows = rows.published()
    return get_object_or_404(rows, course__slug=slug)


def _mine(request: HttpRequest, module: Module) -> Learning | None:
    """What the reader is under way with."""
    rows = Learning.objects.under_way().filter(person=request.user, course=module.course)
    return rows.select_related("course").first()


def _pages(request: HttpRequest, module: Module, mine: Learning | None) -> QuerySet[ModulePage]:
    """The pages of what is under way; else of the version in force. The office looks at the draft, if there is one."""
    if mine is not None:
        return verbs.pages_of(mine)
    draft = module.draft if can(request.user, Permission.KEEP_CATALOGUE) else None
    version = draft or module.in_force
    return version.pages.all() if version else ModulePage.objects.none()


def _shown(request: HttpRequest, slug: str) -> QuerySet[ModulePage]:
    module = _module(request, slug)
    return _pages(request, module, _mine(request, module))


def _next(mine: Learning) -> int:
    """The first page that is not done; the first of all when every page is, since too little was right."""
    numbers = verbs.pages_of(mine).order_by("number").values_list("number", flat=True)
    return next((number for number in numbers if number not in mine.done_pages), 1)


def _onwards(mine: Learning, number: int) -> HttpResponse:
    slug = mine.course.slug
    if mine.finished_at or number >= verbs.pages_of(mine).count():
        return redirect(reverse("learn", args=[slug]))
    return redirect("learn_page", slug=slug, number=number + 1)


def _told(page: ModulePage, chosen: dict[int, set[int]]) -> list[dict[str, Any]]:
    """What is said to each answer."""
    return [
        {
            "words": question.words, "fits": question.fits(chosen[place]),
            "said": [(option.words, option.feedback) for number, option in enumerate(question.options)
                     if number in chosen[place]],
            "right": [option.words for option in question.options if option.right],
        }
        for place, question in enumerate(page.quiz)
    ]  # fmt: skip
