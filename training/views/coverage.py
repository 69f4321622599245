"""How much of the workforce has what its roles must have: the whole, one agency, what is required, head counts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from figures import suppression
from figures.charts import Bar, BarChart
from figures.charts import State as Mark
from figures.charts.description import PERCENT
from office import rules, spreadsheets
from office.lists import Column, Listing, answer
from partnership.access import agencies_where, can, require
from partnership.models import Agency
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import coverage as seen_as
from training import expiries, kept_coverage, requiring, workforce
from training.coverage import Part, Picture
from training.forms.coverage import RequireForm, WorkforceForm
from training.models import Requirement

FILES = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}
MOST_BARS = 40
REQUIRED = (
    Column("role", "Job role", lambda row: row.job_role, order=("job_role",), leads=True),
    Column("course", "Course", lambda row: format_html(
        '<a href="{}">{}</a>', reverse("course", args=[row.course.slug]), row.course.title),
           lambda row: row.course.title, ("course__title",)),
    Column("since", "Since", lambda row: f"{row.begins_on:%-d %b %Y}", lambda row: row.begins_on, ("begins_on",)),
    Column("end", "Change", lambda row: format_html(
        '<a href="{}">End<span class="govuk-visually-hidden">: {}</span></a>',
        reverse("end_requirement", args=[row.pk]), row)),
)  # fmt: skip


@require(Permission.SEE_COVERAGE)
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """The share in date by sector, agency, district, role or course; reach; refreshers to come; as page or file."""
    by, wanted, today = request.GET.get("by", "sector"), request.GET.get("format", ""), timezone.localdate()
    if by not in seen_as.BY or (wanted and wanted not in FILES):
        raise Http404
    keys = agencies_where(request.user, Permission.SEE_COVERAGE)
    county = kept_coverage.county(on=today, at=timezone.now())
    seen = county.seen if keys is None else seen_as.picture(on=today, agencies=keys)
    found = seen_as.parts(seen, along=by, openly=_openly(request))
    if wanted:
        return FILES[wanted](name=f"coverage-by-{by}", columns=_heads(by), rows=map(_row, found))
    came, people = sum(each.came for each in seen.workforce), sum(each.people for each in seen.workforce)
    context = {
        "seen": seen, "lines": [(part, *_said(part), _address(request, by, part)) for part in found], "by": by,
        "heading": seen_as.BY[by], "chart": _chart(found, by), "came": came, "people": people,
        "share": _percent(seen), "pills": [(words, f"?by={key}", key == by) for key, words in seen_as.BY.items()],
        "promised": rules.value("training.learners_a_year", on=today), "outlook": county.outlook,
        "counted_at": county.counted_at, "all": keys is None,
        "may_keep": can(request.user, Permission.KEEP_CATALOGUE), "own": _own(request, keys),
    }  # fmt: skip
    return render(request, "training/coverage.html", context)


@require(Permission.BOOK_FOR_OTHERS)
@require_safe
def coverage_of_agency(request: HttpRequest, slug: str) -> HttpResponse:
    """One agency: each role and course, and who lacks what; as page, or the names as a file."""
    agency = _agency(request, slug, Permission.BOOK_FOR_OTHERS)
    today, wanted = timezone.localdate(), request.GET.get("format", "")
    lacking = workforce.lacking(agency, on=today)
    if wanted:
        if wanted not in FILES:
            raise Http404
        rows = [(each.person.name, each.person.job_role, each.course.title, each.ended) for each in lacking]
        columns = ("Name", "Job role", "Lacks", "In date until")
        return FILES[wanted](name=f"lacking-{agency.slug}", columns=columns, rows=rows)
    seen = seen_as.picture(on=today, agencies=[agency.pk])
    context = {
        "agency": agency, "seen": seen, "share": _percent(seen), "lacking": lacking,
        "cells": sorted(seen.cells, key=lambda cell: (cell.role, cell.course)),
        "counted_on": workforce.counted_on(agency), "ending": expiries.endings_of(agency, on=today),
    }  # fmt: skip
    return render(request, "training/coverage_of_agency.html", context)


@require(Permission.COUNT_HEADS)
def state_workforce(request: HttpRequest, slug: str) -> HttpResponse:
    """How many people work in each role, all at once."""
    agency, today = _agency(request, slug, Permission.COUNT_HEADS), timezone.localdate()
    form = WorkforceForm(request.POST or None, roles=requiring.roles_at(agency, on=today), initial={"on": today},
                         before=workforce.before(agency))  # fmt: skip
    if form.is_valid():
        try:
            made = workforce.count(by=request.user, agency=agency, people=form.counted, today=today,
                                   on=form.cleaned_data["on"])  # fmt: skip
        except Refusal as refusal:
            form.add_error("on", refusal.sentence)
        else:
            messages.success(request, f"{sum(each.people for each in made):,} people in {len(made)} roles are counted.")
            return redirect("coverage_of_agency", slug=agency.slug)
    return render(request, "training/state_workforce.html", {"form": form, "agency": agency})


@require(Permission.KEEP_CATALOGUE)
@require_safe
def requirements(request: HttpRequest) -> HttpResponse:
    """What each role must have learned."""
    rows = Requirement.objects.visible_to(request.user).on_day(timezone.localdate()).for_list()
    listing = Listing(request, rows, columns=REQUIRED, one="requirement", many="requirements",
                      file_name="required-learning", sort="role")  # fmt: skip
    return answer(request, "training/requirements.html", listing)


@require(Permission.KEEP_CATALOGUE)
def require_course(request: HttpRequest) -> HttpResponse:
    """Let roles need a course."""
    form = RequireForm(request.POST or None)
    form.offer(roles=requiring.known_roles())
    if form.is_valid():
        try:
            made = requiring.require(by=request.user, course=form.cleaned_data["course"], job_roles=form.asked,
                                     at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            form.add_error("job_roles", refusal.sentence)
        else:
            messages.success(request, f"{len(made)} {'role needs' if len(made) == 1 else 'roles need'} it from today.")
            return redirect("requirements")
    return render(request, "training/require_course.html", {"form": form})


@require(Permission.KEEP_CATALOGUE)
def end_requirement(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a requirement end, once it is confirmed."""
    thing = get_object_or_404(Requirement.objects.on_day(timezone.localdate()).for_list(), pk=pk)
    if request.method == "POST":
        try:
            requiring.require_no_more(by=request.user, requirement=thing, at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, f"{thing.job_role}: “{thing.course}” is required no longer.")
        return redirect("requirements")
    return render(request, "training/end_requirement.html", {"requirement": thing})


