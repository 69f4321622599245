"""Yearly reports: who writes, freezes, signs and publishes, and what nobody may."""

import page
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from office.drafts import ChangedMeanwhile
from office.models import Letter
from partnership.refusals import Refusal
from priorities import golden_thread
from priorities.knots import Stage
from priorities.tests.given import a_priority, an_agreed_action
from reports import annual, costing, freezing, gathering, invariants, papers, waiting
from reports.models import Paper, Report, Section, Snapshot
from reports.tests.given import (
    AT,
    ON,
    a_published_report,
    a_report,
    a_whole_report,
    signed,
    signers,
    written,
)

pytestmark = pytest.mark.django_db


# Starting and writing ---------------------------------------------------------


def test_a_report_starts_with_the_sections_of_the_guidance(cast, sign_in):
    page_of = sign_in(cast.administrator).post("/reports/new/", {"year": "2025-26"}, follow=True)

    report = Report.objects.get()
    assert report.slug == "2025-26"
    assert page_of.redirect_chain[-1][0] == "/reports/2025-26/desk/"
    assert "What changed for children and families" in page_of.content.decode()


def test_one_year_has_one_report_and_a_year_to_come_has_none(cast):
    a_report(cast)

    with pytest.raises(Refusal, match="started already"):
        a_report(cast)
    with pytest.raises(Refusal, match="has not begun"):
        a_report(cast, "2027-28")


def test_only_whoever_keeps_reports_starts_one(cast):
    for person in (cast.board, cast.lead, cast.council, cast.stranger):
        with pytest.raises(PermissionDenied):
            annual.start(by=person, year="2025-26", at=AT, on=ON)


def test_somebody_asked_to_write_gets_a_letter_and_may_write_that_section_alone(cast, sign_in):
    report = a_report(cast)
    training, voices = report.sections.get(key="training"), report.sections.get(key="voices")
    training = annual.ask_to_write(by=cast.administrator, section=training, writer=cast.lead, at=AT)
    client = sign_in(cast.lead)

    assert Letter.objects.get(key__startswith="report section").to == cast.lead
    assert client.get("/reports/2025-26/training/write/").status_code == 200
    assert client.get("/reports/2025-26/voices/write/").status_code == 403
    written(training, "They came: {{ fact learners }}.", by=cast.lead, allowed=("fact learners",))
    with pytest.raises(PermissionDenied):
        written(voices, "Mine too?", by=cast.lead)
    assert [each.what for each in waiting.waiting(cast.lead, on=ON)] == []


def test_a_draft_is_not_there_for_a_member_who_has_no_part_in_it(cast, sign_in):
    a_report(cast)

    for address in ("/reports/2025-26/", "/reports/2025-26/desk/", "/reports/2025-26/impact/", "/reports/2025-26.pdf"):
        assert sign_in(cast.stranger).get(address).status_code == 404
    assert sign_in(cast.board).get("/reports/2025-26/desk/").status_code == 200


def test_the_public_reads_no_draft(cast, client):
    a_report(cast)

    assert client.get("/reports/2025-26/").status_code == 404
    assert "2025-26" not in client.get("/reports/").content.decode()


def test_a_figure_that_is_none_is_refused_and_what_was_typed_stays(cast, sign_in):
    report = a_report(cast)
    section = report.sections.get(key="impact")
    answer = sign_in(cast.administrator).post(
        "/reports/2025-26/impact/write/",
        {"text": "We tested {{ fact millions }}.", "mark": annual.mark_of(section)},
    )

    assert "There is no figure “fact millions”" in answer.content.decode()
    assert "We tested {{ fact millions }}." in answer.content.decode()
    section.refresh_from_db()
    assert section.text == ""


