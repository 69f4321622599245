"""The office reads nominations and decides: the two screens of the short way, and the gentler answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commendations import awarding, certificate, screening, telling
from commendations.filters import NominationChoices
from commendations.forms.office import LATER, AwardForm, DeclineForm, JoinForm, ReturnForm
from commendations.models import Award, Commendation
from commendations.moves import MOVES, State, is_legal
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import can, require
from partnership.permissions import Permission


def _name(row: Commendation) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("nomination", args=[row.pk]), row.nominee_name)


COLUMNS = (
    Column("name", "Who", _name, lambda row: row.nominee_name, ("nominee_name",), leads=True),
    Column("kind", "Person or team", lambda row: row.get_kind_display(), order=("kind",), file_only=True),
    Column("role", "What they do", lambda row: row.nominee_role, file_only=True),
    Column("category", "Kind of thanks", lambda row: row.category.name, order=("category__place",)),
    Column("agency", "Where", lambda row: row.where),
    Column("writer", "Written by", lambda row: row.writer, order=("nominated_by__name",)),
    Column("when", "When", lambda row: f"{timezone.localtime(row.nominated_at):%-d %B %Y}",
           lambda row: row.nominated_at, ("nominated_at",)),
    Column("state", "What became of it", lambda row: row.get_state_display(), order=("state",)),
    Column("words", "Kind words", lambda row: row.words, file_only=True),
)  # fmt: skip


@require(Permission.KEEP_COMMENDATIONS)
@require_safe
def nominations(request: HttpRequest) -> HttpResponse:
    """Every nomination, the longest waiting first among those nobody has read."""
    rows = Commendation.objects.visible_to(request.user).for_list()
    listing = Listing(
        request, rows, columns=COLUMNS, choices=NominationChoices, one="nomination", many="nominations",
        file_name="nominations", sort="-when",
    )  # fmt: skip
    return answer(request, "commendations/nominations.html", listing, waiting=rows.waiting().count())


@require(Permission.NOMINATE)
@never_cache
@require_safe
def nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """One nomination: for the office the first of two screens, for its writer what has become of it."""
    thing = get_object_or_404(Commendation.objects.visible_to(request.user).for_list(), pk=pk)
    keeps = can(request.user, Permission.KEEP_COMMENDATIONS)
    state = State(thing.state)
    award = Award.objects.filter(commendation=thing).select_related("photo").first()
    context = {
        "nomination": thing, "keeps": keeps, "told": keeps or not (award and not award.announced),
        "mine": thing.nominated_by_id == request.user.pk,
        "state": thing.get_state_display() if keeps else thing.state_for_its_writer,
        "answer_by": telling.answer_by(thing), "award": award if keeps or (award and award.announced) else None,
        "supports": thing.supports.select_related("by") if keeps else (),
        "joined": thing.joined.for_list() if keeps else (),
        "look": screening.look(thing) if keeps and not thing.ended else None,
        "consents": award.consents.all() if award and keeps else (),
        "mute": bool(award) and keeps and certificate.loses_letters(award),
        "steps": thing.steps.select_related("by") if keeps else (),
        "on_wall": bool(award) and Award.objects.on_wall().filter(pk=award.pk).exists(),
        "may": {deed for deed in MOVES if is_legal(deed, state)},
    }  # fmt: skip
    return render(request, "commendations/nomination.html", context)


@require(Permission.KEEP_COMMENDATIONS)
@never_cache
def award_nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """The second screen: addresses, wording, hour; one button."""
    thing = get_object_or_404(Commendation.objects.for_list().filter(state__in=MOVES["award"].begins), pk=pk)
    initial = {
        "wall_name": awarding.suggested_name(thing), "wall_words": thing.words, "nominee_email": thing.nominee_email,
        "manager_email": thing.manager_email or _manager_of(thing), "priorities": thing.priorities.all(),
        "themes": thing.themes.all(), "agencies": list(thing.agencies.all()),
    }  # fmt: skip
    if thing.round:
        told = timezone.localtime(thing.round.announce_at)
        initial |= {"when": LATER, "day": told.date(), "hour": f"{told:%H:%M}"}
    form = AwardForm(request.POST or None, initial=initial, on=timezone.localdate())

    def deed(given: dict[str, Any]) -> Done:
        names = awarding.Wording.__dataclass_fields__
        wording = awarding.Wording(**{
            name: tuple(value) if name in ("agencies", "priorities", "themes") else value
            for name, value in given.items() if name in names
        })  # fmt: skip
        made = awarding.award(by=request.user, commendation=thing, wording=wording, at=timezone.now())
        return Done(_said(made, wording), reverse("nomination", args=[pk]))

    return ask(request, "commendations/award_nomination.html", form, deed, nomination=thing)


def _manager_of(thing: Commendation) -> str:
    person = thing.nominee_person
    return person.line_manager.email if person and person.line_manager else ""


def _said(award: Award, wording: awarding.Wording) -> str:
    letter = (
        "The letter of thanks is on its way."
        if wording.nominee_email
        else "Print the letter and the certificate below."
    )
    if not award.announced:
        letter = f"It is told on {timezone.localtime(award.announce_at):%-d %B at %H:%M}."
    asked = " Person and manager are asked whether the wall may thank them." if wording.for_wall else ""
    return f"Awarded. {letter}{asked}"


@require(Permission.KEEP_COMMENDATIONS)
def return_nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask its writer for more."""
    thing = get_object_or_404(Commendation.objects.for_list(), pk=pk)

    def deed(given: dict[str, Any]) -> Done:
        screening.send_back(by=request.user, commendation=thing, at=timezone.now(), **given)
        return Done("Its writer is asked for more.", reverse("nominations"))

    return ask(
        request, "commendations/return_nomination.html", ReturnForm(request.POST or None), deed, nomination=thing
    )


@require(Permission.KEEP_COMMENDATIONS)
def decline_nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline with thanks."""
    thing = get_object_or_404(Commendation.objects.for_list(), pk=pk)

    def deed(given: dict[str, Any]) -> Done:
        screening.decline(by=request.user, commendation=thing, at=timezone.now(), **given)
        return Done("Declined with thanks.", reverse("nominations"))

    return ask(
        request, "commendations/decline_nomination.html", DeclineForm(request.POST or None), deed, nomination=thing
    )


@require(Permission.KEEP_COMMENDATIONS)
def join_nominations(request: HttpRequest, pk: int) -> HttpResponse:
    """Join it with another about the same person or team."""
    thing = get_object_or_404(Commendation.objects.for_list(), pk=pk)
    form = JoinForm(request.POST or None, others=screening.look(thing).others)

    def deed(given: dict[str, Any]) -> Done:
        screening.join(by=request.user, commendation=thing, into=given["into"], at=timezone.now())
        return Done("They are one nomination now.", reverse("nomination", args=[given["into"].pk]))

    return ask(request, "commendations/join_nominations.html", form, deed, nomination=thing)
