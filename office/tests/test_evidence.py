"""Files: what is let in, what is scanned, and who may open it."""

import io
import socket
import threading
import zipfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from openpyxl import Workbook
from PIL import Image

from office import agreements, evidence
from office.models import Agreement, Evidence
from office.tests.given import AT
from partnership.refusals import Refusal

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
# The harmless test virus of all scanners, in two halves so that this file is not taken for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TODAY = AT.date()


def picture(form, **words):
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(data, form, **words)
    return data.getvalue()


def workbook(extra=""):
    data = io.BytesIO()
    Workbook().save(data)
    if extra:
        with zipfile.ZipFile(data, "a") as packed:
            packed.writestr(extra, b"x")
    return data.getvalue()


def take(by, data, name):
    with transaction.atomic():
        return evidence.take(by=by, upload=SimpleUploadedFile(name, data), at=AT)


def an_agreement(by, agency, data=PDF, name="agreement.pdf"):
    return agreements.add(
        by=by, agency=agency, title="Tier 2 agreement", upload=SimpleUploadedFile(name, data),
        signed_on=TODAY, review_on=TODAY + timedelta(days=365), at=AT,
    )  # fmt: skip


@contextmanager
def scanner(tmp_path, answer=None):
    """A clamd that speaks INSTREAM: finds EICAR, or says what it is told to say."""
    address, seen = str(tmp_path / "clamd.sock"), []

    def serve():
        line, _ = server.accept()
        with line, line.makefile("rb") as sent:
            command, data = sent.read(10), b""
            while length := int.from_bytes(sent.read(4), "big"):
                data += sent.read(length)
            seen.append((command, data))
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
            line.sendall(found if answer is None else answer)

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(address)
        server.listen(1)
        hand = threading.Thread(target=serve, daemon=True)
        hand.start()
        yield address, seen
        hand.join(timeout=5)


# Taking ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (picture("PNG"), "a.PNG", "image/png"),
        (picture("JPEG"), "a.jpeg", "image/jpeg"),
        (workbook(), "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_file_is_taken_for_what_it_is_and_kept_under_a_name_of_our_own(administrator, data, name, kind):
    kept = take(administrator, data, f"../../{name}")

    assert (kept.kind, kept.given_name, kept.state) == (kind, name, "quarantined")
    assert name not in kept.kept_as
    assert default_storage.size(kept.kept_as) == kept.size
    assert len(kept.sha256) == 64


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "a.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png"),
        (PDF, "a.exe"),
        (b"MZ\x90\x00", "a.exe"),
        (PDF, "a.png"),
        (PDF, "pdf"),
        (b"MZ\x90\x00" + b"\x00" * 60, "a.pdf"),
        (workbook("xl/vbaProject.bin"), "a.xlsx"),
        (workbook(), "a.docx"),
        (b"PK\x03\x04broken", "a.xlsx"),
        (EICAR, "a.txt"),
        (b"", "a.pdf"),
        (picture("PNG")[:45], "a.png"),
    ],
)
def test_anything_else_is_refused_with_a_sentence_and_nothing_is_kept(administrator, data, name):
    with pytest.raises(Refusal) as refusal:
        take(administrator, data, name)

    assert refusal.value.sentence.endswith(".")
    assert not Evidence.objects.exists()
    assert not default_storage.exists("evidence")


def test_a_file_that_is_too_big_is_refused(administrator, monkeypatch):
    monkeypatch.setattr(evidence, "LARGEST", 10)

    with pytest.raises(Refusal, match="is the most"):
        take(administrator, PDF, "a.pdf")


