"""Which agencies send the case-level rows of an area: the business unit says so, and nobody else's rows are taken."""

from collections.abc import Iterable

from django.db import transaction

from dashboard.models import Area
from partnership import trail
from partnership.access import can, check
from partnership.models import Agency, Person
from partnership.permissions import Permission


def settle(area: Area, *, by: Person, agencies: Iterable[Agency]) -> Area:
    """Let these agencies send rows of an area, and no others; choosing the same again changes nothing."""
    check(by, Permission.MANAGE_AGENCIES)
    with transaction.atomic():
        held = Area.objects.select_for_update().get(pk=area.pk)
        wanted = {agency.pk for agency in agencies}
        if wanted != set(held.senders.values_list("pk", flat=True)):
            held.senders.set(wanted)
            trail.leave("senders of an area settled", by=by, about=held, agencies=sorted(wanted))
    return held


def may_send(person: Person, *, agency: Agency, area: Area) -> bool:
    """Whether a person may send rows of an area for an agency; the business unit may for every one."""
    if can(person, Permission.LOAD_DATA):
        return True
    return can(person, Permission.LOAD_DATA, agency=agency) and area.senders.filter(pk=agency.pk).exists()


def areas_of(person: Person, agency: Agency | None) -> Iterable[Area]:
    """The areas a person may send rows of for an agency."""
    every = Area.objects.for_loads()
    if can(person, Permission.LOAD_DATA):
        return every
    return every.filter(senders=agency) if agency else every.none()
