"""The last steps of a yearly report: freeze, sign, open again, publish, note where it was sent; and its costs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from reports import costing, freezing, year_names
from reports.forms.annual import ContributionForm, CostForm, OpenAgainForm, SentForm, SignForm
from reports.models import Contribution, Cost, Report
from reports.views.writing import seen_report


def _step(request: HttpRequest, form: forms.Form, deed: Any, report: Report, **words: Any) -> HttpResponse:
    return ask(request, "reports/report_step.html", form, deed, report=report, **words)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require(Permission.KEEP_REPORTS)
def freeze_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the figures as they are today."""
    report = seen_report(request, slug)

    def deed(given: dict[str, Any]) -> Done:
        freezing.freeze(by=request.user, report=report, at=timezone.now(), on=timezone.localdate())
        return Done("The figures are frozen as of today.", reverse("report_at_work", args=[slug]))

    return _step(
        request,
        forms.Form(_posted(request)),
        deed,
        report,
        heading="Freeze the figures",
        button="Freeze them",
        help_words="All figures, tables and charts are taken as they are today. They do not change any more, "
        "whatever is loaded or corrected later. You can freeze them anew until somebody has signed.",
    )


@require(Permission.SIGN_REPORTS)
def sign_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign for a partner what one has read."""
    report, today = seen_report(request, slug), timezone.localdate()
    among = freezing.signs_for(request.user, on=today)
    if not among:
        raise PermissionDenied
    first = {"digest": freezing.digest_of(report), "agency": among[0]}
    form = SignForm(_posted(request), among=among, initial=first)

    def deed(given: dict[str, Any]) -> Done:
        freezing.sign(
            by=request.user, report=report, agency=given["agency"], digest=given["digest"], at=timezone.now(), on=today
        )
        return Done(f"Signed for {given['agency']}.", reverse("report_at_work", args=[slug]))

    return _step(
        request,
        form,
        deed,
        report,
        heading="Sign the report",
        button="Sign",
        help_words="With your signature your agency stands by every word and figure of this report as it "
        "reads now. If anything changes afterwards, the signature does not count any more.",
    )


@require(Permission.KEEP_REPORTS)
def open_report_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a signed report be written on."""
    report = seen_report(request, slug)

    def deed(given: dict[str, Any]) -> Done:
        freezing.open_again(by=request.user, report=report, at=timezone.now(), **given)
        return Done("The report is open. All partners have to sign it again.", reverse("report_at_work", args=[slug]))

    return _step(
        request,
        OpenAgainForm(_posted(request)),
        deed,
        report,
        heading="Open the report again",
        button="Open it",
        help_words="Signatures given so far do not count any more.",
    )


@require(Permission.KEEP_REPORTS)
def publish_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Let everybody read it."""
    report = seen_report(request, slug)

    def deed(given: dict[str, Any]) -> Done:
        freezing.publish(by=request.user, report=report, at=timezone.now(), on=timezone.localdate())
        return Done("The report is published. Its PDF is being made.", reverse("report_of_year", args=[slug]))

    return _step(
        request,
        forms.Form(_posted(request)),
        deed,
        report,
        heading="Publish the report",
        button="Publish",
        help_words="Everybody can read it from this moment, and it does not change any more.",
    )


@require(Permission.KEEP_REPORTS)
def note_report_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Note to whom it was sent."""
    report, today = seen_report(request, slug), timezone.localdate()
    form = SentForm(_posted(request), initial={"sent_on": today})

    def deed(given: dict[str, Any]) -> Done:
        freezing.note_sent(by=request.user, report=report, on=today, **given)
        return Done(f"Noted: sent to {given['to']}.", reverse("report_at_work", args=[slug]))

    return _step(
        request,
        form,
        deed,
        report,
        heading="To whom was the report sent?",
        button="Note it",
        help_words="The law asks for a copy to the Panel and to Foundations, the What Works Centre.",
    )


# Costs -----------------------------------------------------------------------


@require(Permission.KEEP_REPORTS)
@require_safe
def costs(request: HttpRequest) -> HttpResponse:
    """The money of this year, or of the one asked for."""
    year = _year(request.GET.get("year") or year_names.of(timezone.localdate()))
    given = list(Contribution.objects.filter(year=year).select_related("agency"))
    spent = list(Cost.objects.filter(year=year))
    now = year_names.of(timezone.localdate())
    years = sorted(
        {now, year_names.before(now), year, *Contribution.objects.values_list("year", flat=True)}, reverse=True
    )
    return render(
        request,
        "reports/costs.html",
        {
            "year": year,
            "years": [(each, f"{reverse('costs')}?year={each}", each == year) for each in years],
            "given": given,
            "spent": spent,
            "income": sum(each.amount for each in given),
            "outlay": sum(each.amount for each in spent),
        },
    )


@require(Permission.KEEP_REPORTS)
def note_contribution(request: HttpRequest, year: str) -> HttpResponse:
    """Note what a partner gives."""
    form = ContributionForm(_posted(request), on=timezone.localdate())

    def deed(given: dict[str, Any]) -> Done:
        made = costing.note_contribution(by=request.user, year=_year(year), at=timezone.now(), **given)
        return Done(f"Noted for {made.agency}.", f"{reverse('costs')}?year={year}")

    return ask(request, "reports/cost_step.html", form, deed, year=_year(year), heading="What does a partner give?")


@require(Permission.KEEP_REPORTS)
def note_cost(request: HttpRequest, year: str) -> HttpResponse:
    """Note what was spent."""
    form = CostForm(_posted(request))

    def deed(given: dict[str, Any]) -> Done:
        made = costing.note_cost(by=request.user, year=_year(year), at=timezone.now(), **given)
        return Done(f"Noted: {made.heading}.", f"{reverse('costs')}?year={year}")

    return ask(request, "reports/cost_step.html", form, deed, year=_year(year), heading="What was spent?")


@require(Permission.KEEP_REPORTS)
@require_POST
def strike_contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out what was noted by mistake."""
    return _struck(request, get_object_or_404(Contribution, pk=pk))


@require(Permission.KEEP_REPORTS)
@require_POST
def strike_cost(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out what was noted by mistake."""
    return _struck(request, get_object_or_404(Cost, pk=pk))


def _struck(request: HttpRequest, noted: Contribution | Cost) -> HttpResponse:
    costing.strike(by=request.user, noted=noted)
    messages.success(request, "It is taken out.")
    return redirect(f"{reverse('costs')}?year={noted.year}")


def _year(name: str) -> str:
    try:
        year_names.days(name)
    except Refusal:
        raise Http404 from None
    return name
