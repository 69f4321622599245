"""What panels score by, for the office: the version in force, the earlier ones, and a new one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commendations import sheets
from commendations.forms.panel import CriteriaForm
from commendations.models import Sheet
from office import drafts
from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission


@require(Permission.KEEP_COMMENDATIONS)
@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """The version new rounds begin with, and every earlier one with the rounds that keep it."""
    versions = Sheet.objects.select_related("made_by").prefetch_related("criteria", "rounds")
    return render(request, "commendations/criteria.html", {"versions": versions})


@require(Permission.KEEP_COMMENDATIONS)
@never_cache
def change_criteria(request: HttpRequest) -> HttpResponse:
    """A new version, beginning with what is in force."""
    form = CriteriaForm(
        request.POST or None, record_key="new", values=sheets.values_of(sheets.in_force()),
        draft=drafts.of(request.user, form=sheets.FORM, record="new"),
    )  # fmt: skip

    def deed(given: dict[str, Any]) -> Done:
        made = sheets.write(
            by=request.user, lines=given["lines"], why=given["why"], mark=given["mark"], at=timezone.now()
        )
        return Done(f"Version {made.number} is in force for new rounds. Open rounds keep theirs.", reverse("criteria"))

    return ask(request, "commendations/change_criteria.html", form, deed)
