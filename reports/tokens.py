"""Figures within a text: `{{ fact actions-done }}`, `{{ measure D01 }}`, from a closed list. Pure.

A text holds the name of a figure and not its digits, so that it cannot say anything else than the table beneath it.
"""

import re
from collections.abc import Iterable, Mapping

TOKEN = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
# What stands before the first word of a sentence: nothing, an empty line, a mark of a list or a heading, a full stop.
BEGINNING = re.compile(r"(?:\A|\n\s*\n|\n?\s*[-*#]+\s|[.!?:]\s)\s*\Z")
LINK = re.compile(r"\]\((/[^)\s]*)\)")
HEADING = re.compile(r"^\s{0,3}(#{1,6}\s|[-=*_]{3,}\s*$)")


def names(text: str) -> list[str]:
    """The tokens of a text in their order, each once, with single blanks: ["fact actions-done", "measure D01"]."""
    found = (" ".join(each.group(1).split()) for each in TOKEN.finditer(text))
    return list(dict.fromkeys(found))


def unknown(text: str, allowed: Iterable[str]) -> list[str]:
    """The tokens of a text that are not on the list."""
    known = set(allowed)
    return [name for name in names(text) if name not in known]


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with each token replaced by its words, as a sentence begins with them; one there is not says so."""

    def word(found: re.Match[str]) -> str:
        said = words.get(" ".join(found.group(1).split()), "(figure not there)")
        begins = BEGINNING.search(text[: found.start()])
        return f"{said[:1].upper()}{said[1:]}" if begins else said

    return TOKEN.sub(word, text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a Markdown text, headings and rules left out; a list is one paragraph."""
    parts = (part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return [body for part in parts if (body := _without_headings(part))]


def unbacked(text: str) -> list[str]:
    """The paragraphs that give no evidence: no figure by token, and no link to something in the portal."""
    return [part for part in paragraphs(text) if not TOKEN.search(part) and not LINK.search(part)]


def _without_headings(part: str) -> str:
    return "\n".join(line for line in part.split("\n") if not HEADING.match(line)).strip()
