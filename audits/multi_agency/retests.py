"""The strand of multi-agency audits: a re-audit, and whether what it tested had changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.urls import reverse

from audits.models import Audit
from audits.multi_agency import results, tool_sheet
from audits.multi_agency.phases import LIVING, Phase
from audits.multi_agency.weighing import Difference, Direction, difference
from priorities.knots import Knot, Result, Stage, Standing
from priorities.models import Action, Priority

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person

_RESULTS = {Direction.BETTER: Result.BETTER, Direction.WORSE: Result.WORSE}


def knots(priority: Priority, *, viewer: Person | AnonymousUser, on: date) -> Iterator[Knot]:
    """Each re-audit of a priority and each audit that tests actions; two queries, whatever their number.

    A finished one says better or worse only where chance is a poor explanation; else it has no result.
    """
    seen = Prefetch("retests", Action.objects.visible_to(viewer).only("pk"), to_attr="tested")
    audits = Audit.objects.visible_to(viewer).for_priority(priority).exclude(phase=Phase.ABANDONED)
    for audit in audits.select_related("re_audit_of").prefetch_related(seen):
        if audit.re_audit_of is None and not audit.tested:  # type: ignore[attr-defined]
            continue
        yield _knot(audit)


def _knot(audit: Audit) -> Knot:
    finished = audit.phase == Phase.FINISHED and audit.finished_at is not None
    found = _whole(audit) if finished else None
    return Knot(
        key=f"audit-{audit.pk}",
        stage=Stage.RE_AUDIT,
        kind="Re-audit" if audit.re_audit_of_id else "Audit that tests actions",
        title=audit.title,
        state=found.sentence if found else audit.get_phase_display(),
        date=audit.finished_at.date() if finished and audit.finished_at else audit.due_on,
        address=reverse("audit_report" if finished else "multi_agency_audit", args=[audit.slug]),
        ties=tuple(f"action-{action.pk}" for action in audit.tested),  # type: ignore[attr-defined]
        standing=Standing.DONE if finished else Standing.PLANNED if audit.phase == Phase.PLANNED else Standing.GOING,
        due=audit.report_on if audit.phase in LIVING else None,
        result=_RESULTS.get(found.direction) if found else None,
    )


def _whole(audit: Audit) -> Difference | None:
    """The grade of the whole, then and now, from frozen figures alone."""
    before = audit.re_audit_of
    if before is None or before.phase != Phase.FINISHED:
        return None
    pairs = []
    for one in (before, audit):
        whole = next((e for e in results.sections_of(one.figures) if e.code == tool_sheet.OVERALL), None)
        if whole is None:
            return None
        pairs.append((whole.spread.good, whole.spread.graded))
    return difference(pairs[0], pairs[1])
