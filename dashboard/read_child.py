"""The process that opens a stranger's file: it reads from its input, limits itself, and writes rows to its output.

Run as `python -m dashboard.read_child KIND SIZE`. It knows no database, no key and no settings. Each line of output is
one JSON object: the expected number of rows, rows of a sheet, parts of a census, a reason to refuse, or the end.
"""

import codecs
import csv
import datetime as dt
import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, islice
from typing import Any, BinaryIO

from dashboard import census_xml, count_files, workbooks
from dashboard.cell_values import Cell
from dashboard.file_reasons import CannotRead, Reason

MEMORY = 1_536 * 1024 * 1024
CPU_SECONDS = 240
ROWS_A_LINE = 500
LONGEST_CELL = 10_000
_HEAD = 64 * 1024


def limit_itself() -> None:
    """No more memory and time than reading needs, no files to write, no dump of memory."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def written(cell: Cell) -> Any:
    """A cell as JSON: dates and moments become a pair, all else stays."""
    if isinstance(cell, dt.datetime):
        return ["t", cell.isoformat()]
    if isinstance(cell, dt.date):
        return ["d", cell.isoformat()]
    if isinstance(cell, str):
        return cell[:LONGEST_CELL]
    return cell


def messages(kind: str, stream: BinaryIO, size: int = 0) -> Iterator[dict[str, Any]]:
    """All that is to be said of the file, the last word being its end; raises CannotRead.

    A workbook and a census are taken in whole, a CSV of any length line by line. `size` in bytes, where it is known,
    tells how many rows to expect of a CSV.
    """
    head = stream.read(_HEAD)
    if not head:
        raise CannotRead(Reason.EMPTY)
    if kind == "cin_census":
        yield from _census(head + stream.read())
    elif kind == "counts":
        yield from _counts(head + stream.read())
    elif head.startswith((workbooks.ZIP, workbooks.OLE)):
        content = head + stream.read()
        workbooks.look_into(content)
        yield from _workbook(content)
    else:
        yield from _csv(head, stream, size)
    yield {"end": True}


def _workbook(content: bytes) -> Iterator[dict[str, Any]]:
    opened, height_of_all = [], 0
    # Opening a sheet is half of the work, so each is opened once; before a row is given all are counted.
    for name, height, rows in workbooks.sheets(content):
        opened.append((name, rows))
        height_of_all += height
        if height_of_all > workbooks.MOST_ROWS_READ:
            raise CannotRead(Reason.TOO_MANY_ROWS)
    yield {"more": height_of_all}
    for name, rows in opened:
        yield from _batches(name, rows)


def _batches(name: str, rows: Iterator[list[Cell]]) -> Iterator[dict[str, Any]]:
    first = 1
    while batch := list(islice(rows, ROWS_A_LINE)):
        yield {"sheet": name, "first": first, "rows": [[written(cell) for cell in row] for row in batch]}
        first += len(batch)


def _csv(head: bytes, stream: BinaryIO, size: int) -> Iterator[dict[str, Any]]:
    _check_script(head)
    header, _, rest = head.partition(b"\n")
    if rest:
        # A guess from the first rows, for the bar on the page alone.
        yield {"more": size * rest.count(b"\n") // len(rest)}
    separator = max(",;\t", key=lambda each: header.count(each.encode()))
    lines = _Lines(head, stream, separator)
    cells: Iterator[list[Cell]] = (list(row) for row in csv.reader(lines, delimiter=separator))
    some = False
    try:
        for message in _batches("", cells):
            some = some or any(cell.strip() for row in message["rows"] for cell in row)
            yield message
    except UnicodeDecodeError as other:
        raise CannotRead(Reason.NOT_UTF8) from other
    except csv.Error as broken:
        raise CannotRead(Reason.DAMAGED) from broken
    if not some:
        raise CannotRead(Reason.EMPTY)
    if lines.cut:
        yield {"cut": lines.number}


def _check_script(head: bytes) -> None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CannotRead(Reason.NOT_UTF8)
    if b"\x00" in head:
        raise CannotRead(Reason.WRONG_TYPE)


class _Lines:
    """The lines of the file as text; the part after the last line break waits for the next piece.

    A last line without a line break and with fewer cells than the first was cut off: it is not given, `cut` says so.
    """

    def __init__(self, head: bytes, stream: BinaryIO, separator: str) -> None:
        self.cut = False
        self.number = 0
        self._pieces = chain([head], iter(lambda: stream.read(_HEAD), b""))
        self._separator = separator
        self._wide = 0

    def __iter__(self) -> Iterator[str]:
        decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        waiting = ""
        for piece in self._pieces:
            *lines, waiting = (waiting + decode(piece)).split("\n")
            for line in lines:
                self.number += 1
                self._wide = self._wide or line.count(self._separator)
                yield line + "\n"
        waiting += decode(b"", True)
        if waiting.strip():
            self.number += 1
            self.cut = waiting.count(self._separator) < self._wide
            if not self.cut:
                yield waiting


def _counts(content: bytes) -> Iterator[dict[str, Any]]:
    told, figures = count_files.read(content)
    yield {"more": len(figures), "told": asdict(told)}
    for first in range(0, len(figures), ROWS_A_LINE):
        batch = figures[first : first + ROWS_A_LINE]
        yield {"first": first + 1, "figures": [asdict(figure) for figure in batch]}


def _census(content: bytes) -> Iterator[dict[str, Any]]:
    yield {"more": content.count(b"<Child>")}
    batch: list[dict[str, Any]] = []
    for node in census_xml.nodes(content):
        if node.name == "Header":
            yield {"header": node.plain()}
            continue
        batch.append(node.plain())
        if len(batch) == ROWS_A_LINE:
            yield {"children": batch}
            batch = []
    if batch:
        yield {"children": batch}


def main() -> int:
    """Read all of standard input, write messages; a refusal is a message, too."""
    limit_itself()
    say = sys.stdout.write
    try:
        size = int(sys.argv[2]) if len(sys.argv) > 2 else 0
        for message in messages(sys.argv[1], sys.stdin.buffer, size):
            say(json.dumps(message) + "\n")
    except CannotRead as refused:
        say(json.dumps({"refused": refused.reason}) + "\n")
    except (MemoryError, RecursionError):
        say(json.dumps({"refused": Reason.TOO_LARGE}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
