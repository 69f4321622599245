"""What the office does with an award: other words, off the wall and back, a refusal noted, photo, good practice."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commendations import awarding, consenting, publishing
from commendations import good_practice as library
from commendations.forms.office import PhotoForm, PracticeForm, RewordForm
from commendations.models import Award, Consent
from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.models import Action


@require(Permission.KEEP_COMMENDATIONS)
def reword_award(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for the wall; both are asked anew."""
    award = get_object_or_404(Award.objects.select_related("commendation"), pk=pk)
    form = RewordForm(request.POST or None, initial={"wall_name": award.wall_name, "wall_words": award.wall_words})

    def deed(given: dict[str, Any]) -> Done:
        awarding.reword(by=request.user, award=award, at=timezone.now(), **given)
        return Done("Changed. Both are asked anew; until they agree the wall is silent.", _page_of(award))

    return ask(request, "commendations/reword_award.html", form, deed, award=award)


@require(Permission.KEEP_COMMENDATIONS)
@require_POST
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an award off the wall."""
    award = get_object_or_404(Award, pk=pk)
    publishing.take_down(by=request.user, award=award, at=timezone.now())
    messages.success(request, "It is off the wall, the feed and the search. The certificate stays theirs.")
    return redirect(_page_of(award))


@require(Permission.KEEP_COMMENDATIONS)
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an award back that was taken down by mistake."""
    award = get_object_or_404(Award, pk=pk)
    try:
        publishing.put_back(by=request.user, award=award)
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "It stands on the wall again.")
    return redirect(_page_of(award))


@require(Permission.KEEP_COMMENDATIONS)
@require_POST
def note_refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody has said no by telephone or letter."""
    consent = get_object_or_404(Consent.objects.select_related("award"), pk=pk)
    consenting.record_refusal(by=request.user, consent=consent, at=timezone.now())
    messages.success(request, "Noted. The wall does not show it.")
    return redirect(_page_of(consent.award))


@require(Permission.KEEP_COMMENDATIONS)
def note_good_practice(request: HttpRequest, pk: int) -> HttpResponse:
    """What others can copy of it."""
    award = get_object_or_404(Award.objects.select_related("commendation"), pk=pk)
    near = Action.objects.visible_to(request.user).filter(priorities__in=award.commendation.priorities.all()).distinct()
    initial = {"text": award.good_practice, "shows": award.shows.all()}
    form = PracticeForm(request.POST or None, initial=initial, actions=near)

    def deed(given: dict[str, Any]) -> Done:
        library.note(by=request.user, award=award, text=given["text"], shows=given.get("shows", ()))
        return Done("Saved.", _page_of(award))

    return ask(request, "commendations/note_good_practice.html", form, deed, award=award)


@require(Permission.KEEP_COMMENDATIONS)
def add_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo with its description; the nominee is asked about it."""
    award = get_object_or_404(Award.objects.select_related("commendation"), pk=pk)
    form = PhotoForm(request.POST or None, request.FILES or None)

    def deed(given: dict[str, Any]) -> Done:
        library.add_photo(by=request.user, award=award, upload=given["upload"], alt=given["alt"], at=timezone.now())
        return Done("Kept. It is shown once the person has agreed to it.", _page_of(award))

    return ask(request, "commendations/add_photo.html", form, deed, at="upload", award=award)


@require(Permission.KEEP_COMMENDATIONS)
@require_POST
def remove_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the photo away."""
    award = get_object_or_404(Award, pk=pk)
    library.remove_photo(by=request.user, award=award)
    messages.success(request, "The photo is gone.")
    return redirect(_page_of(award))


def _page_of(award: Award) -> str:
    return reverse("nomination", args=[award.commendation_id])
