"""Reads the XML of a children in need census child by child, and refuses what a census never holds.

Pure. The parser follows no entity and no document type; depth, names, root and sizes are checked here, because
the parser's own defaults let them through.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from dashboard.file_reasons import CannotRead, Reason

DEEPEST = 10
LONGEST_TEXT = 200
MOST_PARTS_OF_A_CHILD = 20_000
_PIECE = 64 * 1024


@dataclass
class Node:
    """An element: the line it begins on, its text, and its parts by name."""

    name: str
    line: int
    text: str = ""
    parts: dict[str, list["Node"]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The element as plain lists and dicts, for the pipe between two processes."""
        parts = {name: [node.plain() for node in nodes] for name, nodes in self.parts.items()}
        return {"line": self.line, "text": self.text, "parts": parts}


class _Handler(ContentHandler):
    """Builds one child at a time; `done` holds the header and children that are complete."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[Node] = []
        self.done: list[Node] = []
        self.parts = 0
        self.line: Callable[[], int | None] = lambda: None

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - xml.sax names it so
        if ":" in name or any(key.startswith("xmlns") for key in attrs.getNames()):
            raise CannotRead(Reason.NOT_A_CENSUS)
        if len(self.open) >= DEEPEST or self.parts > MOST_PARTS_OF_A_CHILD:
            raise CannotRead(Reason.NOT_A_CENSUS)
        if _misplaced(name, [node.name for node in self.open]):
            raise CannotRead(Reason.NOT_A_CENSUS)
        self.parts += 1
        self.open.append(Node(name, self.line() or 0))

    def characters(self, content: str) -> None:
        if self.open:
            # What is too long for a census value stays too long after the cut.
            node = self.open[-1]
            node.text = (node.text + content)[: LONGEST_TEXT + 1] if node.text.strip() else content[: LONGEST_TEXT + 1]

    def endElement(self, name: str) -> None:  # noqa: N802 - xml.sax names it so
        node = self.open.pop()
        node.text = node.text.strip()
        if (name == "Header" and len(self.open) == 1) or (name == "Child" and len(self.open) == 2):
            self.done.append(node)
            self.parts = 0
        elif len(self.open) > 1 and name != "Children":
            self.open[-1].parts.setdefault(name, []).append(node)


def _misplaced(name: str, above: list[str]) -> bool:
    """Whether the outermost three elements are other than Message, Header or Children, Child."""
    if len(above) == 0:
        return name != "Message"
    if len(above) == 1:
        return name not in ("Header", "Children")
    return above[1] == "Children" and len(above) == 2 and name != "Child"


def nodes(content: bytes) -> Iterator[Node]:
    """The header and then each child, in the order of the file; raises CannotRead with its reason."""
    if not content.strip():
        raise CannotRead(Reason.EMPTY)
    handler = _Handler()
    # expat hands a document type over before the first element, so a billion laughs never begins.
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    handler.line = parser.getLineNumber
    stream = io.BytesIO(content)
    try:
        while piece := stream.read(_PIECE):
            parser.feed(piece)
            yield from handler.done
            handler.done.clear()
        parser.close()
    except DefusedXmlException as forbidden:
        raise CannotRead(Reason.ENTITIES) from forbidden
    except SAXException as broken:
        raise CannotRead(Reason.DAMAGED) from broken
    yield from handler.done
