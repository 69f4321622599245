"""What an audit could ask: measures out of the ordinary, findings and earlier audits, to choose key lines from."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from audits.models import Audit, Point
from dashboard import areas
from dashboard.models import SpecialCause
from partnership.models import Person
from priorities.models import Finding

SINCE = timedelta(days=730)
MOST = 40


@dataclass(frozen=True)
class Source:
    """One thing that could make us ask: a key for the form, what it says, where it is from and where it is read."""

    key: str
    text: str
    why: str
    address: str


def sources(audit: Audit, *, viewer: Person, on: date) -> dict[str, list[Source]]:
    """What there is to choose from, by kind: of the themes and priorities of the audit, or all where it has none."""
    return {
        "Figures out of the ordinary": _figures(on),
        "Findings": _findings(audit, viewer, on),
        "Earlier audits": _audits(audit, viewer),
    }


def _figures(on: date) -> list[Source]:
    """The latest figure of each measure that is unlikely to be chance, of the last year."""
    area = areas.own(on=on)
    if area is None:
        return []
    noted = SpecialCause.objects.of_area(area).filter(found_at__date__gte=on - timedelta(days=365))
    named = {each.measure_id: each for each in noted.select_related("measure").order_by("found_at")}
    return [
        Source(f"measure-{each.measure_id}", f"What is behind it: {each.measure.name}?", each.sentence[:300],
               reverse("measure", args=[each.measure.code]))
        for each in named.values()
    ][:MOST]  # fmt: skip


def _about(audit: Audit) -> Q:
    themes, priorities = list(audit.themes.all()), list(audit.priorities.all())
    return Q(themes__in=themes) | Q(priorities__in=priorities) if themes or priorities else Q()


def _findings(audit: Audit, viewer: Person, on: date) -> list[Source]:
    found = Finding.objects.visible_to(viewer).filter(_about(audit), found_on__gte=on - SINCE)
    own = audit.led_to.values("pk")
    return [
        Source(f"finding-{each.pk}", each.text[:300], each.source_title, reverse("finding", args=[each.pk]))
        for each in found.exclude(pk__in=own).distinct()[:MOST]
    ]


def _audits(audit: Audit, viewer: Person) -> list[Source]:
    finished = Audit.objects.visible_to(viewer).finished().exclude(pk=audit.pk)
    kinds = [Point.Kind.FINDING, Point.Kind.DEVELOPMENT]
    points = Point.objects.filter(audit__in=finished.values("pk"), kind__in=kinds)
    return [
        Source(f"point-{each.pk}", f"Is it still so: {each.text[:280]}", each.audit.title,
               reverse("audit_report", args=[each.audit.slug]))
        for each in points.select_related("audit").order_by("-at")[:MOST]
    ]  # fmt: skip
