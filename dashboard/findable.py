"""What may be found of the dashboard: its measures, by whoever may see it."""

from collections.abc import Iterator

from dashboard.models import Measure
from office.findable import Entry, audiences_for
from partnership.permissions import Permission


def entries() -> Iterator[Entry]:
    """Every measure that is still followed."""
    audiences = audiences_for(Permission.SEE_DASHBOARD)
    for measure in Measure.objects.filter(retired=False):
        yield Entry(
            key=f"dashboard.measure:{measure.pk}",
            kind="Measure",
            title=measure.name,
            summary=f"Measure {measure.code} of the Demand Dashboard",
            address=f"/dashboard/measures/{measure.code}/",
            audiences=audiences,
        )
