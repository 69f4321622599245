"""The process that opens a stranger's file: it reads from its input, limits itself, and writes rows to its output.

Run as `python -m dashboard.read_child KIND`. It knows no database, no key and no settings. Each line of output is
one JSON object: the expected number of rows, rows of a sheet, parts of a census, a reason to refuse, or the end.
"""

import codecs
import csv
import datetime as dt
import io
import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from dashboard import census_xml, workbooks
from dashboard.cell_values import Cell
from dashboard.file_reasons import CannotRead, Reason

MEMORY = 1_536 * 1024 * 1024
CPU_SECONDS = 240
ROWS_A_LINE = 500
LONGEST_CELL = 10_000


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


def messages(kind: str, content: bytes) -> Iterator[dict[str, Any]]:
    """All that is to be said of the file, the last word being its end; raises CannotRead."""
    if not content:
        raise CannotRead(Reason.EMPTY)
    if kind == "cin_census":
        yield from _census(content)
    elif content.startswith((workbooks.ZIP, workbooks.OLE)):
        workbooks.look_into(content)
        yield from _workbook(content)
    else:
        yield from _csv(content)
    yield {"end": True}


def _workbook(content: bytes) -> Iterator[dict[str, Any]]:
    yield {"more": sum(height for _, height, _ in workbooks.sheets(content))}
    for name, _, rows in workbooks.sheets(content):
        yield from _batches(name, rows)


def _batches(name: str, rows: Iterator[list[Cell]]) -> Iterator[dict[str, Any]]:
    first = 1
    while batch := list(islice(rows, ROWS_A_LINE)):
        yield {"sheet": name, "first": first, "rows": [[written(cell) for cell in row] for row in batch]}
        first += len(batch)


def _csv(content: bytes) -> Iterator[dict[str, Any]]:
    if b"\x00" in content[:4096]:
        raise CannotRead(Reason.WRONG_TYPE)
    try:
        words = content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as other:
        raise CannotRead(Reason.NOT_UTF8) from other
    if not words.strip():
        raise CannotRead(Reason.EMPTY)
    yield {"more": words.count("\n")}
    header = words.split("\n", 1)[0]
    separator = max(",;\t", key=header.count)
    try:
        rows: Iterator[list[Cell]] = (
            list(row) for row in csv.reader(io.StringIO(words, newline=""), delimiter=separator)
        )
        yield from _batches("", rows)
    except csv.Error as broken:
        raise CannotRead(Reason.DAMAGED) from broken


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
        for message in messages(sys.argv[1], sys.stdin.buffer.read()):
            say(json.dumps(message) + "\n")
    except CannotRead as refused:
        say(json.dumps({"refused": refused.reason}) + "\n")
    except (MemoryError, RecursionError):
        say(json.dumps({"refused": Reason.TOO_LARGE}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
