"""Findings: the list, one finding with what was made of it, and recording one by hand."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from office import drafts
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import holds, require
from partnership.permissions import Permission
from priorities import findings as recording
from priorities.filters import FindingChoices
from priorities.forms.findings import FindingForm
from priorities.models import Finding, Recommendation
from priorities.views.cells import PRIORITIES, THEMES, named

COLUMNS = (
    named("finding", "Finding"),
    Column("source", "Source", cell=lambda row: row.get_source_kind_display(), order=("source_kind",)),
    Column("title", "Which one", cell=lambda row: row.source_title, order=("source_title",), file_only=True),
    Column("found", "Found", cell=lambda row: f"{row.found_on:%-d %b %Y}", value=lambda row: row.found_on,
           order=("found_on",)),
    PRIORITIES,
    THEMES,
    Column("recommendations", "Recommendations", cell=lambda row: row.recommendations_made,
           order=("recommendations_made",), numeric=True),
)  # fmt: skip


@require(Permission.SEE_ACTIONS)
def findings(request: HttpRequest) -> HttpResponse:
    """All findings one may see, the latest first."""
    rows = Finding.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=FindingChoices, one="finding", many="findings",
                      file_name="findings")  # fmt: skip
    may_record = holds(request.user, Permission.RECORD_FINDINGS)
    return answer(request, "priorities/findings.html", listing, may_record=may_record)


@require(Permission.SEE_ACTIONS)
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: where it comes from, and what was recommended because of it."""
    thing = get_object_or_404(Finding.objects.visible_to(request.user).for_list(), pk=pk)
    made = Recommendation.objects.visible_to(request.user).filter(follows_from=thing).for_list()
    may_record = holds(request.user, Permission.RECORD_FINDINGS)
    context = {"finding": thing, "made": made, "may_record": may_record, "facts": _facts(thing)}
    return render(request, "priorities/finding.html", context)


def _facts(finding: Finding) -> list[tuple[str, Any]]:
    facts = [
        ("Source", finding.source_title),
        ("Found", finding.found_on),
        ("About", finding.agency),
        ("Recorded by", finding.recorded_by),
        ("Read by", finding.get_audience_display()),
    ]
    return [fact for fact in facts if fact[1]]


@require(Permission.RECORD_FINDINGS)
def record_finding(request: HttpRequest) -> HttpResponse:
    """A finding of a source outside the portal."""
    now = timezone.now()
    draft = drafts.of(request.user, form=recording.NEW_FINDING, record="new")
    form = FindingForm(request.POST or None, draft=draft, on=timezone.localdate(now))

    def deed(given: dict[str, Any]) -> Done:
        made = recording.record(by=request.user, at=now, typed_as=form.record_key, **given)
        return Done("The finding is recorded.", reverse("finding", args=[made.pk]))

    return ask(request, "priorities/record_finding.html", form, deed)
