"""HTML to tagged PDF (PDF/UA-1): the one way for certificates, letters and reports.

A template for paper extends layouts/print.html and says title and heading; pictures carry `alt`, an inline svg that
says something a `<title>`. Nothing is fetched from anywhere but our own static files.
"""

import mimetypes
import os
import re
import threading
from binascii import a2b_base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.text import get_valid_filename
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from office import chart_ink, paper_icons

# The subset of a font within a PDF bears the moment it was made, unless a day is named (reproducible-builds.org): the
# same words are to give the same bytes.
os.environ.setdefault("SOURCE_DATE_EPOCH", "946684800")
# Where the template's addresses seem to stand; .invalid is reserved and never answers (RFC 2606).
HOME = "https://portal.invalid"
# A drawing of the chart grammar: its title, and what comes after it.
DRAWING = re.compile(r'(<svg\b[^>]*>\s*<title>[^<]*</title>)((?:(?!</svg>).)*class="c-.*?</svg>)', re.DOTALL)
# WeasyPrint draws the edge of a letter over the letter, whatever paint-order says: a halo would hide every label.
NO_HALO = ".c-text--halo{stroke:none}"
LINKED = re.compile(r'<link rel="stylesheet" href="([^"]+)"(?: media="print")?>')
SILENT_SVG = re.compile(r"(<svg\b[^>]*>)(?!\s*<title)")


class NotOurs(FatalURLFetchingError):  # noqa: N818 - says whose file it is not
    """A template asks for something that is not one of our static files: a mistake of ours, so it fails loudly."""


def make(template: str, context: Mapping[str, Any], *, request: HttpRequest | None = None) -> bytes:
    """The template as a PDF/UA-1 file; with a request it knows what every page knows (partnership, date)."""
    html = render_to_string(template, dict(context), request)
    drawn = _inked(_named_drawings(paper_icons.draw(html, read=_text)))
    page = HTML(string=LINKED.sub("", drawn), base_url=f"{HOME}/", url_fetcher=fetch_static)
    kept = _sheets(LINKED.findall(drawn))
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1", stylesheets=kept, font_config=_desk.fonts))


def make_by_itself(template: str, context: Mapping[str, Any]) -> bytes:
    """As make, in a job, where nobody looks: it still knows the partnership and the date."""
    return make(template, context, request=HttpRequest())


class _Desk(threading.local):
    """Fonts and style sheets as each thread has read them: that took four fifths of the time of a short paper."""

    def __init__(self) -> None:
        self.fonts, self.sheets = FontConfiguration(), dict[str, CSS]()


_desk = _Desk()


def _sheets(addresses: list[str]) -> list[CSS]:
    """The style sheets a paper links to, in its order."""
    for address in addresses:
        if address not in _desk.sheets:
            _desk.sheets[address] = CSS(url=f"{HOME}{address}", url_fetcher=fetch_static, font_config=_desk.fonts)
    return [_desk.sheets[address] for address in addresses]


def _named_drawings(html: str) -> str:
    """Every inline svg with a title: PDF/UA knows no decoration among drawings (ISO 14289-1, 7.3)."""
    return SILENT_SVG.sub(r"\1<title>Drawing</title>", html)


def _inked(html: str) -> str:
    """Every chart with its colours within: the style sheet of a page does not reach into a drawing."""
    return DRAWING.sub(
        lambda found: f"{found[1]}<style>{chart_ink.style_of(found[0])}{NO_HALO}</style>{found[2]}", html
    )


def _text(name: str) -> str:
    """One of our own static files, as text."""
    return Path(finders.find(name) or staticfiles_storage.path(name)).read_text("utf-8")


def answer(data: bytes, *, name: str) -> HttpResponse:
    """The PDF as a download named `name`."""
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{get_valid_filename(name)}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def fetch_static(address: str) -> URLFetcherResponse:
    """One of our static files by its address; NotOurs for anything else in the world, data addresses apart."""
    if address.startswith("data:"):
        return _data(address)
    place = urlsplit(address)
    ours = staticfiles_storage.base_url  # never static(""): the hashed storage knows no file of that name
    path = unquote(place.path)
    if f"{place.scheme}://{place.netloc}" != HOME or not path.startswith(ours):
        raise NotOurs(f"A PDF may not fetch {place.scheme}://{place.netloc}{place.path}")
    file = _file(path.removeprefix(ours))
    if file is None:
        raise NotOurs(f"There is no static file {path}")
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return URLFetcherResponse(address, file.read_bytes(), {"Content-Type": kind})


def _file(name: str) -> Path | None:
    """Where a static file lies: among the collected ones (hashed names), else in its source folder."""
    try:
        collected = Path(staticfiles_storage.path(name))
        source = finders.find(name)
    except SuspiciousFileOperation:
        return None
    if collected.is_file():
        return collected
    return Path(source) if isinstance(source, str) else None


def _data(address: str) -> URLFetcherResponse:
    """A picture that stands in the template itself."""
    head, _, body = address.partition(",")
    kind, _, coding = head.removeprefix("data:").partition(";")
    if not kind.startswith("image/"):
        raise NotOurs(f"A PDF may hold pictures, not {kind or 'text'}")
    data = a2b_base64(body) if coding == "base64" else unquote_to_bytes(body)
    return URLFetcherResponse(address, data, {"Content-Type": kind})
