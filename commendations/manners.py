"""Words nobody is thanked with, and what a certificate can print. Pure."""

import re
import tomllib
import unicodedata
from pathlib import Path

_KNOWN = tomllib.loads((Path(__file__).parent / "data" / "unkind.toml").read_text("utf-8"))
UNKIND = frozenset(stem + ending for stem in _KNOWN["stems"] for ending in _KNOWN["endings"])
# Shift and look-alike signs with which people write such words.
_AS_LETTERS = str.maketrans({"@": "a", "$": "s", "0": "o", "1": "i", "!": "i", "3": "e", "*": "u"})
# Marks, digits and signs of writing; what has pictures (emoji, dingbats, private use) is not printed.
_PRINTED = ("M", "N", "P", "Z")
# The scripts the fonts of our paper have; a box in place of a letter is no way to write somebody's name.
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "HEBREW", "MODIFIER", "FEMININE", "MASCULINE", "MICRO")
_SIGNS = frozenset("&+=<>|~^£$€©®°`´")


def unkind_lines(text: str) -> list[int]:
    """The lines, counted from 1, that hold a word nobody is thanked with; names such as Cockburn hold none."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        words = re.findall(r"[\w@$!*]+", line.casefold())
        if any(word in UNKIND or word.strip("!*").translate(_AS_LETTERS) in UNKIND for word in words):
            found.append(number)
    return found


def unkind_sentence(text: str) -> str:
    """Which line holds such a word, and what to do; empty when none does."""
    lines = unkind_lines(text)
    if not lines:
        return ""
    return f"Line {lines[0]} has a word we cannot pass on. Say it in another way; nothing you wrote is lost."


def printable(text: str) -> str:
    """The text as paper takes it: without emoji, control signs and scripts our fonts lack; spaces put right."""
    kept = [
        sign if _is_printed(sign) else " "
        for sign in text
        if sign not in "\u200d\ufe0e\ufe0f\u20e3" and not 0x1F3FB <= ord(sign) <= 0x1F3FF
    ]
    return " ".join("".join(kept).split())


def loses_letters(text: str) -> bool:
    """Whether paper would leave out a letter of it: a name with a hole in it is nobody's name."""
    return any(unicodedata.category(sign)[0] == "L" and not _is_printed(sign) for sign in text)


def _is_printed(sign: str) -> bool:
    kind = unicodedata.category(sign)[0]
    if kind == "L":
        return unicodedata.name(sign, "").startswith(_SCRIPTS)
    return kind in _PRINTED or sign in _SIGNS


def size_of(name: str) -> str:
    """How large a name is set so that it fits the line: "large" to 28 signs, "middle" to 60, "small" beyond."""
    return "large" if len(name) <= 28 else "middle" if len(name) <= 60 else "small"
