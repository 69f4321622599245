"""Writing a nomination, reading one's own, sending it again, taking it back, adding a word."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commendations import nominating, telling
from commendations.forms.nominating import NominateForm, SendAgainForm, WordForm
from commendations.models import Award, Commendation, Support
from commendations.moves import State
from office import drafts
from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal

NOT_KEPT = {"csrfmiddlewaretoken", "later"}


@require(Permission.NOMINATE)
@never_cache
def nominate(request: HttpRequest) -> HttpResponse:
    """A new nomination; the second button keeps it as a draft."""
    now = timezone.now()
    if "later" in request.POST:
        return _keep(request)
    draft = drafts.of(request.user, form=nominating.NEW, record="new")
    form = NominateForm(request.POST or None, draft=draft, on=timezone.localdate(now))

    def deed(given: dict[str, Any]) -> Done:
        thanks = nominating.thanks_from(given)
        made = nominating.nominate(by=request.user, thanks=thanks, at=now, typed_as=form.record_key)
        until = telling.answer_by(made)
        said = f"Thank you. We read it and tell you what becomes of it by {until.day} {until:%B}."
        return Done(said, reverse("nomination", args=[made.pk]))

    return ask(request, "commendations/nominate.html", form, deed)


def _keep(request: HttpRequest) -> HttpResponse:
    """What was typed, kept for another day."""
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    try:
        drafts.keep(by=request.user, form=nominating.NEW, record="new", fields=fields, mark="", at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
        form = NominateForm(request.POST, on=timezone.localdate())
        return render(request, "commendations/nominate.html", {"form": form})
    messages.success(request, "Kept as a draft. Only you see it; it waits for you here for 30 days.")
    return redirect("my_nominations")


@require(Permission.NOMINATE)
@require_safe
def my_nominations(request: HttpRequest) -> HttpResponse:
    """What one has written, was asked about, and was thanked for."""
    mine = Commendation.objects.filter(nominated_by=request.user).for_list()
    asked = Support.objects.filter(by=request.user).select_related("commendation__category")
    mine_awards = Award.objects.filter(commendation__nominee_person=request.user, announced_at__isnull=False)
    context = {
        "mine": mine, "asked": asked, "awards": mine_awards.select_related("commendation__category"),
        "draft": drafts.of(request.user, form=nominating.NEW, record="new"),
    }  # fmt: skip
    return render(request, "commendations/my_nominations.html", context)


@require(Permission.NOMINATE)
@never_cache
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A nomination that was returned, with more."""
    now, key = timezone.now(), str(pk)
    returned = Commendation.objects.filter(nominated_by=request.user, state=State.RETURNED)
    nomination = get_object_or_404(returned, pk=pk)
    form = SendAgainForm(
        request.POST or None, record_key=key, values=nominating.values_of(nomination), on=timezone.localdate(now),
        draft=drafts.of(request.user, form=nominating.AGAIN, record=key),
    )  # fmt: skip

    def deed(given: dict[str, Any]) -> Done:
        thanks = nominating.thanks_from(given)
        nominating.send_again(by=request.user, commendation=nomination, thanks=thanks, mark=given["mark"], at=now)
        return Done("Sent again. Thank you.", reverse("nomination", args=[pk]))

    return ask(request, "commendations/send_again.html", form, deed, nomination=nomination)


@require(Permission.NOMINATE)
@require_POST
def withdraw_nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own nomination back."""
    nomination = get_object_or_404(Commendation.objects.filter(nominated_by=request.user), pk=pk)
    try:
        nominating.withdraw(by=request.user, commendation=nomination, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "Your nomination is taken back. Nobody decides about it.")
    return redirect("nomination", pk=pk)


@require(Permission.NOMINATE)
def add_word(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own word beside a colleague's nomination."""
    support = get_object_or_404(
        Support.objects.filter(by=request.user).select_related("commendation__category"), commendation=pk
    )
    form = WordForm(request.POST or None, initial={"text": support.text})

    def deed(given: dict[str, Any]) -> Done:
        nominating.add_word(by=request.user, support=support, at=timezone.now(), **given)
        return Done("Thank you. Your word stands beside the nomination.", reverse("my_nominations"))

    return ask(request, "commendations/add_word.html", form, deed, support=support)
