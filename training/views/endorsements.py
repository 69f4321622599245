"""Training of single agencies that the partnership endorsed: the public list, asking for it, deciding."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.lists import Column, Listing, answer
from partnership.access import can, holds, public, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import agency_desk, endorsing
from training.forms.endorsements import AskEndorsementForm, DecideEndorsementForm
from training.models import Endorsement

USUAL = timedelta(days=3 * 365)
COLUMNS = (
    Column("title", "Training", lambda row: row.title, order=("title",), leads=True),
    Column("agency", "Given by", lambda row: row.agency.name, order=("agency__name",)),
    Column("summary", "What it is about", lambda row: row.summary),
    Column("audience", "For", lambda row: row.audience),
    Column("minutes", "Minutes", lambda row: row.minutes, order=("minutes",), numeric=True),
    Column("until", "Endorsed until", lambda row: f"{row.until:%-d %b %Y}", lambda row: row.until, ("until",)),
)  # fmt: skip


@public
@require_safe
def endorsed_training(request: HttpRequest) -> HttpResponse:
    """What agencies teach their own people, as far as the partnership has endorsed it."""
    rows = Endorsement.objects.endorsed(timezone.localdate()).for_list()
    listing = Listing(request, rows, columns=COLUMNS, one="training", many="trainings", file_name="endorsed-training")
    own = Endorsement.objects.none()
    if holds(request.user, Permission.BOOK_FOR_OTHERS):
        own = Endorsement.objects.visible_to(request.user).for_list().order_by("-asked_at")
    return answer(request, "training/endorsed_training.html", listing, own=own[:50],
                  may_ask=holds(request.user, Permission.BOOK_FOR_OTHERS))  # fmt: skip


@require(Permission.BOOK_FOR_OTHERS)
def ask_endorsement(request: HttpRequest) -> HttpResponse:
    """Ask for training of one's agency to be endorsed."""
    agencies = agency_desk.agencies_of(request.user, on=timezone.localdate())
    form = AskEndorsementForm(request.POST or None, agencies=agencies)
    if form.is_valid():
        try:
            made = endorsing.ask(by=request.user, agency=form.cleaned_data["agency"], words=form.words,
                                 answers=form.answers, at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The partnership is asked. You get a letter when it has decided.")
            return redirect("endorsement", pk=made.pk)
    return render(request, "training/ask_endorsement.html", {"form": form})


@require(Permission.BOOK_FOR_OTHERS)
def endorsement(request: HttpRequest, pk: int) -> HttpResponse:
    """One training, how it meets each criterion, what was decided; the office decides here."""
    thing = get_object_or_404(Endorsement.objects.visible_to(request.user).for_list(), pk=pk)
    decides = can(request.user, Permission.KEEP_CATALOGUE) and thing.state == Endorsement.State.ASKED
    form = None
    if decides:
        form = DecideEndorsementForm(request.POST or None, initial={"until": timezone.localdate() + USUAL})
        if form.is_valid():
            try:
                endorsing.decide(by=request.user, endorsement=thing, at=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, "Decided; whoever asked gets a letter.")
                return redirect("endorsement", pk=thing.pk)
    told = [(each.words, thing.answers.get(each.key, ""), each.key in thing.not_met) for each in endorsing.criteria()]
    return render(request, "training/endorsement.html", {"endorsement": thing, "form": form, "told": told})
