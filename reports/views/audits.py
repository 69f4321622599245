"""Pages of audits that need a second room: key lines from what we know, and a briefing drafted from a report."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from audits.models import Audit
from audits.multi_agency import planning
from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission
from reports import enquiry_lines, learning_of_audits
from reports.forms.enquiry_lines import ChooseForm


@require(Permission.KEEP_AUDITS)
def choose_lines(request: HttpRequest, slug: str) -> HttpResponse:
    """Key lines of enquiry, chosen from figures, findings and earlier audits; they join those that stand there."""
    audit = get_object_or_404(Audit.objects.visible_to(request.user), slug=slug)
    offered = enquiry_lines.sources(audit, viewer=request.user, on=timezone.localdate())
    form = ChooseForm(request.POST if request.method == "POST" else None, offered=offered)

    def choose(given: dict[str, Any]) -> Done:
        standing = [(each.text, each.why, each.address) for each in audit.lines.all()]
        added = [(each.text, each.why, each.address) for each in form.chosen()]
        count = planning.set_lines(audit=audit, by=request.user, lines=[*standing, *added])
        return Done(f"{count} key lines stand now. Put them in your own words.",
                    reverse("audit_lines", args=[slug]))  # fmt: skip

    return ask(request, "reports/choose_lines.html", form, choose, audit=audit,
               nothing=not any(offered.values()))  # fmt: skip


@require(Permission.WRITE_LEARNING)
def draft_briefing(request: HttpRequest, slug: str) -> HttpResponse:
    """A 7-minute briefing drafted from a finished report."""
    audit = get_object_or_404(Audit.objects.visible_to(request.user).finished(), slug=slug)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def draft(given: dict[str, Any]) -> Done:
        made = learning_of_audits.draft_briefing(audit=audit, by=request.user, at=timezone.now())
        return Done("The draft is in the library. Put it in your own words, then send it to be checked.",
                    reverse("change_learning", args=[made.slug]))  # fmt: skip

    return ask(request, "reports/draft_briefing.html", form, draft, audit=audit)
