"""The planner of training: what is asked for and found, course by course, and the runs that are drafted of it."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office import spreadsheets
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from reports import planner as plans
from reports.forms.planner import AcceptForm
from reports.models import PlannedRuns
from reports.planner import Dates
from reports.runs import Wanted
from training.models import Course

FILES = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}
HEADS = ("Course", "Waiting", "Interested", "Survey", "New in post", "Ending without a place", "Findings",
         "Places free", "Runs proposed")  # fmt: skip
USUAL_NOTICE = timedelta(days=42)


@require(Permission.KEEP_CATALOGUE)
@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    """Every course with its numbers and the runs they ask for."""
    found, wanted = plans.proposals(on=timezone.localdate()), request.GET.get("format", "")
    if wanted:
        if wanted not in FILES:
            raise Http404
        rows = [(one.course.title, *_numbers(one.wanted), one.wanted.runs) for one in found]
        return FILES[wanted](name="training-planner", columns=HEADS, rows=rows)
    context = {
        "asked": [one for one in found if one.wanted.runs], "enough": [one for one in found if not one.wanted.runs],
        "runs": sum(one.wanted.runs for one in found),
        "accepted": PlannedRuns.objects.select_related("course", "accepted_by").prefetch_related("events")[:10],
    }  # fmt: skip
    return render(request, "reports/planner.html", context)


@require(Permission.KEEP_CATALOGUE)
def accept_proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """Draft the events of a proposal."""
    course, now = get_object_or_404(Course.objects.published(), slug=slug), timezone.now()
    today = timezone.localdate(now)
    wanted = next((one.wanted for one in plans.proposals(on=today) if one.course == course), Wanted())
    initial = {"runs": max(1, wanted.runs), "first": today + USUAL_NOTICE, "weeks": 4, "hour": plans.NINE,
               "places": wanted.usual, "seen": plans.plans_of(course)}  # fmt: skip
    form = AcceptForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        dates = Dates(given["first"], given["weeks"], given["hour"], given["places"])
        try:
            made = plans.accept(by=request.user, course=course, runs=given["runs"], dates=dates, seen=given["seen"],
                                at=now)  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{made.runs} drafts are made. Look them over, then open them for booking.")
            return redirect("planner")
    return render(request, "reports/accept_proposal.html", {"form": form, "course": course, "wanted": wanted})


def _numbers(wanted: Wanted) -> tuple[int, ...]:
    return (wanted.waiting, wanted.interested, wanted.surveyed, wanted.new, wanted.short, wanted.findings, wanted.free)
