"""What the report of an audit says to one reader, the same on screen and on paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from audits.models import Audit, Point
from audits.multi_agency import reporting, results
from priorities.models import Finding, Recommendation

if TYPE_CHECKING:
    from partnership.models import Person


def of(audit: Audit, *, viewer: Person, on: date) -> dict[str, Any]:
    """Figures, points by kind, recommendations the viewer may see, how cases were chosen, and what is kept how long."""
    figures = results.figures_of(audit)
    points = list(audit.points.select_related("finding"))
    found = Finding.objects.visible_to(viewer).filter(pk__in=[each.finding_id for each in points])
    return {
        "audit": audit, "figures": figures, "sections": results.sections_of(figures),
        "voices": results.views_in_words(figures), "comparison": results.compare(audit),
        "groups": [(kind.label, [each for each in points if each.kind == kind.value]) for kind in Point.Kind],
        "recommendations": Recommendation.objects.visible_to(viewer).filter(follows_from__in=found).distinct()
        .for_list(),
        "lines": audit.lines.all(), "sample": audit.samples.first(), "delete_on": reporting.delete_on(audit, on=on),
    }  # fmt: skip
