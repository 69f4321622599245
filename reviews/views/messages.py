"""Repeat messages: the register, one message with its evidence and letters, and the deeds of whoever keeps it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from office import spreadsheets
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import holds, public, require
from partnership.permissions import Permission
from priorities.models import Finding, Priority
from reviews import escalating, message_states, repeat_messages
from reviews.filters import MessageChoices
from reviews.forms import messages as asking
from reviews.message_states import State
from reviews.models import Escalation, Message

BY_HAND = (State.LOCAL, State.WATCH, State.CHANGED, State.CLOSED)


def _link(row: Message) -> SafeString:
    return format_html('<a class="p-link" href="{}">{}</a>', reverse("message", args=[row.slug]), row.title)


def _raised(row: Message) -> str:
    sent = [each for each in row.escalations.all() if each.sent_on]
    answered = sum(each.replied_on is not None for each in sent)
    return f"{len(sent)} letter{'' if len(sent) == 1 else 's'}, {answered} answered" if sent else "Not yet"


COLUMNS = (
    Column("title", "Message", _link, lambda row: row.title, order=("title",), leads=True),
    Column("state", "How it stands", lambda row: row.get_state_display(), order=("state",)),
    Column("first", "First seen", lambda row: f"{row.first_seen_on:%b %Y}", lambda row: row.first_seen_on,
           order=("first_seen_on",)),
    Column("times", "Times found", lambda row: len(row.evidence.all()), numeric=True),
    Column("raised", "Raised nationally", _raised),
    Column("themes", "Themes", lambda row: ", ".join(each.name for each in row.themes.all())),
)  # fmt: skip


def _seen(request: HttpRequest, slug: str) -> Message:
    member = holds(request.user, Permission.SEE_ACTIONS)
    return get_object_or_404(Message.objects.visible_to(request.user, member=member).for_list(), slug=slug)


@public
@require_safe
def repeat_messages_register(request: HttpRequest) -> HttpResponse:
    """Every message one may see."""
    member = holds(request.user, Permission.SEE_ACTIONS)
    rows = Message.objects.visible_to(request.user, member=member).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=MessageChoices, one="message", many="messages",
                      file_name="repeat-messages")  # fmt: skip
    may_keep = holds(request.user, Permission.KEEP_MESSAGES)
    return answer(request, "reviews/repeat_messages_register.html", listing, may_keep=may_keep)


@public
@require_safe
def message(request: HttpRequest, slug: str) -> HttpResponse:
    """One message: how often, from where, what we do, whom we asked, what they answered."""
    one, person, today = _seen(request, slug), request.user, timezone.localdate()
    keeps = holds(person, Permission.KEEP_MESSAGES)
    evidence = list(one.evidence.all())
    readable = Finding.objects.visible_to(person).filter(pk__in=[each.pk for each in evidence])
    letters = one.escalations.select_related("drafted_by", "approved_by")
    member = holds(person, Permission.SEE_ACTIONS)
    years = repeat_messages.recurrence(evidence)
    if request.GET.get("format") == "csv":
        return spreadsheets.as_csv(name=f"message-{one.slug}", columns=("Year", "Findings"), rows=years)
    context = {
        "message": one,
        "years": years,
        "recurs": repeat_messages.recurs(years),
        "most": max((count for _, count in years), default=0),
        "times": len(evidence),
        "evidence": readable.order_by("-found_on") if member else readable.none(),
        "suggestions": repeat_messages.suggestions(one, viewer=person, on=today) if keeps else [],
        "letters": [_letter(each, request) for each in letters if each.sent_on or member],
        "priorities": Priority.objects.visible_to(person).filter(pk__in=one.priorities.values("pk")),
        "steps": one.steps.select_related("by") if member else [],
        "member": member,
        "keeps": keeps,
        "may_move": keeps and bool(_by_hand(one)),
    }
    return render(request, "reviews/message.html", context)


def _letter(each: Escalation, request: HttpRequest) -> dict[str, Any]:
    today, keeps = timezone.localdate(), holds(request.user, Permission.KEEP_MESSAGES)
    return {
        "one": each,
        "late": each.replied_on is None and each.reply_due_on is not None and each.reply_due_on < today,
        "deeds": [
            (key, words)
            for key, words, fits in (
                ("change", "Change its words", keeps and not each.approved_by_id),
                ("approve", "Approve it", escalating.may_approve(request.user, each)),
                ("sent", "Record that it was sent", keeps and each.approved_by_id and not each.sent_on),
                ("acknowledged", "Record that they have it",
                 keeps and each.sent_on and not each.acknowledged_on and not each.replied_on),
                ("reply", "Record the reply", keeps and each.sent_on and not each.replied_on),
            )
            if fits
        ],
    }  # fmt: skip


def _by_hand(one: Message) -> list[State]:
    return [each for each in BY_HAND if each in message_states.may_follow(State(one.state))]


@require(Permission.KEEP_MESSAGES)
def start_message(request: HttpRequest) -> HttpResponse:
    """A new message."""
    form = asking.MessageForm(request.POST or None)

    def start(given: dict[str, Any]) -> Done:
        made = repeat_messages.start(by=request.user, at=timezone.now(), given=given)
        said = "It is in the register. Look at the findings that may say the same."
        return Done(said, reverse("message", args=[made.slug]))

    return ask(request, "reviews/start_message.html", form, start)


@require(Permission.KEEP_MESSAGES)
def change_message(request: HttpRequest, slug: str) -> HttpResponse:
    """Other words for it."""
    one = _seen(request, slug)
    begun = {name: getattr(one, name) for name in repeat_messages.PLAIN} | {
        name: getattr(one, name).all() for name in repeat_messages.SEVERAL
    }
    form = asking.MessageForm(request.POST or None, initial=begun)

    def change(**given: Any) -> None:
        repeat_messages.change(message=one, given=given, **_hand(request))

    return _answered(request, one, form, change, heading="Change this message", button="Save", done="It is changed.")


@require(Permission.KEEP_MESSAGES)
def move_message(request: HttpRequest, slug: str) -> HttpResponse:
    """A state given by hand."""
    one = _seen(request, slug)
    form = asking.MessageMoveForm(request.POST or None, states=_by_hand(one))
    return _answered(request, one, form, lambda **given: repeat_messages.move(message=one, **_hand(request), **given),
                     heading="How does it stand now?", button="Save", done="Saved.")  # fmt: skip


@require(Permission.KEEP_MESSAGES)
def publish_message(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the public read it, or take it back."""
    one = _seen(request, slug)
    form = Form(request.POST if request.method == "POST" else None)
    words = "Take this message back from the public?" if one.published else "Let the public read this message?"
    return _answered(
        request, one, form,
        lambda: repeat_messages.publish(message=one, by=request.user, published=not one.published),
        heading=words, button="Take it back" if one.published else "Publish",
        done="The public does not read it any more." if one.published else "Everybody can read it now.",
    )  # fmt: skip


