"""Conflicts of interest of a round, for the office: each with what stands against whom, and lifting one of agency."""

from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from commendations import conflicts as interests
from commendations.filters import ConflictChoices
from commendations.forms.panel import LiftForm
from commendations.models import Conflict, Round
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.permissions import Permission


def _nomination(row: Conflict) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("nomination", args=[row.commendation_id]), row.commendation)


def _state(row: Conflict) -> str:
    return f"Lifted by {row.lifted_by}: {row.lifted_because}" if row.lifted_at else "Stands"


def _columns(today: date, open_: bool) -> tuple[Column, ...]:
    def deed(row: Conflict) -> SafeString | str:
        words, page = ("Let it stand again", "restore_conflict") if row.lifted_at else ("Lift it", "lift_conflict")
        if not (open_ and (row.lifted_at or interests.may_lift(row, on=today))):
            return ""
        name = format_html('<span class="govuk-visually-hidden">: {} and {}</span>', row.person, row.commendation)
        return format_html('<a href="{}">{}{}</a>', reverse(page, args=[row.pk]), words, name)

    return (
        Column("judge", "Judge", lambda row: str(row.person), order=("person__name",), leads=True),
        Column("nomination", "Nomination", _nomination, lambda row: str(row.commendation),
               ("commendation__nominee_name",)),
        Column("kind", "Why", lambda row: row.get_kind_display(), order=("kind",)),
        Column("found", "How it is known", lambda row: "Declared" if row.declared else "Found", order=("declared",)),
        Column("state", "Now", _state, order=("lifted_at",)),
        Column("deed", "What you can do", deed, lambda row: ""),
    )  # fmt: skip


@require(Permission.KEEP_COMMENDATIONS)
@require_safe
def round_conflicts(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may not read what, and why."""
    thing = get_object_or_404(Round, pk=pk)
    listing = Listing(
        request, Conflict.objects.filter(commendation__round=thing).for_list(), choices=ConflictChoices,
        columns=_columns(timezone.localdate(), thing.announced_at is None), one="conflict of interest",
        many="conflicts of interest", file_name="conflicts", sort="judge",
    )  # fmt: skip
    return answer(request, "commendations/round_conflicts.html", listing, round=thing)


@require(Permission.KEEP_COMMENDATIONS)
def lift_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one judge read one nomination of the same agency."""
    found = Conflict.objects.for_list().filter(kind=Conflict.Kind.AGENCY, declared=False, lifted_at=None)
    thing = get_object_or_404(found.exclude(commendation__round=None), pk=pk)
    back = reverse("round_conflicts", args=[thing.commendation.round_id])

    def deed(given: dict[str, Any]) -> Done:
        interests.lift(by=request.user, conflict=thing, reason=given["reason"], at=timezone.now())
        return Done(f"{thing.person} may read it now. Spread the reading once more.", back)

    return ask(request, "commendations/lift_conflict.html", LiftForm(request.POST or None), deed, conflict=thing,
               back=back)  # fmt: skip


@require(Permission.KEEP_COMMENDATIONS)
def restore_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a conflict that was lifted stand again."""
    lifted = Conflict.objects.for_list().exclude(lifted_at=None).exclude(commendation__round=None)
    thing = get_object_or_404(lifted, pk=pk)
    back = reverse("round_conflicts", args=[thing.commendation.round_id])

    def deed(given: dict[str, Any]) -> Done:
        interests.let_stand(by=request.user, conflict=thing, at=timezone.now())
        return Done(f"It stands again: {thing.person} does not read it. Spread the reading once more.", back)

    # Nothing is asked but the button.
    form = Form(request.POST if request.method == "POST" else None)
    return ask(request, "commendations/restore_conflict.html", form, deed, conflict=thing, back=back)