def test_the_second_of_two_writers_sees_both_texts(cast, sign_in):
    report = a_report(cast)
    section = report.sections.get(key="impact")
    old = annual.mark_of(section)
    written(section, "The words of a colleague.", by=cast.administrator)

    with pytest.raises(ChangedMeanwhile):
        annual.write(by=cast.administrator, section=section, text="Mine.", mark=old, allowed=[], at=AT)
    answer = sign_in(cast.administrator).post("/reports/2025-26/impact/write/", {"text": "Mine.", "mark": old})
    assert "The words of a colleague." in answer.content.decode()
    assert "Mine." in answer.content.decode()


def test_markdown_with_script_is_shown_as_words(cast, sign_in):
    report = a_report(cast)
    written(report.sections.get(key="impact"), "<script>alert(1)</script> ![x](https://spy.example/x.png)",
            by=cast.administrator)  # fmt: skip

    shown = sign_in(cast.administrator).get("/reports/2025-26/").content.decode()

    assert "<script>alert(1)" not in shown
    assert '<img src="https://spy.example' not in shown


def test_a_child_is_not_named(cast):
    report = a_report(cast)

    with pytest.raises(Refusal, match="NHS number"):
        written(report.sections.get(key="voices"), "NHS number 943 476 5919", by=cast.administrator)


def test_an_earlier_wording_can_stand_again(cast, sign_in):
    report = a_report(cast)
    section = report.sections.get(key="impact")
    written(section, "First.", by=cast.administrator)
    section.refresh_from_db()
    written(section, "Second.", by=cast.administrator)
    first = section.wordings.get(text="First.")

    sign_in(cast.administrator).post(f"/reports/2025-26/wordings/{first.pk}/")

    section.refresh_from_db()
    assert section.text == "First."
    assert section.wordings.count() == 3


def test_a_comment_is_made_by_whoever_reads_and_settled_by_whoever_writes(cast, sign_in):
    report = a_report(cast)
    sign_in(cast.scrutineer).post("/reports/2025-26/impact/comment/", {"text": "How do you know?"})
    said = report.sections.get(key="impact").comments.get()

    assert sign_in(cast.scrutineer).post(f"/reports/2025-26/comments/{said.pk}/settle/").status_code == 403
    sign_in(cast.administrator).post(f"/reports/2025-26/comments/{said.pk}/settle/")
    said.refresh_from_db()
    assert said.settled_by == cast.administrator


# Gathering --------------------------------------------------------------------


def test_a_section_that_fails_hides_no_other(cast, sign_in, monkeypatch):
    report = a_report(cast)

    def broken(year):
        Section.objects.create(report=None)

    monkeypatch.setitem(gathering._GATHERING, "voices", broken)
    shown = sign_in(cast.administrator).get("/reports/2025-26/").content.decode()

    assert "Its figures could not be gathered" in shown
    assert "Agencies in the partnership" in shown
    with pytest.raises(Refusal, match="“What children and families told us” could not be gathered"):
        freezing.freeze(by=cast.administrator, report=report, at=AT, on=ON)
    assert not Snapshot.objects.exists()


def test_every_section_of_the_guidance_that_can_be_counted_is_gathered(cast):
    report = a_report(cast)

    whole = annual.gather_now(report, on=ON)

    assert not [key for key, each in whole.sections.items() if each.failed]
    words_only = {"in-plain-words", "for-children"}
    assert {each.key for each in report.sections.all()} - set(whole.sections) == words_only


def test_costs_stand_beside_those_of_the_year_before(cast):
    for year, amount in (("2024-25", 1000), ("2025-26", 1200)):
        costing.note_contribution(by=cast.administrator, year=year, agency=cast.agencies.police, amount=amount,
                                  in_kind="", at=AT)  # fmt: skip
    grid = annual.gather_now(a_report(cast), on=ON).of("costs").grids[0]

    assert grid.rows == ((cast.agencies.police.name, "£1,000", "£1,200"),)


# Freezing, signing, publishing -------------------------------------------------


