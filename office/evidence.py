"""Takes and serves a file: what it really is, how big, scanned, under a name of our own.

The room whose file it is decides who may see it, in a view of its own; `answer` is the last step of that view.
"""

import hashlib
import io
import socket
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import PurePath

import puremagic
from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404
from django.utils.text import get_valid_filename
from PIL import Image, ImageOps, UnidentifiedImageError

from office.models import Evidence
from partnership import trail
from partnership.models import Person
from partnership.refusals import Refusal

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
MOST_PIXELS = 40_000_000
# What is let in, by its content, with the endings that may stand for it. Nothing that runs: no svg, html, macros.
KINDS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG"}
# What closes a whole picture: Pillow itself fills up cut ones once WeasyPrint has been imported beside it.
CLOSED_BY = {"JPEG": b"\xff\xd9", "PNG": b"IEND"}
OFFICE = "application/vnd.openxmlformats-officedocument"
IN_WORDS = "PDF, Word (.docx), Excel (.xlsx), JPEG or PNG"
State = Evidence.State
Kinds = Mapping[str, tuple[str, ...]]


class Untaken(Refusal):
    """A file that is not taken: its own field is the place to say so."""


class ScannerAway(Exception):  # noqa: N818 - a state of the world, tried again later
    """The malware scanner does not answer."""


# Taking ---------------------------------------------------------------------


def take(
    *, by: Person, upload: UploadedFile, at: datetime, kinds: Kinds = KINDS, in_words: str = IN_WORDS
) -> Evidence:  # fmt: skip
    """Check a file and keep it in quarantine until it is scanned; Refusal says why it is not taken.

    `kinds` are the media types let in with their endings, where they are others than usual, and what to call them.

    Called inside the transaction of the verb whose file it is.
    """
    data = _within_size(upload)
    name = PurePath(upload.name or "file").name[-150:]
    kind = kind_of(data, name, kinds=kinds, in_words=in_words)
    if kind in PICTURES:
        data = _drawn_again(data, PICTURES[kind])
    kept_as = f"evidence/{uuid.uuid4().hex}"
    default_storage.save(kept_as, ContentFile(data))
    kept = Evidence.objects.create(
        kept_as=kept_as,
        given_name=name,
        kind=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        taken_at=at,
        taken_by=by,
    )
    trail.leave("file taken", by=by, about=kept, size=len(data), kind=kind)
    transaction.on_commit(lambda: current_app.send_task("office.tasks.scan_evidence", args=[kept.pk]), robust=True)
    return kept


def _within_size(upload: UploadedFile) -> bytes:
    if not upload.size:
        raise Untaken("The file is empty. Choose it again, or save it anew first.")
    if upload.size > LARGEST:
        raise Untaken(f"The file has {upload.size / MEGABYTE:.0f} MB; {LARGEST // MEGABYTE} MB is the most.")
    return upload.read()


def kind_of(data: bytes, name: str, *, kinds: Kinds = KINDS, in_words: str = IN_WORDS) -> str:
    """The media type by content; Untaken unless it is let in and the name ends as such files do."""
    ending = PurePath(name).suffix.lower()
    try:
        # The name is not told: a file must show by itself what it is.
        found = {match.mime_type for match in puremagic.magic_string(data)}
    except puremagic.PureError:
        found = set()
    kind = next((kind for kind, endings in kinds.items() if ending in endings), "")
    fits = _is_office_file(data, kind) if kind.startswith(OFFICE) else kind in found
    # Some programs are known by no media type at all, and "no kind" is not to match "no type".
    if not kind or not fits:
        raise Untaken(f"This is not a file the portal takes. Send it as {in_words}.")
    return kind


def _is_office_file(data: bytes, kind: str) -> bool:
    """Word and Excel files are archives: the folder inside says which, and none of them may hold a macro."""
    part = "word/document.xml" if "wordprocessingml" in kind else "xl/workbook.xml"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
    except zipfile.BadZipFile:
        return False
    return part in names and not any("vbaproject" in name.lower() for name in names)


