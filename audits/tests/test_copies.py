"""PDF and packs: made by a job, for whoever asked and for a day; a job that dies loses nothing."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from audits import copies, sharing
from audits.models import Copy
from audits.tests import given
from office import made_files, pdf
from partnership.models import TrailEntry

DRAWN = b"%PDF-1.7 drawn elsewhere"


@pytest.fixture
def thing(cast):
    return given.an_assessment(cast)


@pytest.fixture
def drawn(monkeypatch):
    """What is drawn is tested in office/tests/test_pdf.py; here a PDF comes at once."""
    monkeypatch.setattr(pdf, "make_by_itself", lambda *_, **__: DRAWN)


def asked(cast, thing, kind="pdf", by=None):
    return copies.ask(by=by or cast.lead, kind=kind, agency=thing.agency, assessment=thing, at=given.AT)


def test_a_copy_is_asked_for_made_by_a_job_and_downloaded(cast, thing, drawn, sign_in):
    client = sign_in(cast.lead)
    where = client.post(reverse("ask_for_copy", args=[thing.pk, "pdf"])).url
    waiting = client.get(where).content.decode()
    copies.make(Copy.objects.get().pk, at=timezone.now())
    ready = client.get(where).content.decode()
    file = client.get(reverse("copy_file", args=[Copy.objects.get().pk]))

    assert "It is waiting to be made" in waiting
    assert "Download it" in ready
    assert b"".join(file.streaming_content) == DRAWN
    assert file.headers["Content-Disposition"] == (
        'attachment; filename="OFFICIAL-SENSITIVE-oakshire-health-section-11-2026.pdf"'
    )


def test_a_paper_drawn_without_a_page_knows_the_partnership(cast, thing):
    made = asked(cast, thing)

    assert copies.make(made.pk, at=given.AT)
    with default_storage.open(made.kept_as) as file:
        assert file.read(5) == b"%PDF-"


def test_asked_twice_it_is_made_once(cast, thing):
    assert asked(cast, thing) == asked(cast, thing)


def test_a_job_that_died_is_begun_anew_and_given_up_after_three(cast, thing, monkeypatch):
    made = asked(cast, thing)

    def die(*_, **__):
        raise OSError("no room")

    monkeypatch.setattr(pdf, "make_by_itself", die)
    at = given.AT
    for _ in range(3):
        at += timedelta(minutes=6)
        assert made_files.lying(Copy, since=at - timedelta(minutes=5)) == [made.pk]
        assert not copies.make(made.pk, at=at)

    made.refresh_from_db()
    assert (made.attempts, made.trouble) == (3, made_files.BROKE_OFF)
    assert made_files.lying(Copy, since=at + timedelta(hours=1)) == []


def test_who_may_not_read_all_any_more_gets_no_copy(cast, thing, drawn, monkeypatch):
    made = asked(cast, thing)
    monkeypatch.setattr(copies, "may_have", lambda *_, **__: False)

    assert not copies.make(made.pk, at=given.AT)
    made.refresh_from_db()
    assert made.trouble == copies.NOT_ANY_MORE


def test_a_copy_is_nobody_elses_and_gone_after_a_day(cast, thing, drawn, sign_in):
    made = asked(cast, thing)
    copies.make(made.pk, at=given.AT)

    for who in (cast.administrator, cast.stranger):
        for name in ("copy", "copy_progress", "copy_file"):
            assert sign_in(who).get(reverse(name, args=[made.pk])).status_code == 404
    assert made_files.forget(Copy, at=given.AT + timedelta(hours=23)) == 0
    assert made_files.forget(Copy, at=given.AT + timedelta(hours=25)) == 1
    assert not default_storage.exists(made.kept_as)


def test_a_pack_has_everything_in_open_formats_and_leaves_a_line(cast):
    final = given.a_final(cast, grades={"supervision": "amber"})
    made = copies.ask(by=cast.lead, kind="agency", agency=final.agency, at=given.AT)
    copies.make(made.pk, at=given.AT)
    with default_storage.open(made.kept_as) as file:
        packed = zipfile.ZipFile(BytesIO(file.read()))

    folder = "section-11-2026-health-trust"
    assert sorted(packed.namelist()) == ["README.txt", f"{folder}/answers.csv", f"{folder}/self-assessment.json"]
    whole = json.loads(packed.read(f"{folder}/self-assessment.json"))
    assert (whole["agency"], len(whole["answers"]), whole["state"]) == ("Oakshire Health", 5, "final")
    assert TrailEntry.objects.filter(deed="self-assessment packed").count() == 1


def test_who_shares_in_a_part_does_not_get_a_copy_of_all(cast, sign_in):
    now = timezone.now()
    assessment = given.an_assessment(cast, at=now, due_on=timezone.localdate(now) + timedelta(days=30))
    sharing.share_out(by=cast.lead, assessment=assessment, person=cast.practitioner, codes=["policy"], note="",
                      due_on=None, at=now)  # fmt: skip
    word = reverse("self_assessment_word", args=[assessment.pk])

    for who, status in ((cast.practitioner, 403), (cast.stranger, 404)):
        client = sign_in(who)
        assert client.get(word).status_code == status
        for kind in ("pdf", "pack"):
            assert client.post(reverse("ask_for_copy", args=[assessment.pk, kind])).status_code == status
    assert sign_in(cast.stranger).post(reverse("agency_pack", args=[assessment.agency_id])).status_code in (403, 404)
    assert not Copy.objects.exists()
