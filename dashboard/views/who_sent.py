"""Pages on who sent what: the grid of agencies, sheets and periods, and reminding those who are late."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from dashboard import chasing, measures, who_sent
from dashboard.filters import GridChoices
from dashboard.models import Return, Supply
from dashboard.who_sent import Grid
from office.lists import Column, Listing, answer
from partnership import access
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal


@require(Permission.SEND_RETURNS)
def returns_grid(request: HttpRequest) -> HttpResponse:
    """Which agency sent which figures of which period; the business unit reminds those who are late from here."""
    today, seen = timezone.localdate(), Return.objects.visible_to(request.user)
    approves = access.can(request.user, Permission.APPROVE_RETURNS)
    if request.method == "POST":
        if not approves:
            raise PermissionDenied
        return _remind_all(request)
    kind = request.GET.get("every", "")
    kind = kind if kind in who_sent.kinds() else who_sent.kinds()[0]
    grid = who_sent.grid(seen, kind, on=today, year=request.GET.get("year", ""))
    rows = Supply.objects.visible_to(request.user).in_force(today).filter(sheet__in=who_sent.sheets_every(kind))
    listing = Listing(
        request, rows.for_list(), columns=tuple(_columns(grid)), choices=GridChoices, one="row", many="rows",
        file_name="who-sent-what", sort="agency", caption="Who sent what",
    )  # fmt: skip
    lines = [(supply, _sheet(supply), [grid.of(supply, each) for each in grid.columns]) for supply in listing.things]
    return answer(
        request, "dashboard/returns_grid.html", listing, grid=grid, lines=lines, approves=approves,
        late=seen.missing(today).count(),
    )  # fmt: skip


def _sheet(supply: Supply) -> str:
    sheet = measures.asked_in().get(supply.sheet)
    return sheet.name if sheet else supply.sheet


def _columns(grid: Grid) -> Iterator[Column]:
    yield Column("agency", "Agency", cell=lambda row: row.agency.name, order=("agency__name", "sheet"), leads=True)
    yield Column("sheet", "Figures", cell=_sheet, order=("sheet", "agency__name"))
    for period in grid.columns:
        yield Column(f"p{period.start}", str(period), cell=lambda row, period=period: grid.of(row, period).state)


def _remind_all(request: HttpRequest) -> HttpResponse:
    """One letter for each return that is late to whoever sends it, once a day."""
    now, told, without = timezone.now(), 0, []
    for sent in Return.objects.missing(timezone.localdate(now)).for_list():
        try:
            told += chasing.chase(sent, by=request.user, at=now)
        except Refusal:
            without.append(str(sent.agency))
    if without:
        names = ", ".join(dict.fromkeys(without))
        messages.warning(
            request, f"Nobody sends returns for {names}. Name an analyst or safeguarding lead there first."
        )
    words = "No letter was written: all were reminded today already." if not told else _letters(told)
    messages.success(request, words)
    return redirect("returns_grid")


def _letters(told: int) -> str:
    return f"{told} letter{'' if told == 1 else 's'} written to those who are late."


@require(Permission.APPROVE_RETURNS)
def chase_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind whoever sends a return that it is late."""
    sent = get_object_or_404(Return.objects.visible_to(request.user).for_list(), pk=pk)
    if request.method == "POST":
        try:
            told = chasing.chase(sent, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, _letters(told) if told else "They were reminded today already.")
        return redirect("agency_return", pk=pk)
    context: dict[str, Any] = {"sent": sent, "form": None, "heading": "Remind them", "button": "Send the reminder"}
    context["warning"] = "A letter goes to everybody who sends the returns of this agency, once a day."
    return render(request, "dashboard/step_of_return.html", context)
