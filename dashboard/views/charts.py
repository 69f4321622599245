"""What people put beside a chart: annotations, limits counted afresh, commentary and its approval."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from dashboard import annotations, commentary, figures_of_area, rebasing
from dashboard.forms.charts import AfreshForm, AnnotationForm, ApprovalForm, CommentaryForm
from dashboard.ledger import address_of
from dashboard.models import Annotation, Commentary, Rebase
from dashboard.views import asked
from dashboard.views.asked import Asked
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal


def _context(request: HttpRequest, code: str) -> tuple[dict[str, Any], Asked]:
    definition, wanted = asked.definition(code), asked.of(request)
    back = address_of(definition, wanted.place)
    return {"definition": definition, "area": wanted.place, "back": back}, wanted


def _done(request: HttpRequest, form: Any, deed: Callable[[], Any], said: str, back: str) -> HttpResponse | None:
    """Do it if the form is good; a refusal stands on the form, and nothing typed is lost."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        deed()
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(request, said)
    return redirect(back)


@require(Permission.KEEP_CHARTS)
def annotate(request: HttpRequest, code: str) -> HttpResponse:
    """Write beside the chart what happened; below, what stands there already."""
    context, wanted = _context(request, code)
    measure, form = asked.measure(code), AnnotationForm(request.POST or None)

    def deed() -> Annotation:
        said = dict(form.cleaned_data)
        concerns = None if said.pop("everywhere") else measure
        return annotations.annotate(by=request.user, area=wanted.place, measure=concerns, at=timezone.now(), **said)

    done = _done(request, form, deed, "It stands on the chart, in downloads and in print.", context["back"])
    living = Annotation.objects.living().of_area(wanted.place)
    context["annotations"] = (living.filter(measure=measure) | living.filter(measure=None)).for_list()
    return done or render(request, "dashboard/annotate.html", context | {"form": form})


@require(Permission.KEEP_CHARTS)
def take_back_annotation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask whether to take an annotation off the charts, and do it."""
    context, wanted = _context(request, code)
    held = get_object_or_404(Annotation.objects.of_area(wanted.place).for_list(), pk=pk)
    words = {"what": held.text, "heading": "Take this off the charts?", "button": "Take it off"}
    return _taken_back(
        request, context | words, lambda: annotations.take_back(held, by=request.user, at=timezone.now())
    )


@require(Permission.KEEP_CHARTS)
def count_afresh(request: HttpRequest, code: str) -> HttpResponse:
    """Have the limits counted afresh from a day on, with the reason; below, the decisions so far."""
    context, wanted = _context(request, code)
    measure, form = asked.measure(code), AfreshForm(request.POST or None)

    def deed() -> Rebase:
        return rebasing.count_afresh(
            by=request.user, area=wanted.place, measure=measure, at=timezone.now(), **form.cleaned_data
        )

    done = _done(request, form, deed, "Average and usual range are counted afresh from then on.", context["back"])
    context["rebases"] = Rebase.objects.living().of_area(wanted.place).filter(measure=measure).for_list()
    return done or render(request, "dashboard/count_afresh.html", context | {"form": form})


@require(Permission.KEEP_CHARTS)
def take_back_rebase(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask whether limits should run on as if never counted afresh, and do it."""
    context, wanted = _context(request, code)
    held = get_object_or_404(Rebase.objects.of_area(wanted.place).for_list(), pk=pk)
    words = {
        "what": f"Counted afresh from {held.starts_on:%-d %B %Y}: {held.reason}",
        "heading": "Let the limits run on?",
        "button": "Let them run on",
    }
    return _taken_back(request, context | words, lambda: rebasing.take_back(held, by=request.user, at=timezone.now()))


def _taken_back(request: HttpRequest, context: dict[str, Any], deed: Callable[[], None]) -> HttpResponse:
    if request.method == "POST":
        try:
            deed()
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, "Done. What was written is kept, and no chart shows it.")
        return redirect(context["back"])
    return render(request, "dashboard/take_back.html", context)


@require(Permission.KEEP_CHARTS)
def comment(request: HttpRequest, code: str) -> HttpResponse:
    """Write what the figures mean; somebody else approves it."""
    context, wanted = _context(request, code)
    measure, form = asked.measure(code), CommentaryForm(request.POST or None)
    told = figures_of_area.of_area(
        wanted.place, codes=[measure.code], on=timezone.localdate(), reader=wanted.reader
    ).get(measure.code)
    latest = told.series.latest if told else None

    def deed() -> Commentary:
        until = latest.period.end if latest else timezone.localdate()
        return commentary.write(
            by=request.user, area=wanted.place, measure=measure, figures_to=until, at=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip

    said = "Written. Members read it as soon as somebody else has approved it."
    done = _done(request, form, deed, said, context["back"])
    context |= {"form": form, "latest": latest, "sentence": told.drawn.chart.sentence if told else ""}
    return done or render(request, "dashboard/comment.html", context)


@require(Permission.APPROVE_FIGURES)
def approve_commentary(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Read commentary that waits, and approve it or put it aside."""
    context, wanted = _context(request, code)
    waiting = Commentary.objects.of(asked.definition(code).code, wanted.place).for_list()
    held = get_object_or_404(waiting, pk=pk)
    form = ApprovalForm(request.POST or None)

    def deed() -> None:
        if "drop" in request.POST:
            commentary.drop(held, by=request.user, at=timezone.now())
        else:
            commentary.approve(held, by=request.user, at=timezone.now(), **form.cleaned_data)

    said = "Put aside. Nobody else reads it." if "drop" in request.POST else "Approved. All members read it now."
    done = _done(request, form, deed, said, context["back"])
    return done or render(request, "dashboard/approve_commentary.html", context | {"form": form, "commentary": held})