@require(Permission.KEEP_MESSAGES)
@require_POST
def judge_evidence(request: HttpRequest, slug: str, finding: int) -> HttpResponse:
    """Say whether a finding is evidence for a message."""
    one = _seen(request, slug)
    row = get_object_or_404(Finding.objects.visible_to(request.user), pk=finding)
    if "confirm" in request.POST:
        repeat_messages.confirm(message=one, finding=row, by=request.user)
    else:
        repeat_messages.reject(message=one, finding=row, by=request.user, at=timezone.now())
    return redirect(reverse("message", args=[slug]) + "#evidence")


@require(Permission.KEEP_MESSAGES)
def draft_escalation(request: HttpRequest, slug: str) -> HttpResponse:
    """A letter to somebody who can change it."""
    one = _seen(request, slug)
    form = asking.DraftForm(request.POST or None)
    return _answered(request, one, form, lambda **given: escalating.draft(message=one, **_hand(request), **given),
                     heading="Draft a letter", button="Draft it",
                     done="It is drafted with the evidence of the register. Somebody else approves it.")  # fmt: skip


class _Deed(NamedTuple):
    """One thing that happens to a letter: what is asked, the verb, heading and button, what is said then, who may."""

    form: type[Form]
    verb: Callable[..., Any]
    heading: str
    button: str
    done: str
    permission: Permission = Permission.KEEP_MESSAGES


_DEEDS = {
    "change": _Deed(asking.RewordForm, escalating.reword, "Change the letter", "Save",
                    "It is changed. Somebody else approves it."),
    "approve": _Deed(asking.ApproveForm, escalating.approve, "Approve this letter?", "Approve",
                     "It is approved. Whoever keeps the register sends it.", Permission.RAISE_MESSAGES),
    "sent": _Deed(asking.DayForm, escalating.record_sent, "When was it sent?", "Record it",
                  "It is sent. The clock of their answer runs."),
    "acknowledged": _Deed(asking.DayForm, escalating.record_acknowledged, "When did they say they have it?",
                          "Record it", "Noted. They have it."),
    "reply": _Deed(asking.ReplyForm, escalating.record_reply, "What did they reply?", "Record it",
                   "Their answer is kept."),
}  # fmt: skip


@require(Permission.SEE_ACTIONS)
def escalation(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One thing that happens to a letter."""
    if deed not in _DEEDS:
        raise Http404
    one = get_object_or_404(Escalation.objects.select_related("message", "drafted_by"), pk=pk)
    what = _DEEDS[deed]
    if not holds(request.user, what.permission):
        raise PermissionDenied
    begun = {"on": timezone.localdate(), "question": one.question, "letter": one.letter, "read": escalating.mark(one)}
    form = what.form(request.POST if request.method == "POST" else None, initial=begun)
    return _answered(request, one.message, form, lambda **given: what.verb(escalation=one, **_hand(request), **given),
                     heading=what.heading, button=what.button, done=what.done,
                     letter=one if deed != "change" else None)  # fmt: skip


def _hand(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


def _answered(
    request: HttpRequest, one: Message, form: Form, verb: Callable[..., Any], *, heading: str, button: str, done: str,
    letter: Escalation | None = None,
) -> HttpResponse:  # fmt: skip
    """One short form about a message: ask, do, go back to it."""

    def do(given: dict[str, Any]) -> Done:
        verb(**given)
        return Done(done, reverse("message", args=[one.slug]))

    return ask(
        request, "reviews/message_step.html", form, do, message=one, heading=heading, button=button, letter=letter
    )
