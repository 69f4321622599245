"""What must never be among reports: published unsigned, other figures than frozen, words without trace."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery

from office.models import SearchEntry
from reports import blocks, freezing
from reports.findable import key_of
from reports.models import Paper, Report, Section, Snapshot, Wording


def broken() -> Iterator[str]:
    """One sentence for each."""
    yield from _published_unsigned()
    yield from _figures_changed()
    yield from _words_nobody_wrote()
    yield from _papers_without_file()
    yield from _drafts_found()


def _published_unsigned() -> Iterator[str]:
    for report in Report.objects.published():
        if waits := freezing.waits_for(report, on=report.published_at.date()):
            yield f"{report} is published, and {waits[0]} has not signed what it says."


def _figures_changed() -> Iterator[str]:
    for snapshot in Snapshot.objects.select_related("report"):
        if snapshot.fingerprint != blocks.fingerprint(snapshot.content):
            yield f"The frozen figures of {snapshot.report} are not those that were frozen."


def _words_nobody_wrote() -> Iterator[str]:
    last = Wording.objects.filter(section=OuterRef("pk")).order_by("-at", "-pk").values("text")[:1]
    written = Section.objects.exclude(text="").annotate(last=Subquery(last)).select_related("report")
    for section in written.exclude(text=F("last")):
        yield f"“{section}” of {section.report} reads otherwise than anybody has written it."


def _papers_without_file() -> Iterator[str]:
    for paper in Paper.objects.ready():
        if not paper.file.storage.exists(paper.file.name):
            yield f"Copy {paper.pk} is ready, and its file is not there."


def _drafts_found() -> Iterator[str]:
    keys = [key_of(each) for each in Section.objects.filter(report__published_at=None)]
    for title in SearchEntry.objects.filter(key__in=keys).values_list("title", flat=True):
        yield f"“{title}” is a draft, and a search finds it."