def test_frozen_figures_do_not_change_with_the_records(cast):
    report = a_whole_report(cast)
    before = freezing.whole_of(report, on=ON).of("costs")
    costing.note_contribution(by=cast.administrator, year="2025-26", agency=cast.agencies.police, amount=5, in_kind="",
                              at=AT)  # fmt: skip

    assert freezing.whole_of(report, on=ON).of("costs") == before
    for deed in (lambda: Snapshot.objects.update(fingerprint="x"), lambda: Snapshot.objects.all().delete()):
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            deed()


def test_figures_are_not_frozen_while_the_year_runs(cast):
    with pytest.raises(Refusal, match="The year runs until 31 March 2027"):
        freezing.freeze(by=cast.administrator, report=a_report(cast, "2026-27"), at=AT, on=ON)


def test_nobody_signs_an_unfinished_report(cast):
    report = a_report(cast)
    agency = cast.agencies.police
    with pytest.raises(Refusal, match="not frozen"):
        freezing.sign(by=cast.police, report=report, agency=agency, digest="", at=AT, on=ON)
    freezing.freeze(by=cast.administrator, report=report, at=AT, on=ON)
    with pytest.raises(Refusal, match="“Foreword and our county” is not written yet"):
        freezing.sign(by=cast.police, report=report, agency=agency, digest="", at=AT, on=ON)


def test_a_partner_signs_for_its_own_agency_only(cast):
    report = a_whole_report(cast)
    digest = freezing.digest_of(report)

    for person in (cast.administrator, cast.board, cast.council, cast.stranger):
        with pytest.raises(PermissionDenied):
            freezing.sign(by=person, report=report, agency=cast.agencies.police, digest=digest, at=AT, on=ON)


def test_whoever_has_read_other_words_does_not_sign_these(cast, sign_in):
    report = a_whole_report(cast)
    client = sign_in(cast.police)
    form = client.get("/reports/2025-26/sign/").context["form"]
    section = report.sections.get(key="impact")
    written(section, "Other words: [plan](/priorities/).", by=cast.administrator)

    answer = client.post(
        "/reports/2025-26/sign/", {"agency": cast.agencies.police.pk, "digest": form["digest"].value()}
    )

    assert "The report has changed since you opened it" in answer.content.decode()
    assert not report.signatures.exists()


def test_a_signed_report_is_not_written_on_until_it_is_opened_again(cast):
    report = signed(a_whole_report(cast), cast)
    section = report.sections.get(key="impact")

    with pytest.raises(Refusal, match="Somebody has signed"):
        written(section, "Later.", by=cast.administrator)
    freezing.open_again(by=cast.administrator, report=report, reason="A figure was wrong.", at=AT)
    written(section, "Later: [plan](/priorities/).", by=cast.administrator)
    assert len(freezing.waits_for(report, on=ON)) == 3


def test_it_is_not_published_before_all_three_have_signed(cast):
    report = a_whole_report(cast)
    for person, agency in signers(cast)[:2]:
        freezing.sign(by=person, report=report, agency=agency, digest=freezing.digest_of(report), at=AT, on=ON)

    with pytest.raises(Refusal, match="not signed yet by"):
        freezing.publish(by=cast.administrator, report=report, at=AT, on=ON)


def test_a_published_report_is_read_by_everybody_and_changes_no_more(cast, client):
    report = a_published_report(cast)

    answer = client.get("/reports/2025-26/")

    assert answer.status_code == 200
    assert "What changed for children and families" in answer.content.decode()
    with pytest.raises(Refusal, match="does not change any more"):
        written(report.sections.get(key="impact"), "Later.", by=cast.administrator)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        report.sections.update(text="later")
    assert list(invariants.broken()) == []


def test_to_whom_it_was_sent_is_noted_once_and_not_before_it_was_published(cast):
    report = a_published_report(cast)

    freezing.note_sent(by=cast.administrator, report=report, to="The Panel", sent_on=ON, on=ON)
    with pytest.raises(Refusal, match="noted already"):
        freezing.note_sent(by=cast.administrator, report=report, to="The Panel", sent_on=ON, on=ON)
    with pytest.raises(Refusal, match="when it is published"):
        freezing.note_sent(by=cast.administrator, report=report, to="Ofsted", sent_on=report.ends_on, on=ON)


