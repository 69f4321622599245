"""The voice log: what we were told, what changed because of it; the public reads what is published."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from figures import suppression
from office import drafts
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import agencies_where, can, holds, public, require
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import beside
from priorities import voice as listening
from priorities.filters import VoiceChoices
from priorities.forms.voices import AnswerVoiceForm, ChangeVoiceForm, RecordForm
from priorities.models import Action, Finding, Priority, Voice


def _columns(person: Person) -> list[Column]:
    def counted(row: Voice) -> str:
        return listening.how_many(row, person=person)

    columns = [
        Column("text", "What was said", lambda row: row.text, leads=True),
        Column("who", "Who", lambda row: row.get_speaker_display(), order=("speaker", "-heard_on")),
        Column("how", "How we heard it", lambda row: row.get_channel_display(), order=("channel", "-heard_on")),
        Column("when", "When", lambda row: f"{row.heard_on:%B %Y}", order=("heard_on",)),
        Column("people", "How many", counted, lambda row: _symbol(counted(row)), numeric=True),
        Column("changed", "What changed", lambda row: row.what_changed or "Nothing yet", order=("changed_on",)),
        Column("agency", "Heard by", lambda row: row.agency.name if row.agency else "The partnership"),
        Column("themes", "Themes", lambda row: ", ".join(each.name for each in row.themes.all()), file_only=True),
    ]
    if holds(person, Permission.SEE_ACTIONS):
        columns.append(
            Column("audience", "Who may read it", lambda row: row.get_audience_display(), order=("audience",))
        )
    return columns


def _symbol(words: str) -> str:
    return {suppression.WORDS: suppression.SYMBOL, listening.NOT_COUNTED: ""}.get(words, words.replace(",", ""))


@public
@require_safe
def voices(request: HttpRequest) -> HttpResponse:
    """What we were told, as far as one may read it, the latest first."""
    rows = Voice.objects.visible_to(request.user).for_list()
    listing = Listing(
        request, rows, columns=_columns(request.user), choices=VoiceChoices, one="voice", many="voices",
        file_name="voices",
    )  # fmt: skip
    said = [(row, listening.how_many(row, person=request.user)) for row in listing.things]
    may_record = holds(request.user, Permission.RECORD_VOICES)
    return answer(request, "priorities/voices.html", listing, said=said, may_record=may_record)


@public
@require_safe
def voice(request: HttpRequest, pk: int) -> HttpResponse:
    """One voice, and what came of it."""
    person, today = request.user, timezone.localdate()
    thing = get_object_or_404(Voice.objects.visible_to(person).for_list(), pk=pk)
    records = can(person, Permission.RECORD_VOICES, agency=thing.agency)
    context = {
        "voice": thing,
        "how_many": listening.how_many(thing, person=person),
        "unheard": listening.is_unheard(thing, on=today),
        "findings": Finding.objects.visible_to(person).filter(voices=thing),
        "actions": Action.objects.visible_to(person).filter(voices=thing).select_related("owner_agency"),
        "priorities": Priority.objects.visible_to(person).filter(voices=thing),
        "member": holds(person, Permission.SEE_ACTIONS),
        "may_answer": records,
        "may_change": records and not thing.published,
        "may_publish": thing.offered and not thing.published and listening.may_publish(person, thing),
        "may_withdraw": thing.published and listening.may_withdraw(person, thing),
    }
    return render(request, "priorities/voice.html", context)


@require(Permission.RECORD_VOICES)
def record_voice(request: HttpRequest) -> HttpResponse:
    """Something that was said."""
    now = timezone.now()
    draft = drafts.of(request.user, form=listening.NEW, record="new")
    form = RecordForm(request.POST or None, draft=draft, **_own(request, timezone.localdate(now)))

    def deed(given: dict[str, Any]) -> Done:
        told = listening.told_from(given)
        made = listening.record(by=request.user, told=told, at=now, typed_as=form.record_key)
        return Done("It is recorded. Say here what changes because of it.", reverse("voice", args=[made.pk]))

    return ask(request, "priorities/record_voice.html", form, deed)


@require(Permission.RECORD_VOICES)
@never_cache
def change_voice(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for what was said; of two who change it the second is told what the first has saved."""
    thing, now, key = _recorded(request, pk), timezone.now(), str(pk)
    form = ChangeVoiceForm(
        request.POST or None, record_key=key, values=listening.values_of(thing),
        draft=drafts.of(request.user, form=listening.FORM, record=key), **_own(request, timezone.localdate(now)),
    )  # fmt: skip

    def deed(given: dict[str, Any]) -> Done:
        told = listening.told_from(given)
        listening.change(by=request.user, voice=thing, told=told, mark=given["mark"], at=now)
        return Done("It is changed.", reverse("voice", args=[pk]))

    return ask(request, "priorities/change_voice.html", form, deed, voice=thing)


@require(Permission.RECORD_VOICES)
def answer_voice(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed because of it."""
    thing = _recorded(request, pk)
    was_public = thing.published
    form = AnswerVoiceForm(
        request.POST or None,
        initial={"what_changed": thing.what_changed, "changed": thing.changed.all(), "led_to": thing.led_to.all()},
        actions=beside.share(Action.objects.visible_to(request.user), thing, tied=thing.changed),
        findings=beside.share(Finding.objects.visible_to(request.user), thing, tied=thing.led_to),
    )

    def deed(given: dict[str, Any]) -> Done:
        kept = listening.say_what_changed(by=request.user, voice=thing, at=timezone.now(), **given)
        again = was_public and not kept.published
        return Done(AGAIN if again else "Saved. Thank you for telling what changed.", reverse("voice", args=[pk]))

    return ask(request, "priorities/answer_voice.html", form, deed, voice=thing)


AGAIN = "Saved. Somebody else reads the new words first; until then only members see this voice."


@require(Permission.PUBLISH_VOICES)
def publish_voice(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the public read it, after a look for what could name a child."""
    thing = get_object_or_404(Voice.objects.visible_to(request.user).for_list(), pk=pk)
    if request.method == "POST":
        try:
            listening.publish(by=request.user, voice=thing, at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, "The public can read it now.")
        return redirect("voice", pk=pk)
    return render(request, "priorities/publish_voice.html", {"voice": thing, "doubts": listening.doubts(thing)})


@require(Permission.RECORD_VOICES)
def withdraw_voice(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back from the public."""
    thing = get_object_or_404(Voice.objects.visible_to(request.user).for_list(), pk=pk)
    if not listening.may_withdraw(request.user, thing):
        raise PermissionDenied
    if request.method == "POST":
        listening.withdraw(by=request.user, voice=thing)
        messages.success(request, "Only members see it now.")
        return redirect("voice", pk=pk)
    return render(request, "priorities/withdraw_voice.html", {"voice": thing})


def _recorded(request: HttpRequest, pk: int) -> Voice:
    """The voice, if the person sees it and records for the agency that heard it."""
    thing = get_object_or_404(Voice.objects.visible_to(request.user).for_list(), pk=pk)
    if not can(request.user, Permission.RECORD_VOICES, agency=thing.agency):
        raise PermissionDenied
    return thing


def _own(request: HttpRequest, on: date) -> dict[str, Any]:
    """The agencies the person records for."""
    agencies = agencies_where(request.user, Permission.RECORD_VOICES)
    active = Agency.objects.active(on)
    return {"agencies": active if agencies is None else active.filter(pk__in=agencies), "for_all": agencies is None}
