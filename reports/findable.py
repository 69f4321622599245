"""The search rows of the reports: each section of a published report, for everybody."""

from collections.abc import Iterator

from django.urls import reverse

from office import findable as search
from office import markdown
from office.findable import PUBLIC, Entry
from reports import tokens
from reports.models import Report, Section


def key_of(section: Section) -> str:
    """The key of a section's row."""
    return f"reports.section:{section.pk}"


def of_section(section: Section) -> Entry:
    """One section; figures are not words, so they are left out."""
    return Entry(
        key=key_of(section),
        kind="Yearly report",
        title=f"{section.title}, {section.report.title.lower()}",
        summary=section.report.title,
        body=markdown.to_text(tokens.filled(section.text, {})),
        address=f"{reverse('report_of_year', args=[section.report.slug])}#{section.key}",
        audiences=(PUBLIC,),
    )


def renew(report: Report) -> None:
    """Write the rows of a report that has just been published."""
    search.write([of_section(each) for each in report.sections.select_related("report").exclude(text="")])


def entries() -> Iterator[Entry]:
    """Every section of every published report."""
    for section in Section.objects.filter(report__published_at__isnull=False).exclude(text="").select_related("report"):
        yield of_section(section)
