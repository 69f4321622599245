"""Cards of thanks: what one may read, a new one, and the look of the office before it is passed on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commendations import cards as saying_thanks
from commendations.filters import CardChoices
from commendations.forms.ceremonies import CardForm
from commendations.models import Card
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import can, require
from partnership.permissions import Permission
from partnership.refusals import Refusal

COLUMNS = (
    Column("words", "Words", lambda row: row.words, leads=True),
    Column("by", "From", lambda row: row.by.name, order=("by__name",)),
    Column("to", "To", lambda row: row.to.name, order=("to__name",)),
    Column("agency", "Of", lambda row: row.agency.name if row.agency else "", order=("agency__name",)),
    Column("when", "When", lambda row: f"{timezone.localtime(row.written_at):%-d %B %Y}", lambda row: row.written_at,
           ("written_at",)),
    Column("state", "What became of it", lambda row: row.get_state_display(), order=("state",)),
)  # fmt: skip


@require(Permission.NOMINATE)
@never_cache
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """The cards one wrote, got, or may read."""
    rows = Card.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=CardChoices, one="card", many="cards", file_name="cards")
    keeps = can(request.user, Permission.KEEP_COMMENDATIONS)
    return answer(request, "commendations/cards.html", listing, keeps=keeps)


@require(Permission.NOMINATE)
def write_card(request: HttpRequest) -> HttpResponse:
    """A few words to a colleague."""

    def deed(given: dict[str, Any]) -> Done:
        saying_thanks.write(by=request.user, at=timezone.now(), **given)
        return Done("Thank you. The business unit passes it on.", reverse("cards"))

    return ask(request, "commendations/write_card.html", CardForm(request.POST or None), deed)


@require(Permission.KEEP_COMMENDATIONS)
@require_POST
def decide_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass it on, or not."""
    card, pass_on = get_object_or_404(Card, pk=pk), request.POST.get("pass_on") == "yes"
    try:
        saying_thanks.decide(by=request.user, card=card, pass_on=pass_on, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "Passed on." if pass_on else "Not passed on. Nobody is told.")
    return redirect("cards")
