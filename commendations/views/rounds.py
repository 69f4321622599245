"""Rounds, for the office: opened, filled, spread, decided; and the judging record everybody may read."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commendations import admitting, sheets, transparency
from commendations import panel as judging
from commendations import rounds as running
from commendations.forms.panel import AdmitForm, ChangeRoundForm, RoundForm, TakeOutForm
from commendations.models import Commendation, Conflict, Round
from commendations.moves import State
from commendations.phases import Phase
from commendations.phases import result as result_of
from office import drafts
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import public, require
from partnership.permissions import Permission
from partnership.refusals import Refusal


def _name(row: Round) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("panel_round", args=[row.pk]), row.name)


def _columns() -> tuple[Column, ...]:
    today = timezone.localdate()
    return (
        Column("name", "Round", _name, lambda row: row.name, ("name",), leads=True),
        Column("phase", "Now", lambda row: row.phase_words(today)),
        Column("opens", "Opens", lambda row: f"{row.opens_on:%-d %B %Y}", lambda row: row.opens_on, ("opens_on",)),
        Column("score", "Scored until", lambda row: f"{row.score_until:%-d %B %Y}", lambda row: row.score_until,
               ("score_until",)),
        Column("announce", "Told", lambda row: f"{timezone.localtime(row.announce_at):%-d %B %Y}",
               lambda row: row.announce_at, ("announce_at",)),
        Column("blind", "Blind", lambda row: "Yes" if row.blind else "No"),
    )  # fmt: skip


@require(Permission.KEEP_COMMENDATIONS)
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds, the latest first."""
    listing = Listing(request, Round.objects.all(), columns=_columns(), one="round", many="rounds", file_name="rounds")
    return answer(request, "commendations/rounds.html", listing)


@require(Permission.KEEP_COMMENDATIONS)
def open_round(request: HttpRequest) -> HttpResponse:
    """A new round."""

    def deed(given: dict[str, Any]) -> Done:
        plan = _filled(running.Plan, given)
        made = running.open_round(by=request.user, plan=plan, at=timezone.now())
        return Done("The round is open. Its judges are told.", reverse("panel_round", args=[made.pk]))

    return ask(request, "commendations/open_round.html", RoundForm(request.POST or None), deed, sheet=sheets.in_force())


@require(Permission.KEEP_COMMENDATIONS)
@never_cache
def change_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Other dates or judges while it runs."""
    thing, key = get_object_or_404(Round.objects.filter(announced_at=None), pk=pk), str(pk)
    form = ChangeRoundForm(
        request.POST or None, record_key=key, values=running.values_of(thing),
        newest=sheets.in_force().number if running.may_take_latest_sheet(thing) else None,
        draft=drafts.of(request.user, form=running.FORM, record=key),
    )  # fmt: skip

    def deed(given: dict[str, Any]) -> Done:
        to = _filled(running.Change, given)
        running.change(by=request.user, of=thing, to=to, mark=given["mark"], at=timezone.now())
        return Done("Changed. Whom it concerns is told.", reverse("panel_round", args=[pk]))

    return ask(request, "commendations/change_round.html", form, deed, round=thing)


def _filled(kind: Any, given: dict[str, Any]) -> Any:
    """What the verb is given, out of the clean values of a form, whatever else they hold."""
    several = ("categories", "judges")
    known = kind.__dataclass_fields__
    return kind(**{name: tuple(value) if name in several else value for name, value in given.items() if name in known})


@require(Permission.KEEP_COMMENDATIONS)
@never_cache
@require_safe
def panel_round(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: where it stands, how far the judges are, what they think; the best first."""
    thing, today = get_object_or_404(Round.objects.select_related("sheet"), pk=pk), timezone.localdate()
    known = judging.results(thing)
    rows = [(each, known.get(each.pk) or result_of([])) for each in thing.nominations.for_list()]
    context = {
        "round": thing, "phase": thing.phase_words(today), "judges": judging.progress(thing),
        "rows": sorted(rows, key=lambda row: (-(row[1].mean or 0), row[0].pk)),
        "criteria": thing.criteria.all(), "note": thing.note or transparency.note_of(thing),
        "may_decide": thing.phase(today) in (Phase.DECIDE, Phase.ANNOUNCE) and not thing.announced_at,
        "may_spread": thing.phase(today) in (Phase.SCREEN, Phase.SCORE),
        "conflicts": Conflict.objects.filter(commendation__round=thing).count(),
        "changes": thing.changes.select_related("by").prefetch_related("joined", "left"),
        "to_award": thing.nominations.filter(state=State.CHOSEN).count(),
    }  # fmt: skip
    return render(request, "commendations/panel_round.html", context)


@require(Permission.KEEP_COMMENDATIONS)
def admit_nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a nomination go to a panel."""
    thing, now = get_object_or_404(Commendation.objects.for_list(), pk=pk), timezone.now()
    today = timezone.localdate(now)
    taking = Round.objects.filter(categories=thing.category_id, opens_on__lte=today, screen_until__gte=today)
    initial = {"redacted_story": thing.redacted_story, "redacted_difference": thing.redacted_difference}
    form = AdmitForm(request.POST or None, rounds=taking, on=today, initial=initial)

    def deed(given: dict[str, Any]) -> Done:
        texts = {name: given.get(name, "") for name in initial}
        admitting.admit(
            by=request.user, commendation=thing, to=given["to"], ordinary=given.get("ordinary", False), at=now, **texts
        )
        return Done("The panel reads it.", reverse("nominations"))

    return ask(request, "commendations/admit_nomination.html", form, deed, nomination=thing, taking=taking.exists())


@require(Permission.KEEP_COMMENDATIONS)
def take_out_nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a nomination back from the panel."""
    thing = get_object_or_404(Commendation.objects.for_list().filter(state=State.READY), pk=pk)

    def deed(given: dict[str, Any]) -> Done:
        admitting.take_out(by=request.user, commendation=thing, reason=given["reason"], at=timezone.now())
        return Done("It is with you again, and no judge reads it.", reverse("nomination", args=[pk]))

    form = TakeOutForm(request.POST or None)
    return ask(request, "commendations/take_out_nomination.html", form, deed, nomination=thing)


@require(Permission.KEEP_COMMENDATIONS)
@require_POST
def spread_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Give every nomination its judges."""
    thing = get_object_or_404(Round, pk=pk)
    try:
        made = judging.spread_reading(by=request.user, of=thing, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"{made} readings are given out, past every conflict of interest.")
    return redirect("panel_round", pk=pk)


@require(Permission.KEEP_COMMENDATIONS)
@require_POST
def decide_nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose it or not, quietly."""
    thing = get_object_or_404(Commendation.objects.exclude(round=None), pk=pk)
    chosen = request.POST.get("chosen") == "yes"
    try:
        judging.decide(by=request.user, commendation=thing, chosen=chosen, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "Noted. Nobody is told before the announcement.")
    return redirect("panel_round", pk=thing.round_id)


@public
@require_safe
def round_note(request: HttpRequest, pk: int) -> HttpResponse:
    """The judging record of a round that has been announced."""
    thing = get_object_or_404(Round.objects.with_record(), pk=pk)
    return render(request, "commendations/round_note.html", {"round": thing, "note": thing.note})
