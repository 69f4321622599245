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
_ROOT = Path(__file__).parent.parent


def messages(kind: str, pieces: Iterator[bytes], *, seconds: int = SECONDS) -> Iterator[dict[str, Any]]:
    """What the reading process says of the file (see read_child), with cells made whole again.

    `pieces` are the bytes of the file in order. Raises CannotRead when the file is refused, when its process
    dies of it, or when it takes longer than `seconds`.
    """
    process = subprocess.Popen(  # noqa: S603 (our own module, no shell, no words of a user)
        [sys.executable, "-m", "dashboard.read_child", kind],
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
    try:
        _feed(spoken_to, pieces)
        yield from _said(heard, too_slow)
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        heard.close()


def _feed(pipe: IO[bytes], pieces: Iterator[bytes]) -> None:
    try:
        for piece in pieces:
            pipe.write(piece)
        pipe.close()
    except BrokenPipeError:
        # It has died or refused already; what it said, or did not say, tells.
        return


def _said(pipe: IO[bytes], too_slow: threading.Event) -> Iterator[dict[str, Any]]:
    for line in pipe:
        try:
            message = json.loads(line)
        except json.JSONDecodeError:
            break
        if "refused" in message:
            raise CannotRead(Reason(message["refused"]))
        if "end" in message:
            return
        if "rows" in message:
            message["rows"] = [[_cell(cell) for cell in row] for row in message["rows"]]
        yield message
    raise CannotRead(Reason.TOO_SLOW if too_slow.is_set() else Reason.DAMAGED)


def _cell(found: Any) -> Cell:
    if isinstance(found, list):
        sort, written = found
        return dt.date.fromisoformat(written) if sort == "d" else dt.datetime.fromisoformat(written)
    return found  # type: ignore[no-any-return]
