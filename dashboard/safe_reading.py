"""Opens a stranger's file in a process of its own and hands its rows on, whatever becomes of that process.

The file travels through a pipe, never over the disk in the clear.
"""

import datetime as dt
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from dashboard.cell_values import Cell
from dashboard.file_reasons import CannotRead, Reason

SECONDS = 300
# How long the last piece of a file may take to be written or given up.
PATIENCE = 5
_ROOT = Path(__file__).parent.parent


def messages(kind: str, pieces: Iterator[bytes], *, size: int = 0, seconds: int = SECONDS) -> Iterator[dict[str, Any]]:
    """What the reading process says of the file (see read_child), with cells made whole again.

    `pieces` are the bytes of the file in order, `size` how many they are. Raises CannotRead when the file is refused,
    when its process dies of it, or when it takes longer than `seconds`; and whatever `pieces` raises.
    """
    process = subprocess.Popen(  # noqa: S603 (our own module, no shell, no words of a user)
        [sys.executable, "-m", "dashboard.read_child", kind, str(size)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    too_slow = threading.Event()

    def end_it() -> None:
        too_slow.set()
        process.kill()

    alarm = threading.Timer(seconds, end_it)
    alarm.start()
    spoken_to, heard = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    # A thread of its own: the process speaks while it still listens, and a full pipe would hold up both for ever.
    feeder = _Feeder(spoken_to, pieces)
    feeder.start()
    try:
        yield from _said(heard, too_slow, feeder)
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        feeder.join(PATIENCE)
        heard.close()


class _Feeder(threading.Thread):
    """Writes the file into the pipe; what goes wrong with the file is kept in `failed`."""

    def __init__(self, pipe: IO[bytes], pieces: Iterator[bytes]) -> None:
        super().__init__(daemon=True)
        self.pipe = pipe
        self.pieces = pieces
        self.failed: Exception | None = None

    def run(self) -> None:
        """Write piece after piece, then close."""
        try:
            with self.pipe:
                for piece in self.pieces:
                    self.pipe.write(piece)
        except BrokenPipeError:
            # It has died or refused already; what it said, or did not say, tells.
            return
        except Exception as failed:  # noqa: BLE001 - handed to the reader, who raises it
            self.failed = failed


def _said(pipe: IO[bytes], too_slow: threading.Event, feeder: _Feeder) -> Iterator[dict[str, Any]]:
    for message in _lines(pipe):
        if "refused" in message or "end" in message:
            feeder.join(PATIENCE)
        if feeder.failed:
            raise feeder.failed
        if "refused" in message:
            raise CannotRead(Reason(message["refused"]))
        if "end" in message:
            return
        if "rows" in message:
            message["rows"] = [[_cell(cell) for cell in row] for row in message["rows"]]
        yield message
    if feeder.failed:
        raise feeder.failed
    raise CannotRead(Reason.TOO_SLOW if too_slow.is_set() else Reason.DAMAGED)


def _lines(pipe: IO[bytes]) -> Iterator[dict[str, Any]]:
    """What the process says until it ends, or dies in the middle of a line."""
    for line in pipe:
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            return


def _cell(found: Any) -> Cell:
    if isinstance(found, list):
        sort, written = found
        return dt.date.fromisoformat(written) if sort == "d" else dt.datetime.fromisoformat(written)
    return found  # type: ignore[no-any-return]
