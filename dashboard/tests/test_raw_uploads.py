"""An upload under a key of its own: whole again with the key, nothing without, and no part of it can be changed."""

import pytest
from cryptography.fernet import Fernet
from django.core.files.storage import default_storage

from dashboard import raw_uploads
from dashboard.raw_uploads import BLOCK, Tampered


@pytest.mark.parametrize("size", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_what_was_kept_comes_out_whole(size):
    content = bytes(range(251)) * (size // 251 + 1)
    content = content[:size]

    kept = raw_uploads.keep(content[start : start + 70_000] for start in range(0, size, 70_000))

    assert b"".join(raw_uploads.pieces(kept.name, kept.key)) == content
    assert kept.size == size
    assert kept.name.startswith("raw/")


def test_each_upload_has_a_key_of_its_own_and_another_key_opens_nothing():
    first, second = raw_uploads.keep([b"one"]), raw_uploads.keep([b"two"])

    assert first.key != second.key
    with pytest.raises(Tampered):
        list(raw_uploads.pieces(first.name, second.key))


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: [lines[0], lines[0], *lines[2:]],
        lambda lines: [lines[0][:-10] + b"AAAAAAAAAA", *lines[1:]],
        lambda lines: [],
    ],
)
def test_a_block_cannot_be_dropped_moved_repeated_or_changed(change, settings):
    kept = raw_uploads.keep([b"x" * BLOCK, b"y" * BLOCK, b"z"])
    path = settings.MEDIA_ROOT / kept.name
    path.write_bytes(b"".join(line + b"\n" for line in change(path.read_bytes().splitlines())))

    with pytest.raises(Tampered):
        list(raw_uploads.pieces(kept.name, kept.key))


def test_forgetting_twice_is_no_accident():
    kept = raw_uploads.keep([b"one"])

    raw_uploads.forget(kept.name)
    raw_uploads.forget(kept.name)
    raw_uploads.forget("")

    assert not default_storage.exists(kept.name)


def test_the_key_is_one_that_the_cipher_knows():
    assert Fernet(raw_uploads.keep([b"one"]).key)
