"""What waits for a person in the reports: sections to write, comments to settle, a signature, a report to publish."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse

from partnership.access import can
from partnership.models import Person
from partnership.permissions import Permission
from partnership.waits import Wait
from reports import freezing
from reports.models import Report, Section
from reports.models.yearly import ReportQuerySet


def waiting(person: Person, *, on: date) -> Iterable[Wait]:
    """One line for each."""
    at_work = Report.objects.filter(published_at=None)
    yield from _to_write(person, at_work)
    signs, keeps = freezing.signs_for(person, on=on), can(person, Permission.KEEP_REPORTS)
    if not (signs or keeps):
        return
    for report in at_work.filter(snapshots__isnull=False).distinct():
        waits = freezing.waits_for(report, on=on)
        address = reverse("report_at_work", args=[report.slug])
        if any(agency in waits for agency in signs):
            yield Wait(f"Sign the {report.title.lower()}", "Its figures are frozen.", address)
        if keeps and not waits:
            yield Wait(f"Publish the {report.title.lower()}", "All partners have signed it.", address)


def _to_write(person: Person, at_work: ReportQuerySet) -> Iterator[Wait]:
    for section in Section.objects.filter(report__in=at_work, writer=person, text="").select_related("report"):
        yield Wait(
            f"Write “{section.title}”",
            f"A section of the {section.report.title.lower()}; its figures are gathered already.",
            reverse("write_section", args=[section.report.slug, section.key]),
        )
