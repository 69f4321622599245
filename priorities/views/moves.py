"""The moves of an action, each a short form; evidence, given and served."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from office import evidence
from office.asking import Done, ask
from partnership.access import can, require
from partnership.models import Person
from partnership.permissions import Permission
from priorities import actions, doing, hands, progress, proving
from priorities.forms import moves as asking
from priorities.models import Action, Proof
from priorities.progress import Hand

# Each move a person makes: its questions, and its verb.
DEEDS: dict[str, tuple[type[asking.MoveForm], Callable[..., Any]]] = {
    "agree": (asking.MoveForm, actions.agree),
    "report_progress": (asking.ProgressForm, doing.report_progress),
    "mark_done": (asking.DoneForm, doing.mark_done),
    "accept_evidence": (asking.AcceptForm, proving.accept_evidence),
    "send_back": (asking.ReasonForm, proving.send_back),
    "test_impact": (asking.ImpactForm, proving.test_impact),
    "reopen": (asking.ReopenForm, proving.reopen),
    "close": (asking.MoveForm, actions.close),
    "supersede": (asking.SupersedeForm, actions.supersede),
    "not_pursue": (asking.NotPursueForm, actions.not_pursue),
    "take_up_again": (asking.ReasonForm, actions.take_up_again),
}


@require(Permission.SEE_ACTIONS)
def move_action(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One move: what it means, its questions, and the button that makes it."""
    if key not in DEEDS:
        raise Http404
    action = get_object_or_404(Action.objects.visible_to(request.user).select_related("owner_agency"), pk=pk)
    if not _has_the_hand(request.user, progress.MOVES[key].hand, action):
        raise PermissionDenied
    form_class, verb = DEEDS[key]
    others = Action.objects.visible_to(request.user).living().exclude(pk=pk)
    form = form_class(request.POST if request.method == "POST" else None, action=action, others=others)

    def deed(given: dict[str, Any]) -> Done:
        verb(action=action, by=request.user, at=timezone.now(), **given)
        return Done(f"{progress.MOVES[key].words}: done.", reverse("action", args=[pk]))

    proofs = action.proofs.select_related("file", "given_by")
    move = progress.MOVES[key]
    return ask(request, "priorities/move_action.html", form, deed, action=action, move=move, proofs=proofs)


def _has_the_hand(person: Person, hand: Hand, action: Action) -> bool:
    """Whether the person is of those who make such a move; the verb says why he or she may not make this one."""
    return {
        Hand.OWNER: hands.may_work_on(person, action),
        Hand.KEEPER: can(person, Permission.AGREE_ACTIONS),
        Hand.TESTER: can(person, Permission.TEST_IMPACT),
        Hand.NIGHT: False,
    }[hand]


@require(Permission.SEE_ACTIONS)
def give_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence that an action was done."""
    action = get_object_or_404(Action.objects.visible_to(request.user).select_related("owner_agency"), pk=pk)
    if not hands.may_work_on(request.user, action):
        raise PermissionDenied
    form = asking.EvidenceForm(request.POST or None, request.FILES or None)

    def deed(given: dict[str, Any]) -> Done:
        doing.give_evidence(action=action, by=request.user, at=timezone.now(), **given)
        return Done("The evidence is kept.", reverse("action", args=[pk]))

    return ask(request, "priorities/give_evidence.html", form, deed, action=action)


@require(Permission.SEE_ACTIONS)
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a piece of evidence, for whoever may read its action."""
    visible = Action.objects.visible_to(request.user)
    proof = get_object_or_404(
        Proof.objects.filter(action__in=visible, file__isnull=False).select_related("file"), pk=pk
    )
    return evidence.answer(proof.file)