def test_a_picture_with_too_many_pixels_is_refused(administrator, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_PIXELS", 10)

    with pytest.raises(Refusal, match="too large"):
        take(administrator, picture("PNG"), "a.png")


def test_what_rides_along_in_a_picture_stays_behind(administrator):
    secret = b"GPS 51.75 -1.25"
    data = picture("JPEG", comment=secret) + b"<script>alert(1)</script>"

    kept = take(administrator, data, "a.jpg")

    with default_storage.open(kept.kept_as) as file:
        clean = file.read()
    assert secret in data
    assert secret not in clean
    assert b"script" not in clean


# Scanning --------------------------------------------------------------------


def test_without_a_scanner_a_file_is_marked_as_not_scanned(administrator, settings):
    settings.CLAMD_SOCKET = ""
    kept = take(administrator, PDF, "a.pdf")

    assert evidence.scan(pk=kept.pk, at=AT) == "not_scanned"


def test_a_clean_file_leaves_quarantine_and_the_scanner_has_seen_all_of_it(administrator, settings, tmp_path):
    kept = take(administrator, PDF + b"x" * 200_000, "a.pdf")
    with scanner(tmp_path) as (settings.CLAMD_SOCKET, seen):
        state = evidence.scan(pk=kept.pk, at=AT)

    assert state == "clean"
    assert seen == [(b"zINSTREAM\0", PDF + b"x" * 200_000)]


@pytest.mark.django_db(transaction=True)
def test_malware_is_refused_deleted_and_served_to_nobody(administrator, agencies, client, settings, tmp_path):
    agreement = an_agreement(administrator, agencies.health_trust, PDF + EICAR)
    with scanner(tmp_path) as (settings.CLAMD_SOCKET, _):
        state = evidence.scan(pk=agreement.file.pk, at=AT)

    client.force_login(administrator)
    assert state == "refused"
    assert not default_storage.exists(agreement.file.kept_as)
    assert client.get(reverse("agreement_file", args=[agreement.pk])).status_code == 404


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_a_scanner_that_does_not_judge_leaves_the_file_in_quarantine(administrator, settings, tmp_path, answer):
    kept = take(administrator, PDF, "a.pdf")
    with scanner(tmp_path, answer) as (settings.CLAMD_SOCKET, _), pytest.raises(evidence.ScannerAway):
        evidence.scan(pk=kept.pk, at=AT)

    kept.refresh_from_db()
    assert kept.state == "quarantined"
    assert evidence.quarantined() == [kept.pk]


def test_a_scanner_that_is_away_leaves_the_file_in_quarantine(administrator, settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody.sock")
    kept = take(administrator, PDF, "a.pdf")

    with pytest.raises(evidence.ScannerAway):
        evidence.scan(pk=kept.pk, at=AT)
    assert evidence.quarantined() == [kept.pk]


def test_files_without_a_row_are_swept_away_after_a_day(administrator):
    kept = take(administrator, PDF, "a.pdf")
    default_storage.save("evidence/orphan", ContentFile(b"x"))
    made = default_storage.get_modified_time("evidence/orphan")

    counts = [evidence.sweep(at=made + timedelta(hours=hours)) for hours in (1, 25, 26)]

    assert counts == [0, 1, 0]
    assert default_storage.exists(kept.kept_as)
    assert Path(default_storage.path("evidence/orphan")).exists() is False


# Agreements ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("lead", 200), ("head", 404), ("practitioner", 403), ("stranger", 403)],
)
def test_the_office_and_the_agencys_lead_open_an_agreement_and_nobody_else(client, cast, who, status):
    agreement = an_agreement(cast.administrator, cast.agencies.health_trust, name='Ann "x"\r\n.pdf')
    evidence.scan(pk=agreement.file.pk, at=AT)
    client.force_login(getattr(cast, who))

    answer = client.get(reverse("agreement_file", args=[agreement.pk]))

    assert answer.status_code == status
    if status == 200:
        assert b"".join(answer.streaming_content) == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "application/pdf"


def test_a_file_in_quarantine_is_not_served(client, cast):
    agreement = an_agreement(cast.administrator, cast.agencies.health_trust)
    client.force_login(cast.administrator)

    assert client.get(reverse("agreement_file", args=[agreement.pk])).status_code == 404


def test_only_the_office_adds_agreements(cast):
    for nobody in (cast.lead, cast.head, cast.practitioner, cast.stranger):
        with pytest.raises(PermissionDenied):
            an_agreement(nobody, cast.agencies.health_trust)


def test_the_office_adds_one_on_its_page_and_each_lead_lists_the_own(client, cast):
    client.force_login(cast.administrator)
    days = {"signed_on_day": 1, "signed_on_month": 9, "signed_on_year": 2026}
    review = {"review_on_day": 1, "review_on_month": 9, "review_on_year": 2027}
    words = {"agency": "Oakshire Health", "title": "Tier 2", "upload": SimpleUploadedFile("a.pdf", PDF)}

    client.post(reverse("add_agreement"), {**words, **days, **review})

    seen = {}
    for who in ("administrator", "lead", "head"):
        client.force_login(getattr(cast, who))
        seen[who] = client.get(reverse("agreements")).context["listing"].count
    assert seen == {"administrator": 1, "lead": 1, "head": 0}
    assert Agreement.objects.get().file.taken_by == cast.administrator


def test_a_wrong_file_is_told_at_the_form(client, administrator):
    client.force_login(administrator)
    words = {"agency": "Oakshire Health", "title": "Tier 2", "upload": SimpleUploadedFile("a.pdf", b"<html>")}
    days = {f"{name}_{part}": value for name, year in (("signed_on", 2026), ("review_on", 2027))
            for part, value in (("day", 1), ("month", 9), ("year", year))}  # fmt: skip

    answer = client.post(reverse("add_agreement"), {**words, **days})

    assert "This is not a file the portal takes." in answer.content.decode()
    assert not Agreement.objects.exists()
