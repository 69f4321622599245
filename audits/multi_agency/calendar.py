"""All audits on one calendar: the days of multi-agency ones, and when agencies finish their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from audits.models import Audit, SingleAudit
from audits.multi_agency.phases import Phase
from partnership.models import Person

_DAYS = (("sample_on", "cases are chosen"), ("due_on", "answers are due"), ("panel_on", "the panel meets"),
         ("report_on", "the report is due"))  # fmt: skip


@dataclass(frozen=True, order=True)
class Entry:
    """One day of one audit."""

    on: date
    title: str
    what: str
    agency: str
    address: str


def between(first: date, last: date, *, viewer: Person) -> list[Entry]:
    """Every day of every audit a viewer may see, in order; two queries."""
    return sorted(each for each in (*_together(viewer), *_single(viewer)) if first <= each.on <= last)


def _together(viewer: Person) -> Iterator[Entry]:
    for audit in Audit.objects.visible_to(viewer).exclude(phase=Phase.ABANDONED):
        address = reverse("multi_agency_audit", args=[audit.slug])
        for name, words in _DAYS:
            yield Entry(getattr(audit, name), audit.title, words, "All who take part", address)
        if audit.look_again_on:
            yield Entry(audit.look_again_on, audit.title, "is to be looked at again", "All who take part", address)


def _single(viewer: Person) -> Iterator[Entry]:
    for audit in SingleAudit.objects.visible_to(viewer).select_related("agency"):
        words = "was finished" if audit.done else "is to be finished"
        yield Entry(audit.done_on, audit.title, words, audit.agency.name, reverse("single_audit", args=[audit.pk]))
