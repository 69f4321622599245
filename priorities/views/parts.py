"""Parts of other agencies in an action: asking for one, marking it done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from office.asking import Done, ask
from partnership.access import can, require
from partnership.permissions import Permission
from priorities import doing, hands
from priorities.forms.actions import PartDoneForm, PartForm
from priorities.models import Action, Part


@require(Permission.SEE_ACTIONS)
def add_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another agency for a part."""
    action = get_object_or_404(Action.objects.visible_to(request.user).select_related("owner_agency"), pk=pk)
    if not hands.may_work_on(request.user, action):
        raise PermissionDenied
    form = PartForm(request.POST or None, on=timezone.localdate())

    def deed(given: dict[str, Any]) -> Done:
        doing.add_part(action=action, by=request.user, **given)
        return Done("The part is added.", reverse("action", args=[pk]))

    return ask(request, "priorities/add_part.html", form, deed, action=action)


@require(Permission.OWN_ACTIONS)
def finish_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when the part of one's agency was done."""
    visible = Action.objects.visible_to(request.user)
    part = get_object_or_404(Part.objects.filter(action__in=visible).select_related("action", "agency"), pk=pk)
    if not can(request.user, Permission.OWN_ACTIONS, agency=part.agency):
        raise PermissionDenied
    form = PartDoneForm(request.POST or None)

    def deed(given: dict[str, Any]) -> Done:
        doing.finish_part(part=part, by=request.user, at=timezone.now(), **given)
        return Done("The part is marked done.", reverse("action", args=[part.action_id]))

    return ask(request, "priorities/finish_part.html", form, deed, part=part)


@require(Permission.SEE_ACTIONS)
def take_off_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take an open part off."""
    visible = Action.objects.visible_to(request.user)
    parts = Part.objects.filter(action__in=visible, done_on=None).select_related("action__owner_agency", "agency")
    part = get_object_or_404(parts, pk=pk)
    if not hands.may_work_on(request.user, part.action):
        raise PermissionDenied
    if request.method == "POST":
        doing.take_off_part(part=part, by=request.user)
        messages.success(request, "The part is taken off.")
        return redirect("action", pk=part.action_id)
    return render(request, "priorities/take_off_part.html", {"part": part})
