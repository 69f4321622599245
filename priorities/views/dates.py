"""Another date for an action: asking for one, deciding on it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission
from priorities import due_dates, hands
from priorities.forms.moves import DateForm, DecisionForm
from priorities.models import Action, DueDateRequest


@require(Permission.SEE_ACTIONS)
def ask_for_date(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for another date, with the reason."""
    action = get_object_or_404(Action.objects.visible_to(request.user).select_related("owner_agency"), pk=pk)
    if not hands.may_work_on(request.user, action):
        raise PermissionDenied
    form = DateForm(request.POST or None)

    def deed(given: dict[str, Any]) -> Done:
        due_dates.request(action=action, by=request.user, at=timezone.now(), **given)
        return Done(
            "You have asked for another date. Somebody else decides; you are told.", reverse("action", args=[pk])
        )

    return ask(request, "priorities/ask_for_date.html", form, deed, action=action)


@require(Permission.DECIDE_DUE_DATES)
def decide_on_date(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the date, or say why it stays."""
    visible = Action.objects.visible_to(request.user)
    asked = get_object_or_404(
        DueDateRequest.objects.filter(action__in=visible).select_related("action__owner_agency", "asked_by"), pk=pk
    )
    form = DecisionForm(request.POST or None)

    def deed(given: dict[str, Any]) -> Done:
        due_dates.decide(asked=asked, by=request.user, at=timezone.now(), **given)
        return Done("Decided. Whoever answers for the action is told.", reverse("action", args=[asked.action_id]))

    return ask(request, "priorities/decide_on_date.html", form, deed, asked=asked)
