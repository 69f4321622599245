"""Makes a finding of a figure that is unlikely to be chance: the portal sees it, a person confirms what it means."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from dashboard import measures
from dashboard.models import SpecialCause
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import findings
from priorities.models import Finding, Priority


def confirm(cause: SpecialCause, *, by: Person, text: str, address: str, at: datetime) -> Finding:
    """Record a finding of it, in the priorities its measure watches; Refusal when somebody has done so already."""
    check(by, Permission.RECORD_FINDINGS)
    definition = measures.known()[cause.measure.code]
    with transaction.atomic():
        held = SpecialCause.objects.select_for_update(of=("self",)).get(pk=cause.pk)
        if held.finding_id:
            raise Refusal("Somebody has made a finding of this already. It is linked beside the chart.")
        finding = findings.record(
            by=by, at=at, text=text, source_kind=Finding.Source.MEASURE,
            source_title=f"{definition.name}, {cause.area.name}", source_address=address, on=localdate(at),
            priorities=Priority.objects.filter(slug__in=definition.priorities),
        )  # fmt: skip
        held.finding = finding
        held.save(update_fields=["finding"])
        trail.leave("special cause confirmed", by=by, about=held, finding=finding.pk)
    return finding
