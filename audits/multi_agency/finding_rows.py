"""Search rows of multi-agency audits, and of what each said of its theme; never a word about a case."""

from collections.abc import Iterator

from django.urls import reverse

from audits.models import Audit, Point
from audits.multi_agency.phases import Phase
from office import findable
from office.findable import MEMBERS, Entry, audiences_for
from partnership.permissions import Permission


def entries() -> Iterator[Entry]:
    """Every row of multi-agency audits."""
    for audit in Audit.objects.all():
        yield of_audit(audit)
    for point in Point.objects.select_related("audit"):
        yield of_point(point)


def renew(audit: Audit) -> None:
    """Write the rows of an audit anew, in the transaction of the verb that changed it."""
    points = audit.points.select_related("audit")
    findable.write([of_audit(audit), *(of_point(each) for each in points)])


def of_audit(audit: Audit) -> Entry:
    """An audit: for who oversees it, and once it is finished for every member."""
    finished = audit.phase == Phase.FINISHED
    return Entry(
        key=f"audits.audit:{audit.pk}", kind="Multi-agency audit", title=audit.title,
        summary=audit.get_phase_display(), body=f"{audit.focus} {audit.summary if finished else ''}",
        address=reverse("multi_agency_audit", args=[audit.slug]), audiences=_audiences(audit),
    )  # fmt: skip


def of_point(point: Point) -> Entry:
    """What an audit found, praised or wants developed."""
    return Entry(
        key=f"audits.point:{point.pk}", kind=f"{point.get_kind_display()} of an audit", title=point.text[:200],
        summary=point.audit.title, body=point.text, address=reverse("audit_report", args=[point.audit.slug]),
        audiences=_audiences(point.audit),
    )  # fmt: skip


def _audiences(audit: Audit) -> tuple[str, ...]:
    over = audiences_for(Permission.SEE_AUDITS)
    return (MEMBERS, *over) if audit.phase == Phase.FINISHED else over
