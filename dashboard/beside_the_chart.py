"""What people have put beside one chart, as a viewer may see it, and what the viewer may do with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import Truncator

from dashboard.definitions import Definition
from dashboard.models import Annotation, Area, Commentary, Measure, Rebase, SpecialCause, Subscription
from partnership import access
from partnership.permissions import Permission
from priorities.models import Action
from priorities.progress import State

if TYPE_CHECKING:
    from partnership.models import Person


def of(definition: Definition, area: Area, *, viewer: Person) -> dict[str, Any]:
    """By name what the page shows; a handful of questions, whatever there is."""
    may_approve = access.can(viewer, Permission.APPROVE_FIGURES)
    may_keep = access.can(viewer, Permission.KEEP_CHARTS)
    said = list(Commentary.objects.of(definition.code, area).for_list()[:12])
    waiting = next((each for each in said if each.approved_at is None and each.dropped_at is None), None)
    sees = waiting is not None and (may_approve or may_keep)
    return {
        "commentary": next((each for each in said if each.approved_at), None),
        "waiting": waiting if sees else None,
        "may_approve_waiting": may_approve and waiting is not None and waiting.by_id != viewer.pk,
        "may_keep": may_keep,
        "may_agree_target": access.can(viewer, Permission.SET_RULES),
        "may_watch": access.holds(viewer, Permission.KEEP_PLAN),
        "may_publish": may_approve,
        "may_find": access.can(viewer, Permission.RECORD_FINDINGS),
        "annotations": _annotations(definition, area) if may_keep else (),
        "rebases": Rebase.objects.living().of_area(area).filter(measure__code=definition.code).for_list()
        if may_keep
        else (),
        "thread": list(_thread(definition, viewer)),
        "cause": SpecialCause.objects.of_area(area).filter(measure__code=definition.code).for_list().first(),
        "subscribed": Subscription.objects.living()
        .of_person(viewer)
        .filter(area=area, measure__code=definition.code)
        .exists(),
    }


def _annotations(definition: Definition, area: Area) -> Any:
    living = Annotation.objects.living().of_area(area)
    return (living.filter(measure__code=definition.code) | living.filter(measure=None)).for_list()


_SHAPES = {
    State.PROPOSED: "planned",
    State.AGREED: "planned",
    State.ON_TRACK: "going",
    State.AT_RISK: "going",
    State.DONE: "done",
    State.EVIDENCED: "done",
    State.IMPACT_TESTED: "proven",
    State.CLOSED: "proven",
}


def _thread(definition: Definition, viewer: Person) -> Iterator[dict[str, str]]:
    """The actions whose effect should show in the figures, as far as the viewer may see them, as knots of a list."""
    measure = Measure.objects.filter(code=definition.code).first()
    if measure is None:
        return
    watched = Action.objects.visible_to(viewer).filter(pk__in=measure.watches.values("pk"))
    for action in watched.order_by("due_on", "pk"):
        yield {
            "shape": _SHAPES.get(State(action.state), "gap"),
            "stage": "Action",
            "title": Truncator(action.text).chars(90),
            "address": reverse("action", args=[action.pk]),
            "state": action.get_state_display(),
        }
