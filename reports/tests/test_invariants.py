"""What must never be of reports is found, and a sound report is called sound."""

from django.db import connection

from office.models import SearchEntry
from reports import findable, papers
from reports.invariants import broken
from reports.tests.given import AT, a_published_report, a_report, a_whole_report, written


def test_a_published_report_breaks_nothing(cast, db):
    report = a_published_report(cast)
    papers.make(report.papers.get(kind="xlsx").pk, clock=lambda: AT)

    assert list(broken()) == []


def test_a_copy_whose_file_is_gone_is_told(cast, db):
    asked = papers.ask(by=cast.administrator, report=a_whole_report(cast), kind="xlsx", at=AT)
    made = papers.make(asked.pk, clock=lambda: AT)
    made.file.storage.delete(made.file.name)

    assert list(broken()) == [f"Copy {made.pk} is ready, and its file is not there."]


def test_words_that_nobody_wrote_are_told(cast, db):
    section = written(a_report(cast).sections.get(key="impact"), "As written.", by=cast.administrator)
    with connection.cursor() as cursor:
        cursor.execute("update reports_section set text = 'Otherwise.' where id = %s", [section.pk])

    assert list(broken()) == [f"“{section}” of {section.report} reads otherwise than anybody has written it."]


def test_a_draft_that_a_search_finds_is_told(cast, db):
    section = a_report(cast).sections.get(key="impact")
    row = findable.of_section(section)
    SearchEntry.objects.create(key=row.key, room="reports", kind=row.kind, title=row.title, address=row.address,
                               audiences=["public"])  # fmt: skip

    assert list(broken()) == [f"“{row.title}” is a draft, and a search finds it."]