# Words and figures ------------------------------------------------------------


def _openly(request: HttpRequest) -> bool:
    """Whoever sees each booking anyway, or only his or her own agencies, is shown every number."""
    seen = agencies_where(request.user, Permission.BOOK_FOR_OTHERS)
    return seen is None or agencies_where(request.user, Permission.SEE_COVERAGE) is not None


def _agency(request: HttpRequest, slug: str, permission: Permission) -> Agency:
    keys = agencies_where(request.user, permission)
    rows = Agency.objects.active(timezone.localdate())
    return get_object_or_404(rows if keys is None else rows.filter(pk__in=keys), slug=slug)


def _own(request: HttpRequest, keys: set[int] | None) -> list[Agency]:
    """The agencies a lead answers for; the office finds each in the table."""
    if keys is None:
        return []
    return list(Agency.objects.active(timezone.localdate()).filter(pk__in=keys).order_by("name"))


def _percent(seen: Picture) -> int | None:
    return round(100 * seen.in_date / seen.needed) if seen.needed else None


def _heads(along: str) -> tuple[str, ...]:
    return (seen_as.BY[along], "People", "Learnt in 12 months", "Reached", "Required", "In date", "Share in date")


def _row(part: Part) -> tuple[object, ...]:
    return (part.name, part.people or "", suppression.symbol(part.came) if part.people else "", _rate(part.reach),
            part.needed, suppression.symbol(part.in_date), _rate(part.share))  # fmt: skip


def _rate(share: float | None) -> str:
    return "" if share is None else f"{share:.0f}%"


def _said(part: Part) -> tuple[str, str, str, str]:
    """Who came, reach, pieces in date and their share, in words."""
    came, reach = (suppression.written(part.came), _rate(part.reach) or "Hidden") if part.people else ("", "")
    if not part.needed:
        return came, reach, "Nothing required", ""
    return came, reach, suppression.written(part.in_date), _rate(part.share) or "Hidden"


def _address(request: HttpRequest, along: str, part: Part) -> str:
    """Where more is said of a part: an agency one books for, a course."""
    if along == "course":
        return reverse("course", args=[part.slug])
    may = along == "agency" and _openly(request)
    return reverse("coverage_of_agency", args=[part.slug]) if may else ""


def _chart(found: list[Part], along: str) -> BarChart | None:
    bars = [
        Bar(part.name, part.share, Mark.USUAL if part.share is not None else Mark.HIDDEN, chosen=part.share is not None)
        for part in found
        if part.needed
    ][:MOST_BARS]
    if not bars:
        return None
    told = [part for part in found if part.share is not None]
    sentence = f"The lowest share: {told[0].name}, {told[0].share:.0f}%." if told else "Every share is hidden."
    more = sum(bool(part.needed) for part in found) - len(bars)
    after = f" {more} more are in the table." if more else ""
    return BarChart(
        f"Required learning in date, by {seen_as.BY[along].lower()}", sentence + after, PERCENT, tuple(bars)
    )
