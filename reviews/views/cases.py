"""Work on cases: the list of one's own, opening one, the page of a case, and the glass one breaks in an emergency."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership import access
from partnership.access import holds, require
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.models import Finding
from reviews import case_moves, conducting, contributing, deciding, stages, team
from reviews.filters import CaseChoices
from reviews.forms.cases import GlassForm, OpenForm
from reviews.models import Contribution, Review


def seen_case(request: HttpRequest, pk: int) -> Review:
    """The case, if the person is on its team or has opened it in an emergency; 404 for everybody else."""
    visible = Review.objects.visible_to(request.user, at=timezone.now())
    return get_object_or_404(visible.for_list(), pk=pk)


def led_case(request: HttpRequest, pk: int) -> Review:
    """The case, if the person leads the work on it; 403 for others on its team."""
    review = seen_case(request, pk)
    if not team.leads(request.user, review):
        raise PermissionDenied
    return review


def _late(row: Review) -> str:
    today = timezone.localdate()
    open_ones = [each for each in conducting.deadlines(row) if each.done_on is None]
    return f"{open_ones[0].words}: {open_ones[0].standing(today).lower()}" if open_ones else "Nothing owed"


def _link(row: Review) -> SafeString:
    return format_html('<a class="p-link" href="{}">{}</a>', reverse("case", args=[row.pk]), row.code_name)


COLUMNS = (
    Column("code_name", "Code name", _link, lambda row: row.code_name, order=("code_name",), leads=True),
    Column("kind", "Kind", lambda row: row.get_kind_display(), order=("kind",)),
    Column("stage", "Stage", lambda row: row.get_stage_display(), order=("stage",)),
    Column("aware", "Known since", lambda row: f"{row.aware_on:%-d %b %Y}", lambda row: row.aware_on,
           order=("aware_on",)),
    Column("next", "Next date", _late),
    Column("coordinator", "Coordinator", lambda row: row.coordinator.name, order=("coordinator__name",)),
)  # fmt: skip


@require(Permission.WORK_ON_REVIEWS)
def cases(request: HttpRequest) -> HttpResponse:
    """The cases on whose team one is."""
    rows = Review.objects.visible_to(request.user, at=timezone.now()).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=CaseChoices, one="case", many="cases",
                      file_name="cases")  # fmt: skip
    return answer(
        request, "reviews/cases.html", listing,
        may_open=holds(request.user, Permission.OPEN_REVIEWS),
        may_break=holds(request.user, Permission.BREAK_GLASS),
    )  # fmt: skip


@require(Permission.OPEN_REVIEWS)
def open_case(request: HttpRequest) -> HttpResponse:
    """A case referred for consideration."""
    now = timezone.now()
    form = OpenForm(request.POST or None, on=timezone.localdate(now))

    def start(given: dict[str, Any]) -> Done:
        made = conducting.open_case(by=request.user, at=now, **given)
        return Done("The case is open. Only its team sees it: you are the first.", reverse("case", args=[made.pk]))

    return ask(request, "reviews/open_case.html", form, start)


@require(Permission.WORK_ON_REVIEWS)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: its dates, what happened, its team, and what one may do. Every look leaves a line in the trail."""
    review, person, now = seen_case(request, pk), request.user, timezone.now()
    access.look(person, review, why="review read")
    today = timezone.localdate(now)
    leads = team.leads(person, review)
    context = {
        "review": review,
        "deadlines": [(each, each.standing(today), each.is_late(today)) for each in conducting.deadlines(review)],
        "day_plan": conducting.day_plan(review) if review.rapid_review_sent_on is None else [],
        "edition": case_moves.edition_of(review),
        "team": review.team.current().select_related("person", "agency"),
        "steps": review.steps.select_related("by"),
        "openings": review.openings.select_related("by"),
        "proceedings": review.proceedings.all(),
        "decisions": review.decisions.select_related("agency", "by", "report"),
        "reports": review.reports.select_related("written_by"),
        "products": review.products.all(),
        "findings": Finding.objects.visible_to(person).filter(pk__in=review.led_to.values("pk")),
        "actions": case_moves.actions_of(review).visible_to(person).select_related("owner_agency"),
        "contributions": _contributions(person, review),
        "leads": leads,
        "closed": review.stage == stages.Stage.CLOSED,
        "panel_has_met": review.panel_meets_on is not None and review.panel_meets_on <= today,
        "on_team": team.is_on(person, review),
        "moves": stages.moves_from(stages.Stage(review.stage)) if leads else [],
        "may_decide": deciding.may_decide(person, review, at=now),
    }
    return render(request, "reviews/case.html", context)


def _contributions(person: Person, review: Review) -> list[dict[str, Any]]:
    """What was asked of whom; whether it is in is known to the team, what it says only as the seal allows."""
    today = timezone.localdate()
    rows = list(review.contributions.for_list())
    readable = set(
        Contribution.objects.filter(review=review).readable_by(person, on=today).values_list("pk", flat=True)
    )
    return [
        {"one": each, "readable": each.pk in readable, "may_write": contributing.may_write(person, each),
         "late": each.sent_at is None and each.due_on < today}
        for each in rows
    ]  # fmt: skip


@require(Permission.BREAK_GLASS)
def break_glass(request: HttpRequest) -> HttpResponse:
    """Open a case one is not on the team of; one must know its code name, and the scrutineer is told."""
    form = GlassForm(request.POST or None)
    if form.is_valid():
        review = Review.objects.filter(code_name__iexact=form.cleaned_data["code_name"].strip()).first()
        if review is None:
            form.add_error("code_name", "There is no case with this code name.")
        else:
            try:
                team.break_glass(review=review, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.warning(request, "You have opened a sealed case. The scrutineer has been told why.")
                return redirect("case", pk=review.pk)
    return render(request, "reviews/break_glass.html", {"form": form})


def known_move(key: str) -> stages.Move:
    """The move of a key; 404 when there is none."""
    if key not in stages.MOVES:
        raise Http404
    return stages.MOVES[key]
