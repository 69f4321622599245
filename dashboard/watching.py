"""A measure watches actions: what they are to change should show in its figures. The thread runs through this tie."""

from collections.abc import Iterable

from django.db import transaction

from dashboard.models import Measure
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from priorities.models import Action


def watch(*, by: Person, measure: Measure, actions: Iterable[Action]) -> Measure:
    """Let a measure watch these actions and no others; choosing the same again changes nothing."""
    check(by, Permission.KEEP_PLAN)
    with transaction.atomic():
        held = Measure.objects.select_for_update().get(pk=measure.pk)
        wanted = {action.pk for action in actions}
        if wanted != set(held.watches.values_list("pk", flat=True)):
            held.watches.set(wanted)
            trail.leave("measure watches actions", by=by, about=held, actions=sorted(wanted))
    return held
