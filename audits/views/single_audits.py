"""Audits agencies do by themselves: the list, one of them, reporting one; and the calendar of all audits."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_filters import BooleanFilter, FilterSet, ModelChoiceFilter

from audits.forms.single_audits import SingleForm
from audits.models import SingleAudit
from audits.multi_agency import calendar, single
from audits.multi_agency.weighing import share_in_words
from audits.views.audit_steps import posted
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import agencies_where, can, holds, members, require
from partnership.models import Agency
from partnership.permissions import Permission
from priorities.models import Theme


def _link(row: SingleAudit) -> SafeString:
    return format_html('<a class="p-link" href="{}">{}</a>', reverse("single_audit", args=[row.pk]), row.title)


def good_of(row: SingleAudit) -> str:
    """Good or better, out of the graded."""
    graded = (row.cases or 0) - row.not_graded
    return share_in_words(row.outstanding + row.good, graded) if row.done and graded else "–"


COLUMNS = (
    Column("title", "Audit", _link, lambda row: row.title, order=("title",), leads=True),
    Column("agency", "Agency", lambda row: row.agency.name, order=("agency__name",)),
    Column("themes", "Themes", lambda row: ", ".join(each.name for each in row.themes.all())),
    Column("done", "State", lambda row: "Done" if row.done else "Planned", order=("done",)),
    Column("done_on", "Finished", lambda row: f"{row.done_on:%-d %b %Y}", lambda row: row.done_on, order=("done_on",)),
    Column("cases", "Cases", lambda row: row.cases if row.cases is not None else "–", lambda row: row.cases,
           order=("cases",), numeric=True),
    Column("good", "Good or better", good_of),
    Column("learning", "What was learnt", lambda row: row.learning, file_only=True),
)  # fmt: skip


class SingleChoices(FilterSet):
    """Which of them."""

    theme = ModelChoiceFilter(label="Theme", field_name="themes", queryset=Theme.objects.all(), empty_label="Any")
    done = BooleanFilter(label="Done?")

    class Meta:
        model = SingleAudit
        fields: list[str] = []


@members
def single_audits(request: HttpRequest) -> HttpResponse:
    """Those of one's agencies, or all for who oversees audits."""
    rows = SingleAudit.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=SingleChoices, one="audit", many="audits",
                      file_name="single-agency-audits")  # fmt: skip
    return answer(request, "audits/single_audits.html", listing,
                  may_report=holds(request.user, Permission.ANSWER_AUDITS))  # fmt: skip


@members
def single_audit(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    thing = get_object_or_404(SingleAudit.objects.visible_to(request.user).for_list(), pk=pk)
    grades = [(words, getattr(thing, name)) for name, words in SingleAudit.GRADES]
    return render(request, "audits/single_audit.html", {
        "audit": thing, "grades": grades, "good": good_of(thing),
        "may_change": can(request.user, Permission.ANSWER_AUDITS, agency=thing.agency),
    })  # fmt: skip


def _agencies(request: HttpRequest) -> Any:
    own = agencies_where(request.user, Permission.ANSWER_AUDITS) or set()
    return Agency.objects.active(timezone.localdate()).filter(pk__in=own).order_by("name")


@require(Permission.ANSWER_AUDITS)
def report_single_audit(request: HttpRequest) -> HttpResponse:
    """Report one in, planned or done."""
    form = SingleForm(posted(request), agencies=_agencies(request))
    return _asked(request, form, None)


@require(Permission.ANSWER_AUDITS)
def change_single_audit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was reported."""
    own = SingleAudit.objects.filter(agency__in=agencies_where(request.user, Permission.ANSWER_AUDITS) or set())
    thing = get_object_or_404(own, pk=pk)
    begun = {name: getattr(thing, name) for name in single.PLAIN} | {
        "agency": thing.agency_id, "themes": list(thing.themes.all()), "done": "yes" if thing.done else "no",
    }  # fmt: skip
    form = SingleForm(posted(request), agencies=Agency.objects.filter(pk=thing.agency_id), initial=begun)
    return _asked(request, form, thing)


def _asked(request: HttpRequest, form: SingleForm, thing: SingleAudit | None) -> HttpResponse:
    def report(given: dict[str, Any]) -> Done:
        made = single.report(by=request.user, agency=given["agency"], given=form.given(), at=timezone.now(),
                             audit=thing)  # fmt: skip
        return Done("Thank you. It is on the calendar of audits.", reverse("single_audit", args=[made.pk]))

    return ask(request, "audits/report_single_audit.html", form, report, audit=thing)


@members
def audit_calendar(request: HttpRequest) -> HttpResponse:
    """The days of all audits one may see, from three months ago to a year ahead."""
    today = timezone.localdate()
    entries = calendar.between(today - timedelta(days=92), today + timedelta(days=366), viewer=request.user)
    months: dict[str, list[calendar.Entry]] = {}
    for each in entries:
        months.setdefault(f"{each.on:%B %Y}", []).append(each)
    return render(request, "audits/audit_calendar.html", {"months": months, "today": today})
