"""What must never be among reports: one published without three living signatures on what stands there."""

from collections.abc import Iterator

from reports import blocks, freezing
from reports.models import Report, Snapshot


def broken() -> Iterator[str]:
    """One sentence for each."""
    for report in Report.objects.published():
        if waits := freezing.waits_for(report, on=report.published_at.date()):
            yield f"{report} is published, and {waits[0]} has not signed what it says."
    for snapshot in Snapshot.objects.select_related("report"):
        if snapshot.fingerprint != blocks.fingerprint(snapshot.content):
            yield f"The frozen figures of {snapshot.report} are not those that were frozen."
