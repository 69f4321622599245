"""The yearly report in the browser: written with a figure, frozen, signed by three partners, published, read by all."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from oscb_portal.tests.test_story_backbone import desk  # noqa: F401 - the one browser several people sit down at
from reports import papers, year_names
from reports.models import Report
from reports.tests.given import signers, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
WORDS = "Our partnership has {{ fact partner-agencies }} agencies, and three of them answer for it."


def test_a_report_from_its_first_word_to_the_reader(desk, cast, tmp_path):  # noqa: F811
    page, year = desk.page, year_names.before(year_names.of(timezone.localdate()))

    desk.sit(cast.administrator)
    desk.open("start_report")
    desk.send(year=year)
    report = Report.objects.get(slug=year)
    for section in report.sections.exclude(key__in=["foreword", "training"]):
        written(section, f"{section.title}: [it](/priorities/).", by=cast.administrator)
    desk.open("ask_writer", year, "foreword")
    desk.send(writer=cast.lead.pk)
    desk.open("write_section", year, "training")
    desk.send(text="Whoever came says so: [courses](/training/).")

    desk.sit(cast.lead)
    desk.open("write_section", year, "foreword")
    desk.send(text=WORDS)
    expect(page.get_by_text("and three of them answer for it.")).to_be_visible()

    desk.sit(cast.administrator)
    desk.open("freeze_report", year)
    desk.send()
    desk.open("publish_report", year)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".govuk-error-message").first).to_contain_text("It is not signed yet by")

    for person, agency in signers(cast):
        desk.sit(person)
        desk.open("sign_report", year)
        desk.send(agency=agency.pk)
    desk.sit(cast.administrator)
    desk.open("publish_report", year)
    desk.send()
    papers.make(report.papers.get(kind="pdf", about="").pk, clock=timezone.now)

    page.context.clear_cookies()
    desk.open("reports")
    page.get_by_role("link", name=f"Yearly report {year}", exact=True).click()
    figure = report.snapshots.get().content["foreword"]["blocks"][0]["value"]
    expect(page.get_by_text(f"Our partnership has {figure} agencies")).to_be_visible()
    with page.expect_download() as told:
        page.evaluate("document.querySelector('.p-files a').setAttribute('download', '')")
        page.get_by_role("link", name="PDF", exact=True).click()
    assert told.value.path().read_bytes().startswith(b"%PDF")
