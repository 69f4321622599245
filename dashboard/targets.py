"""Agrees what a measure is to reach; a target is never changed, the next one takes its place."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from dashboard.definitions import Definition
from dashboard.models import Area, Measure, Target
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal


def agree(
    *,
    by: Person,
    definition: Definition,
    area: Area,
    value: Decimal,
    agreed_by: str,
    on: date,
    tolerance: Decimal = Decimal(),
) -> Target:
    """Agree a target from a day on; the one in force ends the day before. `tolerance`: how much worse is tolerated.

    Raises Refusal where neither way is better, or where a target begins on that day or later already.
    """
    check(by, Permission.SET_RULES)
    if definition.polarity == "neither":
        raise Refusal(f"“{definition.name}” has no target: more is not better or worse.")
    with transaction.atomic():
        measure = Measure.objects.select_for_update().get(code=definition.code)
        known = measure.targets.filter(area=area)
        if known.filter(valid_from__gte=on).exists():
            raise Refusal("There is a target from that day or a later one already. Choose a later day.")
        known.filter(valid_to=None).update(valid_to=on - timedelta(days=1))
        target = Target.objects.create(
            measure=measure, area=area, value=value, tolerance=tolerance, agreed_by=agreed_by, valid_from=on
        )
        trail.leave("target agreed", by=by, about=target, measure=measure.pk, area=area.pk)
    return target
