"""PDF: tagged so that everybody can read it, and made of nothing but our own files."""

import json
import shutil
from pathlib import Path
from typing import Any

import page
import pytest
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe

from office import paper_icons, pdf
from office.tests import given

# As settings.py says; the tests of pages do without hashes.
HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
PAPER = """{% extends "layouts/print.html" %}{% block title %}Members{% endblock %}{% block heading %}Members
{% endblock %}{% block content %}<p>Frozen <a href="https://example.org/">elsewhere</a></p>
<ul><li>Żółć</li></ul>{{ more }}
<table><caption>Who</caption><thead><tr><th scope="col">Name</th><th scope="col">Role</th></tr></thead>
<tbody><tr><th scope="row">Ann</th><td>Lead</td></tr></tbody></table>
<svg viewBox="0 0 9 9" aria-hidden="true"><path d="M0 0h9"/></svg>{% endblock %}"""


SPRITE = '<svg><symbol id="late" viewBox="0 0 24 24"><path stroke="var(--p-paper,#fff)"/></symbol></svg>'


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Renders the paper above as if it were a file; the wall here is the folder of templates."""

    def render(template: str, context: dict[str, Any], request: Any = None) -> str:
        return engines["django"].from_string(PAPER).render(context, request)

    monkeypatch.setattr(pdf, "render_to_string", render)
    return lambda more="": pdf.make("paper", {"partnership": {"name": "P"}, "more": mark_safe(more)})


def test_style_sheets_are_read_once_and_the_second_paper_is_the_same(paper, monkeypatch):
    first, read, fetch = paper(), [], pdf.fetch_static
    monkeypatch.setattr(pdf, "fetch_static", lambda address: read.append(address) or fetch(address))

    assert paper() == first
    assert [each for each in read if each.endswith(".css")] == []


def test_a_pdf_reads_aloud_it_is_pdf_ua(paper: Any, tmp_path: Path) -> None:
    file = tmp_path / "members.pdf"
    file.write_bytes(paper())

    verdict = page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1)

    assert verdict.is_compliant, str(verdict)


@pytest.mark.parametrize(
    "address",
    ["https://example.org/spy.png", "http://portal.invalid/static/img/mark.svg", "file:///etc/hostname",
     "/etc/hostname", "/static/../manage.py", "/static/%2e%2e/manage.py", "/static/nowhere.png",
     "data:text/html,<b>", "ftp://example.org/a"],
)  # fmt: skip
def test_a_template_that_asks_for_anything_else_fails_loudly(paper: Any, address: str) -> None:
    with pytest.raises(pdf.NotOurs):
        paper(f'<img src="{address}" alt="spy">')


def test_our_own_pictures_and_those_in_the_template_are_drawn(paper: Any) -> None:
    plain = paper()

    with_picture = paper('<img src="/static/img/mark.svg" alt="Mark">')
    with_data = paper(
        '<img alt="Dot" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">'
    )

    assert plain != with_picture
    assert b"/Image" in with_data


def test_the_hashed_files_of_a_real_portal_are_found(paper: Any, settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": HASHED}}
    shutil.copy(Path(settings.BASE_DIR) / "static/img/mark.svg", tmp_path / "mark.1234.svg")
    manifest = {"version": "1.1", "hash": "", "paths": {"img/mark.svg": "mark.1234.svg"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))

    address = static("img/mark.svg")
    fetched = pdf.fetch_static(pdf.HOME + address)

    assert address == "/static/mark.1234.svg"
    assert fetched.read() == (tmp_path / "mark.1234.svg").read_bytes()


def test_the_download_has_its_name_and_kind() -> None:
    answer = pdf.answer(b"%PDF", name="A letter/1")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="A_letter1.pdf"'


def test_a_kept_letter_comes_as_a_pdf_that_reads_aloud(client: Any, administrator: Any, tmp_path: Path) -> None:
    letter = given.a_letter(to=administrator)
    client.force_login(administrator)

    answer = client.get(reverse("letter_pdf", args=[letter.pk]))

    file = tmp_path / "letter.pdf"
    file.write_bytes(answer.content)
    verdict = page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert verdict.is_compliant, str(verdict)


def test_a_letter_with_a_code_is_not_printed_and_no_letter_for_others(
    client: Any, administrator: Any, lead: Any, settings: Any
) -> None:
    settings.DEMO = False
    code, plain = given.a_letter(secret=True), given.a_letter()
    client.force_login(administrator)
    hidden = client.get(reverse("letter_pdf", args=[code.pk]))
    client.force_login(lead)

    assert hidden.status_code == 404
    assert client.get(reverse("letter_pdf", args=[plain.pk])).status_code == 403


def test_icons_are_drawn_in_the_colour_of_their_meaning(paper: Any) -> None:
    read = {
        "img/icons.svg": SPRITE,
        "css/tokens.css": ":root { --p-ink: #111; --p-worse: #900; --p-steady: #555; }",
    }.get
    icon = (
        '<svg class="p-icon{}" aria-hidden="true" focusable="false"><use href="/static/img/icons.abc.svg#late"/></svg>'
    )

    drawn = paper_icons.draw(icon.format(" is-worse") + icon.format("") + icon.format(" is-none"), read=read)

    assert [part.split('"')[0] for part in drawn.split('color="')[1:]] == ["#900", "#111", "#555"]
    assert drawn.count('viewBox="0 0 24 24"') == drawn.count('<path stroke="#fff"/>') == 3
    assert "<use" not in drawn
    assert paper_icons.draw("<p>None</p>", read=read) == "<p>None</p>"
    assert paper(icon.format(" is-worse")).startswith(b"%PDF")


def test_the_same_words_give_the_same_bytes_on_another_day(paper: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-11-25 10:00")
    first = paper()
    time_machine.move_to("2026-11-26 11:00")

    assert paper() == first
