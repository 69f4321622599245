"""A report as it is read: its sections with their words filled in and their figures, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.safestring import SafeString

from reports import annual, freezing
from reports.blocks import Gathered
from reports.checklist import SUMMARIES, Asked
from reports.models import Report, Section, Signature, Snapshot


@dataclass(frozen=True)
class Part:
    """One section: what the guidance asks, the words as HTML, and what was gathered."""

    section: Section
    asked: Asked | None
    words: SafeString
    gathered: Gathered

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not (self.section.text.strip() or self.gathered.blocks or self.gathered.failed)


@dataclass(frozen=True)
class Reading:
    """A whole report on the day its figures stand for."""

    report: Report
    parts: tuple[Part, ...]
    snapshot: Snapshot | None
    signatures: tuple[Signature, ...]
    on: date

    @cached_property
    def is_draft(self) -> bool:
        """Whether it is not published yet."""
        return self.report.published_at is None

    @property
    def summaries(self) -> list[Part]:
        """Those of its summaries that are written."""
        return [each for each in self.parts if each.section.key in SUMMARIES and each.words]

    def part(self, key: str) -> Part | None:
        """One section."""
        return next((each for each in self.parts if each.section.key == key), None)


def read(report: Report, *, on: date) -> Reading:
    """A report with its words and figures; while nothing is frozen, with those of today."""
    snapshot = freezing.standing_snapshot(report)
    whole = freezing.whole_of(report, on=on)
    words = whole.words_of_tokens()
    edition = annual.edition_of(report)
    parts = tuple(
        Part(
            section,
            edition.section(section.key),
            annual.as_html(section.text, words),
            whole.of(section.key),
        )
        for section in _in_order(list(report.sections.all()))
    )
    living = report.signatures.filter(void_since=None).select_related("agency", "by")
    return Reading(report, parts, snapshot, tuple(living), snapshot.as_of if snapshot else on)


def summary(report: Report, key: str, *, on: date) -> Reading | None:
    """One of its summaries alone; None for any other section, and while nothing is written there."""
    whole = read(report, on=on)
    part = whole.part(key) if key in SUMMARIES else None
    return replace(whole, parts=(part,)) if part is not None and part.words else None


def _in_order(sections: Sequence[Section]) -> list[Section]:
    """Summaries first: whoever reads one page reads that one."""
    return sorted(sections, key=lambda each: (each.key not in SUMMARIES, each.position))