def test_partners_are_asked_to_sign_and_the_office_to_publish(cast):
    report = a_whole_report(cast)
    assert [each.what for each in waiting.waiting(cast.police, on=ON)] == ["Sign the yearly report 2025-26"]

    signed(report, cast)

    assert [each.what for each in waiting.waiting(cast.police, on=ON)] == []
    assert [each.what for each in waiting.waiting(cast.administrator, on=ON)] == ["Publish the yearly report 2025-26"]


def test_the_golden_thread_ends_in_the_section_that_tells_of_an_action(cast):
    priority = a_priority()
    action = an_agreed_action(cast, due_on=ON.replace(year=2027))
    action.priorities.add(priority)
    report = a_whole_report(cast)
    report.sections.get(key="impact").tells_of.add(action)

    told = [knot for knot in golden_thread.follow(priority, viewer=cast.board, on=ON) if knot.stage == Stage.REPORT]

    assert [(knot.title, knot.ties) for knot in told] == [
        ("What changed for children and families", (f"action-{action.pk}",))
    ]


# Papers -----------------------------------------------------------------------


def test_the_pdf_is_made_by_a_job_and_reads_aloud(cast, client, tmp_path):
    report = a_published_report(cast)
    assert client.get("/reports/2025-26.pdf").status_code == 503

    made = papers.make(report.papers.get(kind="pdf", about="").pk, clock=timezone.now)

    answer = client.get("/reports/2025-26.pdf")
    file = tmp_path / "report.pdf"
    file.write_bytes(b"".join(answer.streaming_content))
    assert (made.state, answer.headers["Content-Type"]) == ("ready", "application/pdf")
    verdict = page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1)
    assert verdict.is_compliant, str(verdict)


def test_word_and_workbook_are_made_too(cast, client):
    report = a_published_report(cast)
    for kind in ("docx", "xlsx", "ods"):
        papers.make(report.papers.get(kind=kind).pk, clock=timezone.now)
        answer = client.get(f"/reports/2025-26.{kind}")
        assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_a_summary_has_a_page_and_a_pdf_of_its_own(cast, client):
    report = a_published_report(cast)
    address = "/reports/2025-26/summaries/for-children"

    shown = client.get(f"{address}/").content.decode()
    assert "What there is to say of for children and young people" in shown
    assert "What changed for children and families" not in shown
    assert f'href="{address}/"' in client.get("/reports/2025-26/").content.decode()
    assert f'href="{address}/"' in client.get("/reports/").content.decode()
    assert client.get(f"{address}.pdf").status_code == 503
    papers.make(report.papers.get(about="for-children").pk, clock=timezone.now)
    assert b"".join(client.get(f"{address}.pdf").streaming_content).startswith(b"%PDF")
    for other in ("impact/", "impact.pdf", "nothing/"):
        assert client.get(f"/reports/2025-26/summaries/{other}").status_code == 404


def test_a_summary_of_a_draft_or_without_words_is_not_there(cast, client, sign_in):
    report = a_report(cast)
    address = "/reports/2025-26/summaries/in-plain-words"

    assert [client.get(f"{address}{end}").status_code for end in ("/", ".pdf")] == [404, 404]
    assert sign_in(cast.administrator).get(f"{address}/").status_code == 404
    with pytest.raises(Refusal, match="not written yet"):
        papers.ask(by=cast.administrator, report=report, kind="in-plain-words", at=AT)


def test_a_report_published_before_the_portal_knew_a_kind_gets_its_copy(cast):
    report = a_published_report(cast)
    report.papers.filter(kind="ods").delete()
    report.papers.update(state="failed", ended_at=AT)

    papers.order_missing(at=AT)
    papers.order_missing(at=AT)

    assert [each.kind for each in report.papers.open()] == ["ods"]