def _drawn_again(data: bytes, form: str) -> bytes:
    """The picture drawn again from its pixels: place, camera and whatever was hidden in the file stay behind."""
    damaged = Untaken("The picture is damaged. Open it, save it again and choose that file.")
    if CLOSED_BY[form] not in data:
        raise damaged
    try:
        picture = Image.open(io.BytesIO(data), formats=[form])
        if picture.width * picture.height > MOST_PIXELS:
            raise Untaken("The picture is too large. Make it smaller than 40 million pixels.")
        picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise damaged from problem
    mode = "RGBA" if form == "PNG" and picture.mode in ("RGBA", "LA", "P") else "RGB"
    upright = ImageOps.exif_transpose(picture).convert(mode)
    # A new sheet, because a converted picture still carries comments and profiles along.
    sheet = Image.new(mode, upright.size)
    sheet.paste(upright)
    clean = io.BytesIO()
    sheet.save(clean, form)
    return clean.getvalue()


# Scanning -------------------------------------------------------------------


def scan(*, pk: int, at: datetime) -> str:
    """Let a file out of quarantine, or refuse it; says its state. Raises ScannerAway to be tried again later."""
    with transaction.atomic():
        kept = Evidence.objects.select_for_update().get(pk=pk)
        if kept.state != State.QUARANTINED:
            return kept.state
        with default_storage.open(kept.kept_as) as file:
            data = file.read()
        kept.state = _verdict(data)
        kept.scanned_at = at
        kept.save(update_fields=["state", "scanned_at"])
        trail.leave("file scanned", by=None, about=kept, state=kept.state)
        if kept.state == State.REFUSED:
            transaction.on_commit(lambda: default_storage.delete(kept.kept_as))
    return kept.state


def _verdict(data: bytes) -> str:
    if not settings.CLAMD_SOCKET:
        return State.NOT_SCANNED
    return State.CLEAN if is_clean(data, socket_path=settings.CLAMD_SOCKET) else State.REFUSED


def is_clean(data: bytes, *, socket_path: str) -> bool:
    """Whether clamd finds nothing in it; ScannerAway if it does not answer.

    INSTREAM (clamd manual): chunks, each with its length in four bytes before it; a length of nought ends.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(60)
            line.connect(socket_path)
            line.sendall(b"zINSTREAM\0")
            for chunk in _chunks(data):
                line.sendall(len(chunk).to_bytes(4, "big") + chunk)
            line.sendall(bytes(4))
            answer = b"".join(iter(lambda: line.recv(4096), b"")).rstrip(b"\0")
    except OSError as problem:
        raise ScannerAway(type(problem).__name__) from problem
    if not answer.endswith((b" OK", b" FOUND")):
        raise ScannerAway(answer.decode(errors="replace")[:80])
    return answer.endswith(b" OK")


def _chunks(data: bytes, size: int = 64 * 1024) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def quarantined() -> list[int]:
    """Files that still wait to be scanned, for the task that looks after those a dead worker left."""
    return list(Evidence.objects.filter(state=State.QUARANTINED).values_list("pk", flat=True))


def sweep(*, at: datetime) -> int:
    """Delete files without a row, which a broken upload leaves behind; those of the last day are let be."""
    if not default_storage.exists("evidence"):
        return 0
    known = set(Evidence.objects.values_list("kept_as", flat=True))
    left = [
        name for name in (f"evidence/{each}" for each in default_storage.listdir("evidence")[1]) if name not in known
    ]
    old = [name for name in left if default_storage.get_modified_time(name) < at - timedelta(days=1)]
    for name in old:
        default_storage.delete(name)
    return len(old)


# Serving --------------------------------------------------------------------


def answer(kept: Evidence) -> FileResponse:
    """The file as a download, never shown inside a page; 404 while it is in quarantine or after it was refused."""
    if not kept.may_be_served:
        raise Http404
    ending = KINDS[kept.kind][0]
    name = get_valid_filename(PurePath(kept.given_name).stem or "file") + ending
    response = FileResponse(default_storage.open(kept.kept_as), as_attachment=True, filename=name)
    response.headers["Content-Type"] = kept.kind
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def play(kept: Evidence) -> FileResponse:
    """A film, to be played inside a page of ours; 404 while it is in quarantine or after it was refused."""
    if not kept.may_be_served or not kept.kind.startswith("video/"):
        raise Http404
    response = FileResponse(default_storage.open(kept.kept_as), content_type=kept.kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
