"""Packs: who may have which, what is in them, and their PDFs, which a job makes for whoever asked."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from partnership.models import Membership
from priorities.tests import given as backbone
from reports import papers
from reports.models import Paper
from reports.packs import agency, quarters, shelf
from reports.packs.pack import FAILED
from reports.tests.given import AT, ON

pytestmark = pytest.mark.django_db
OWN, OTHER = "/reports/packs/agency/health-trust/", "/reports/packs/agency/police/"
BOARD, FIGURES = "/reports/packs/board/2026-10/", "/reports/packs/quarter/2026-07/"


@pytest.fixture(autouse=True)
def on_the_day(time_machine):
    time_machine.move_to(AT)


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("board", (200, 200, 200, 200, 200)),
        ("scrutineer", (200, 200, 200, 200, 200)),
        ("lead", (200, 200, 404, 404, 404)),
        ("practitioner", (403, 403, 403, 403, 403)),
    ],
)
def test_who_oversees_has_all_packs_and_a_lead_that_of_the_own_agency(cast, sign_in, who, statuses):
    client = sign_in(getattr(cast, who))

    assert tuple(client.get(each).status_code for each in ("/reports/packs/", OWN, OTHER, BOARD, FIGURES)) == statuses


@pytest.mark.parametrize(
    "address", ["board/2027-01", "board/2026-11", "quarter/soon", "agency/nobody", "school/2026-10"]
)
def test_a_pack_there_is_not_is_not_found(cast, sign_in, address):
    assert sign_in(cast.board).get(f"/reports/packs/{address}/").status_code == 404


def test_a_profile_counts_what_the_agency_promised_and_did_not_keep(cast):
    backbone.an_agreed_action(
        cast, at=AT - timedelta(days=10), owner_agency=cast.agencies.health_trust, due_on=ON - timedelta(days=3)
    )

    found = agency.profile(cast.agencies.health_trust, viewer=cast.board, on=ON)
    promised = found.chapters[0].gathered

    assert [(fact.key, fact.value) for fact in promised.facts][:2] == [("actions-going", "1"), ("actions-late", "1")]
    assert promised.lists[0].lines[0].more == "Due on 20 November 2026"
    assert [chapter.gathered.failed for chapter in found.chapters] == [""] * 4


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_figures_of_a_pack_come_as_a_workbook(cast, sign_in, kind):
    answer = sign_in(cast.lead).get(OWN, {"format": kind})

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.get_sheet_by_name("Figures").to_python()[0] == ["Section", "Figure", "Value", "Note"]
    assert sign_in(cast.lead).get(OTHER, {"format": kind}).status_code == 404


def test_a_chapter_that_fails_is_named_and_hides_no_other(cast, sign_in, monkeypatch):
    monkeypatch.setattr(agency, "_people", lambda *given: 1 / 0)

    said = sign_in(cast.board).get(OWN).content.decode()

    assert FAILED in said
    assert "Returns it has not sent" in said


def test_the_board_pack_shows_what_its_reader_may_see_and_not_only_what_the_public_may(cast):
    kept = backbone.an_agreed_action(
        cast, at=AT - timedelta(days=10), owner_agency=cast.agencies.health_trust, due_on=ON - timedelta(days=3)
    )

    found = shelf.find("board", "2026-10", viewer=cast.board, on=ON)
    told = next(each for each in found.chapters if each.key == "little-progress").gathered
    late = next(each for each in told.lists if each.heading == "Actions past their day")

    assert [line.address for line in late.lines] == [reverse("action", args=[kept.pk])]
    assert not [each.key for each in found.chapters if each.gathered.failed]


def test_a_job_makes_the_pdf_for_whoever_asked_and_for_nobody_else(cast, sign_in):
    client = sign_in(cast.lead)
    client.post(f"{OWN}ask/")
    client.post(f"{OWN}ask/")
    asked = Paper.objects.get()
    made = papers.make(asked.pk, clock=lambda: AT)
    file = f"{asked.get_absolute_url()}file/"

    assert (made.state, made.name) == ("ready", "Agency profile: Oakshire Health")
    assert b"".join(client.get(file).streaming_content).startswith(b"%PDF")
    assert sign_in(cast.board).get(file).status_code == 404
    assert sign_in(cast.stranger).get(asked.get_absolute_url()).status_code == 404


def test_whoever_answers_for_the_agency_no_more_gets_no_copy(cast, sign_in):
    asked = papers.ask_pack(by=cast.lead, pack="agency", about="health-trust", at=AT)
    ready = papers.ask_pack(by=cast.board, pack="agency", about="health-trust", at=AT)
    papers.make(ready.pk, clock=lambda: AT)
    Membership.objects.filter(person__in=[cast.lead, cast.board]).update(ends_on=ON - timedelta(days=1))
    cast.lead.hats = cast.board.hats = None

    assert papers.make(asked.pk, clock=lambda: AT).state == "failed"
    assert sign_in(cast.board).get(f"{ready.get_absolute_url()}file/").status_code == 404


def test_copies_of_packs_are_destroyed_after_a_day(cast):
    asked = papers.ask_pack(by=cast.board, pack="agency", about="health-trust", at=AT)
    made = papers.make(asked.pk, clock=lambda: AT)

    assert papers.forget_packs(at=AT + timedelta(hours=23)) == 0
    assert papers.forget_packs(at=AT + timedelta(hours=25)) == 1
    assert not made.file.storage.exists(made.file.name)


def test_a_quarter_is_named_by_the_month_it_begins_in():
    assert [quarters.slug_of(each) for each in quarters.recent(date(2026, 2, 3), most=3)] == [
        "2026-01",
        "2025-10",
        "2025-07",
    ]
    assert str(quarters.of_slug("2026-01")) == "Quarter 4 of 2025/26"
