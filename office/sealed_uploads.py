"""Files on their way in never touch the disk in the clear: what does not fit into memory is encrypted as it arrives.

Django writes larger uploads to the temporary folder; a machine that loses power then keeps case-level rows there.
The key of each file exists in memory only and dies with the request.
"""

import io
import secrets
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

BLOCK = 16


class SealedFile(io.RawIOBase):
    """A temporary file one reads, writes and moves about in as in any other; on the disk it is noise.

    AES in counter mode: any place can be reached without reading what comes before. Each place is written once.
    """

    def __init__(self) -> None:
        super().__init__()
        self._key = secrets.token_bytes(32)
        self._beneath = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with this file
        self._place = 0
        # Why not all could be written; told to whoever reads, who can then say it in a sentence.
        self.failure: OSError | None = None

    def _turned(self, data: bytes) -> bytes:
        """The data encrypted, or decrypted, for the place where the file stands now."""
        before, counter = self._place % BLOCK, self._place // BLOCK
        cipher = Cipher(AES(self._key), CTR(counter.to_bytes(BLOCK, "big"))).encryptor()
        return cipher.update(bytes(before) + data)[before:]

    def write(self, data: Any) -> int:
        self._beneath.seek(self._place)
        written = self._beneath.write(self._turned(bytes(data)))
        self._place += written
        return written

    def readinto(self, into: Any) -> int:
        if self.failure:
            raise self.failure
        self._beneath.seek(self._place)
        data = self._turned(self._beneath.read(len(into)))
        into[: len(data)] = data
        self._place += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._beneath.seek(0, io.SEEK_END)}[whence]
        self._place = max(0, start + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._beneath.close()
        super().close()


class SealedUploadHandler(FileUploadHandler):
    """Takes the uploads that the handler of small ones leaves over."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = SealedFile()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self.file.write(raw_data)
        except OSError as full:
            self.file.failure = full

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        return UploadedFile(
            file=io.BufferedRandom(self.file),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
