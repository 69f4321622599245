"""Keeps an upload encrypted under a key of its own until it has been read, and forgets it.

The bytes lie in the storage, the key in the row of the load: either gone, nobody can read the upload any more.
"""

import hashlib
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from django.core.files import File
from django.core.files.storage import default_storage

FOLDER = "raw"
BLOCK = 1024 * 1024
_LAST, _MORE = b"\x01", b"\x00"


class Tampered(Exception):  # noqa: N818 - the file is not what was kept
    """The encrypted bytes are not those that were kept, or not all of them."""


@dataclass(frozen=True)
class Kept:
    """Where the upload lies, the key that opens it, and its fingerprint."""

    name: str
    key: bytes
    sha256: str
    size: int


def keep(pieces: Iterable[bytes]) -> Kept:
    """Encrypt the upload block by block and store it; raises OSError when there is no room."""
    key = Fernet.generate_key()
    digest, size = hashlib.sha256(), 0
    with tempfile.SpooledTemporaryFile(max_size=8 * BLOCK) as sealed:
        cipher = Fernet(key)
        number, waiting = 0, b""
        for block in _blocks(pieces):
            digest.update(block)
            size += len(block)
            if number:
                sealed.write(_seal(cipher, number, _MORE, waiting))
            number, waiting = number + 1, block
        sealed.write(_seal(cipher, max(number, 1), _LAST, waiting))
        sealed.seek(0)
        name = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", File(sealed))
    return Kept(name, key, digest.hexdigest(), size)


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    waiting = b""
    for piece in pieces:
        waiting += piece
        while len(waiting) >= BLOCK:
            yield waiting[:BLOCK]
            waiting = waiting[BLOCK:]
    if waiting:
        yield waiting


def _seal(cipher: Fernet, number: int, last: bytes, block: bytes) -> bytes:
    """A block with its number and whether it is the last, so that none can be dropped or moved unseen."""
    return cipher.encrypt(number.to_bytes(4, "big") + last + block) + b"\n"


def pieces(name: str, key: bytes) -> Iterator[bytes]:
    """The upload in the clear, block by block; raises Tampered, or FileNotFoundError when it is gone."""
    cipher = Fernet(key)
    last = _MORE
    with default_storage.open(name) as sealed:
        for number, line in enumerate(sealed, start=1):
            try:
                block = cipher.decrypt(line.rstrip(b"\n"))
            except InvalidToken:
                raise Tampered from None
            last = block[4:5]
            if int.from_bytes(block[:4], "big") != number:
                raise Tampered
            yield block[5:]
    if last != _LAST:
        raise Tampered


def forget(name: str) -> None:
    """Delete the encrypted bytes; nothing happens when they are gone already."""
    if name:
        default_storage.delete(name)
