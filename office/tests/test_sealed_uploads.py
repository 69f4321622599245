"""What arrives in large files is noise on the disk and itself in the hands of a view."""

import io
import tempfile

import pytest
from django.conf import settings
from django.core.files.uploadhandler import load_handler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser
from hypothesis import given
from hypothesis import strategies as some

from office.sealed_uploads import SealedFile

WORDS = b"Child Unique ID 4711;" * 200_000  # more than fits into memory by Django's setting


@pytest.fixture
def on_the_disk(monkeypatch, tmp_path):
    """Gives temporary files a name, so that one can look at what lies there."""
    made = []

    def named(*args, **kwargs):
        made.append(tempfile.NamedTemporaryFile(dir=tmp_path, buffering=0))  # noqa: SIM115
        return made[-1]

    monkeypatch.setattr("office.sealed_uploads.tempfile.TemporaryFile", named)
    return lambda: b"".join((tmp_path / each.name).read_bytes() for each in made)


def upload(content):
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="upload"; filename="list.csv"\r\n'
        b"Content-Type: text/csv\r\n\r\n" + content + b"\r\n--edge--\r\n"
    )
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=edge", "CONTENT_LENGTH": str(len(body))}
    handlers = [load_handler(path, HttpRequest()) for path in settings.FILE_UPLOAD_HANDLERS]
    _, files = MultiPartParser(meta, io.BytesIO(body), handlers).parse()
    return files["upload"]


def test_a_large_upload_is_noise_on_the_disk_and_itself_in_the_hand(on_the_disk):
    found = upload(WORDS)

    lying = on_the_disk()
    assert len(lying) == len(WORDS)
    assert b"Child" not in lying
    assert b"4711" not in lying
    assert b"".join(found.chunks()) == WORDS
    assert (found.name, found.size) == ("list.csv", len(WORDS))


def test_a_small_upload_stays_in_memory(on_the_disk):
    found = upload(b"small")

    assert (found.read(), on_the_disk()) == (b"small", b"")


def test_a_full_disk_is_told_to_whoever_reads_the_upload(monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SealedFile, "write", full)
    found = upload(WORDS)

    with pytest.raises(OSError, match="No space left"):
        found.read()


def test_two_files_with_the_same_words_look_different(on_the_disk):
    first, second = SealedFile(), SealedFile()
    first.write(b"same words")
    second.write(b"same words")

    lying = on_the_disk()

    assert lying[:10] != lying[10:]


@given(some.binary(max_size=200), some.integers(0, 220), some.integers(0, 60))
def test_any_part_is_read_from_any_place(content, start, length):
    sealed = SealedFile()
    for place in range(0, len(content), 7):
        sealed.write(content[place : place + 7])
    plain = io.BytesIO(content)

    sealed.seek(start)
    plain.seek(start)

    assert sealed.read(length) == plain.read(length)
    assert sealed.seek(0, io.SEEK_END) == len(content)
    sealed.close()
