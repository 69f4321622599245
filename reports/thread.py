"""The strand of the reports: which section of a yearly report tells of an action."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.urls import reverse

from priorities.golden_thread import strand
from priorities.knots import Knot, Stage, Standing
from priorities.models import Action, Priority
from reports.models import Report, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person


@strand
def told(priority: Priority, *, viewer: Person | AnonymousUser, on: date) -> Iterator[Knot]:
    """Sections of reports one may read whose frozen figures tell of an action of the priority."""
    actions = Action.objects.visible_to(viewer).for_priority(priority).only("pk")
    sections = Section.objects.filter(report__in=Report.objects.visible_to(viewer), tells_of__in=actions).distinct()
    for section in sections.select_related("report").prefetch_related(Prefetch("tells_of", actions)):
        published = section.report.published_at
        yield Knot(
            key=f"section-{section.pk}",
            stage=Stage.REPORT,
            kind=section.report.title,
            title=section.title,
            state="Published" if published else "Being written",
            date=published.date() if published else None,
            address=f"{reverse('report_of_year', args=[section.report.slug])}#{section.key}",
            ties=tuple(f"action-{action.pk}" for action in section.tells_of.all()),
            standing=Standing.DONE if published else Standing.GOING,
        )
