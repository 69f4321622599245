"""E-learning: written by the office, taken by learners page by page, and completions from elsewhere."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from office import evidence, pdf, tables_in
from office.markdown import to_html
from partnership.access import can, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import agency_desk, certificate_papers, modules
from training import elearning as verbs
from training.forms.elearning import AnswersForm, CompletionsForm, PageForm, TermsForm
from training.models import Course, Learning, Module, ModulePage


@require(Permission.KEEP_CATALOGUE)
def write_module(request: HttpRequest, slug: str) -> HttpResponse:
    """The pages of a module, its terms, and the button that publishes it."""
    course = get_object_or_404(Course.objects.filter(mode=Course.Mode.E_LEARNING), slug=slug)
    module = Module.objects.filter(course=course).first()
    begun = {"days": module.days, "pass_percent": module.pass_percent} if module else {"days": 42, "pass_percent": 80}
    form = TermsForm(request.POST or None, initial=begun)
    if form.is_valid():
        module = modules.begin(by=request.user, course=course)
        modules.set_terms(by=request.user, module=module, **form.cleaned_data)
        messages.success(request, "The terms are kept. What is under way keeps its last day.")
        return redirect("write_module", slug=slug)
    pages = list(module.pages.all()) if module else []
    context = {"course": course, "module": module, "pages": pages, "form": form, "next": len(pages) + 1}
    return render(request, "training/write_module.html", context)


@require(Permission.KEEP_CATALOGUE)
def write_module_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One page in Markdown, with video and questions."""
    course = get_object_or_404(Course.objects.filter(mode=Course.Mode.E_LEARNING), slug=slug)
    page = ModulePage.objects.filter(module__course=course, number=number).first()
    names = ("title", "text", "captions", "transcript", "questions")
    form = PageForm(request.POST or None, request.FILES or None,
                    initial={name: getattr(page, name) for name in names} if page else {})  # fmt: skip
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in names}
        try:
            module = modules.begin(by=request.user, course=course)
            modules.write_page(by=request.user, module=module, number=number, words=words, at=timezone.now(),
                               video=form.cleaned_data["video"])  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"Page {number} is kept.")
            return redirect("write_module", slug=slug)
    return render(request, "training/write_module_page.html", {"form": form, "course": course, "number": number,
                                                               "page": page})  # fmt: skip


@require(Permission.KEEP_CATALOGUE)
@require_POST
def publish_module(request: HttpRequest, slug: str) -> HttpResponse:
    """Let people take it."""
    module = get_object_or_404(Module, course__slug=slug)
    try:
        modules.publish(by=request.user, module=module, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "The e-learning can be taken. Publish the course if the catalogue does not show it.")
    return redirect("write_module", slug=slug)


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
        return redirect("learn_page", slug=slug, number=_next(module, mine))
    rows = Learning.objects.filter(person=request.user, course=module.course).select_related("course")
    mine = rows.first()
    context = {"module": module, "course": module.course, "pages": module.pages.all(), "mine": mine,
               "under_way": mine and not mine.finished_at and not mine.withdrawn_at,
               "next": _next(module, mine) if mine else 1, "today": timezone.localdate(),
               "score": verbs.score_of(mine) if mine else None}  # fmt: skip
    return render(request, "training/learn.html", context)


@require(Permission.BOOK_PLACES)
@never_cache
def learn_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A page: text, video, questions; after the answers what is said to each."""
    module = _module(request, slug)
    page = get_object_or_404(module.pages, number=number)
    mine = Learning.objects.under_way().filter(person=request.user, course=module.course).first()
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
                return _onwards(module, mine, number)
    last = module.pages.count()
    context = {"module": module, "course": module.course, "page": page, "html": to_html(page.text), "form": form,
               "told": told, "last": last, "mine": mine, "later": number + 1 if number < last else None}  # fmt: skip
    return render(request, "training/learn_page.html", context)


@require(Permission.BOOK_PLACES)
@require_safe
def module_video(request: HttpRequest, slug: str, number: int) -> FileResponse:
    """The film of a page."""
    page = get_object_or_404(_module(request, slug).pages.select_related("video"), number=number)
    if page.video is None:
        raise Http404
    return evidence.play(page.video)


@require(Permission.BOOK_PLACES)
@require_safe
def module_captions(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The captions of a page's film."""
    page = get_object_or_404(_module(request, slug).pages, number=number)
    if not page.captions:
        raise Http404
    return HttpResponse(page.captions, content_type="text/vtt; charset=utf-8")


@require(Permission.BOOK_PLACES)
@require_safe
def learning_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate of e-learning on paper, for the learner, the agency's lead and the office."""
    rows = Learning.objects.visible_to(request.user).finished().select_related("person", "course")
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
        rows = rows.filter(published_at__isnull=False)
    return get_object_or_404(rows, course__slug=slug)


def _next(module: Module, mine: Learning) -> int:
    """The first page that is not done; the first of all when every page is, since too little was right."""
    numbers = module.pages.order_by("number").values_list("number", flat=True)
    return next((number for number in numbers if number not in mine.done_pages), 1)


def _onwards(module: Module, mine: Learning, number: int) -> HttpResponse:
    if mine.finished_at or number >= module.pages.count():
        return redirect(reverse("learn", args=[module.course.slug]))
    return redirect("learn_page", slug=module.course.slug, number=number + 1)


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