def test_a_paper_broken_off_is_taken_up_again_and_one_that_is_made_is_left_alone(cast):
    report = a_whole_report(cast)
    asked = papers.ask(by=cast.board, report=report, kind="xlsx", at=AT)
    assert papers.ask(by=cast.board, report=report, kind="xlsx", at=AT) == asked
    Paper.objects.filter(pk=asked.pk).update(state="making", alive_at=AT)

    assert papers.make(asked.pk, clock=lambda: AT) is None
    later = AT.replace(hour=11)
    assert asked.pk in papers.lying(at=later)
    assert papers.make(asked.pk, clock=lambda: later).state == "ready"


def test_a_cancelled_paper_is_not_made(cast, sign_in):
    report = a_whole_report(cast)
    asked = papers.ask(by=cast.administrator, report=report, kind="xlsx", at=AT)
    sign_in(cast.administrator).post(f"/reports/papers/{asked.pk}/cancel/")

    assert papers.make(asked.pk, clock=timezone.now) is None
    asked.refresh_from_db()
    assert (asked.state, bool(asked.file)) == ("cancelled", False)


def test_what_cannot_be_made_says_so_and_can_be_asked_for_again(cast, sign_in, monkeypatch):
    report = a_whole_report(cast)
    asked = papers.ask(by=cast.administrator, report=report, kind="docx", at=AT)
    monkeypatch.setattr("reports.report_word.make", lambda *_, **__: 1 / 0)

    papers.make(asked.pk, clock=timezone.now)

    shown = sign_in(cast.administrator).get(f"/reports/papers/{asked.pk}/").content.decode()
    assert "Could not be made" in shown
    assert "Ask for it again" in shown


def test_a_stranger_gets_no_paper_of_a_draft(cast, sign_in):
    report = a_whole_report(cast)
    asked = papers.ask(by=cast.administrator, report=report, kind="xlsx", at=AT)
    papers.make(asked.pk, clock=timezone.now)

    assert sign_in(cast.stranger).get(f"/reports/papers/{asked.pk}/file/").status_code == 404
    with pytest.raises(PermissionDenied):
        papers.ask(by=cast.stranger, report=report, kind="pdf", at=AT)


def test_the_same_report_gives_the_same_bytes(cast):
    report = a_published_report(cast)
    papers.make(report.papers.get(kind="xlsx").pk, clock=timezone.now)
    first = report.papers.get(kind="xlsx").file.read()
    again = papers.ask(by=cast.administrator, report=report, kind="xlsx", at=AT)
    papers.make(again.pk, clock=timezone.now)
    again.refresh_from_db()

    assert again.file.read() == first


# Costs ------------------------------------------------------------------------


def test_the_office_notes_and_strikes_what_was_given_and_spent(cast, sign_in):
    client = sign_in(cast.administrator)
    client.post(
        "/reports/costs/2025-26/given/", {"agency": cast.agencies.police.name, "amount": "41000", "in_kind": ""}
    )
    client.post("/reports/costs/2025-26/spent/", {"heading": "Staff", "amount": "38000.50"})

    shown = client.get("/reports/costs/?year=2025-26").content.decode()
    assert "£41,000.00" in shown
    assert "38,000.50" in shown
    assert client.get("/reports/costs/2025/given/").status_code == 404
    assert sign_in(cast.board).get("/reports/costs/").status_code == 403


def test_reports_are_listed_with_the_same_few_queries(cast, client, django_assert_num_queries):
    a_published_report(cast)
    client.get(reverse("reports"))
    with django_assert_num_queries(4):
        client.get(reverse("reports"))


def test_a_partner_who_comes_too_early_is_told_to_wait(cast, sign_in):
    a_report(cast)
    answer = sign_in(cast.council).post("/reports/2025-26/sign/", {"agency": cast.agencies.county_council.pk})

    assert "The figures are not frozen yet." in answer.content.decode()
