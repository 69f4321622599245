"""Yearly reports in few words, made by their verbs."""

from datetime import date, datetime
from typing import Any

from partnership.working_days import LONDON
from reports import annual, freezing
from reports.models import Report, Section

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 10, 0, tzinfo=LONDON)


def a_report(cast: Any, year: str = "2025-26", *, on: date = ON) -> Report:
    """A report just started."""
    return annual.start(by=cast.administrator, year=year, at=AT, on=on)


def written(section: Section, text: str, *, by: Any, allowed: tuple[str, ...] = ()) -> Section:
    """Words in one section."""
    return annual.write(
        by=by, section=section, text=text, mark=annual.mark_of(section), allowed=list(allowed), at=AT
    )  # fmt: skip


def a_whole_report(cast: Any) -> Report:
    """One of which every section is written, its figures frozen."""
    report = a_report(cast)
    for section in report.sections.all():
        written(section, f"What there is to say of {section.title.lower()}: [it](/priorities/).", by=cast.administrator)
    freezing.freeze(by=cast.administrator, report=report, at=AT, on=ON)
    return report


def signers(cast: Any) -> list[tuple[Any, Any]]:
    """Each partner's person and agency."""
    agencies = cast.agencies
    return [(cast.council, agencies.county_council), (cast.police, agencies.police), (cast.health, agencies.icb)]


def signed(report: Report, cast: Any) -> Report:
    """By all three."""
    for person, agency in signers(cast):
        freezing.sign(
            by=person, report=report, agency=agency, digest=freezing.digest_of(report), at=AT, on=ON
        )  # fmt: skip
    return report


def a_published_report(cast: Any) -> Report:
    """One that everybody reads."""
    return freezing.publish(by=cast.administrator, report=signed(a_whole_report(cast), cast), at=AT, on=ON)
