"""What was said of a course: figures for whoever delivers or oversees training; remarks, read by the office first."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from figures.charts import Bar, BarChart, Chart, Column, Unit
from office import spreadsheets
from office.lists import Column as Cell
from office.lists import Listing, answer
from partnership.access import can, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training.evaluation import moderating
from training.evaluation import results as reading
from training.evaluation.occasions import Occasion
from training.evaluation.results import Asked, Results
from training.forms.evaluation import DecideRemarkForm
from training.models import Course, Event, Remark
from training.office_filters import RemarkChoices

FORMATS = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}
HEADS = ("Level", "Question", "When", "Answers", "Mean of 5", "Choice", "Share in %")
STEPS = Unit(1, lowest=0, highest=5)
MOST_REMARKS = 60
REMARKS = (
    Cell("words", "Words", lambda row: row.words, leads=True),
    Cell("course", "Course", lambda row: format_html('<a href="{}">{}</a>', reverse(
        "course_evaluation", args=[row.evaluation.event.course.slug]), row.evaluation.event.course.title),
         lambda row: row.evaluation.event.course.title, ("evaluation__event__course__title",)),
    Cell("day", "Date", lambda row: f"{row.evaluation.event.day:%-d %b %Y}", lambda row: row.evaluation.event.day,
         ("evaluation__event__starts_at",)),
    Cell("occasion", "When", lambda row: row.get_occasion_display(), order=("occasion",)),
    Cell("state", "State", lambda row: row.get_state_display(), order=("state",)),
)  # fmt: skip


@require(Permission.SEE_IMPACT)
@require_safe
def course_evaluation(request: HttpRequest, slug: str) -> HttpResponse:
    """What learners and managers said of a course; `?event=` of one date, for who delivers it and the office."""
    thing = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    dates = Event.objects.delivered_by(request.user).filter(course=thing, evaluation__isnull=False)
    event = _event(request, dates)
    found = reading.of_course(thing, event=event)
    wanted = request.GET.get("format", "")
    if wanted:
        if wanted not in FORMATS or found is None:
            raise Http404
        return FORMATS[wanted](name=f"evaluation-{thing.slug}", columns=HEADS, rows=_lines(found))
    remarks = Remark.objects.filter(evaluation__event__course=thing, state=Remark.State.SHOWN)
    if event:
        remarks = remarks.filter(evaluation__event=event)
    context = {
        "course": thing, "event": event, "results": found, "charts": _charts(found) if found else [],
        "dates": dates.select_related("course", "venue").order_by("-starts_at")[:40],
        "remarks": remarks.order_by("-evaluation__event__starts_at", "pk")[:MOST_REMARKS],
        "waiting": Remark.objects.waiting().filter(evaluation__event__course=thing).count()
        if can(request.user, Permission.KEEP_CATALOGUE) else 0,
    }  # fmt: skip
    return render(request, "training/course_evaluation.html", context)


def _event(request: HttpRequest, dates: Any) -> Event | None:
    asked = request.GET.get("event", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404
    return get_object_or_404(dates, pk=int(asked))


def _lines(found: Results) -> list[tuple[object, ...]]:
    """One line for each mark: of a grade its mean, of a choice each share."""
    return [
        (section.title, each.criterion.text, mark.name, mark.people,
         "" if mark.mean is None else round(mark.mean, 2), choice, "" if share is None else round(share))
        for section, asked in found.sections for each in asked for mark in each.marks
        for choice, share in (mark.shares or (("", None),))
    ]  # fmt: skip


def _charts(found: Results) -> list[tuple[str, Chart]]:
    """One chart for each question whose steps are asked more than once."""
    return [
        (f"c-{each.criterion.code}", _chart(each))
        for _, asked in found.sections
        for each in asked
        if sum(mark.mean is not None for mark in each.marks) > 1
    ]


def _chart(asked: Asked) -> Chart:
    said = ""
    if Occasion.BEFORE in asked.criterion.only_for:
        said = "Too few answered both before and after to tell a change."
    if asked.change:
        one = asked.change
        said = (f"{one.people} learners answered before and after: {one.mean:+.2f} steps of five on average "
                f"(95% interval {one.low:+.2f} to {one.high:+.2f}).").replace("-", "−")  # fmt: skip
    marks = [each for each in asked.marks if each.mean is not None]
    return BarChart(
        asked.criterion.text, said, STEPS, tuple(Bar(each.name, each.mean) for each in marks),
        columns=(Column("Answers", tuple(f"{each.people:,}" for each in marks)),),
    )  # fmt: skip


@require(Permission.KEEP_CATALOGUE)
@require_safe
def remarks(request: HttpRequest) -> HttpResponse:
    """What was written in words, to be read before others read it."""
    rows = Remark.objects.visible_to(request.user).for_list().order_by("-state", "-evaluation__event__starts_at", "pk")
    listing = Listing(request, rows, columns=REMARKS, choices=RemarkChoices, one="remark", many="remarks",
                      file_name="remarks")  # fmt: skip
    return answer(request, "training/remarks.html", listing)


@require(Permission.KEEP_CATALOGUE)
@require_POST
def decide_remark(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a remark, or keep it back."""
    thing = get_object_or_404(Remark, pk=pk)
    form = DecideRemarkForm(request.POST)
    if not form.is_valid():
        raise Http404
    thing.state = form.cleaned_data["seen"] or thing.state
    show = form.cleaned_data["decision"] == Remark.State.SHOWN
    try:
        moderating.decide(remark=thing, show=show, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(
            request, "Shown with the results of the course." if show else "Kept back; nobody else reads it."
        )
    return redirect("remarks")
