"""What a yearly report must hold, as each edition of the guidance asks for it, and how far a draft is. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from reports import tokens

FOLDER = Path(__file__).parent / "data" / "editions"
# Sections of which every paragraph is somebody's word and needs no figure.
OWN_WORDS = "own_words"
# Sections that stand for themselves, before the others, and that have a page and a PDF of their own.
SUMMARIES = ("in-plain-words", "for-children")


class FaultyEdition(ValueError):  # noqa: N818 - named as people say it
    """An edition that cannot be used; the message names the file."""


class By(StrEnum):
    """Who asks for a section; the value is said on the page."""

    LAW = "Statutory"
    GUIDANCE = "Guidance"
    LOCAL = "Local"


@dataclass(frozen=True)
class Asked:
    """One section an edition asks for: who asks, in which words of the guidance, and what to write there."""

    key: str
    title: str
    by: By
    rule: str
    help: str
    own_words: bool = False


@dataclass(frozen=True)
class Edition:
    """The sections of a report by one edition of the guidance, in their order."""

    key: str
    name: str
    valid_from: date
    sections: tuple[Asked, ...]

    def section(self, key: str) -> Asked | None:
        """One of them."""
        return next((each for each in self.sections if each.key == key), None)


class Standing(StrEnum):
    """How far a section is; the value is said on the page."""

    EMPTY = "Nothing is written yet"
    UNBACKED = "Some paragraphs give no evidence"
    FAILED = "Its figures could not be gathered"
    COMPLETE = "Complete"


@dataclass(frozen=True)
class Line:
    """One section of the checklist: how far it is, and which paragraphs give no evidence."""

    asked: Asked
    standing: Standing
    unbacked: tuple[str, ...] = ()
    failed: str = ""


@cache
def editions() -> dict[str, Edition]:
    """Every edition by key, the newest first; raises FaultyEdition with the name of the file."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.toml"))]
    return {each.key: each for each in sorted(found, key=lambda each: each.valid_from, reverse=True)}


def in_force(on: date) -> Edition:
    """The edition in force on a day; FaultyEdition when none was yet."""
    for each in editions().values():
        if each.valid_from <= on:
            return each
    raise FaultyEdition(f"No edition of the guidance was in force on {on}.")


def lines(edition: Edition, texts: Mapping[str, str], failed: Mapping[str, str]) -> list[Line]:
    """The checklist of a draft: its texts by section key, and what could not be gathered."""
    return [_line(each, texts.get(each.key, ""), failed.get(each.key, "")) for each in edition.sections]


def missing(lines: list[Line]) -> list[Line]:
    """The sections that keep a report from being signed: nothing is written, or the figures failed."""
    return [each for each in lines if each.standing in {Standing.EMPTY, Standing.FAILED}]


def _line(asked: Asked, text: str, failed: str) -> Line:
    loose = () if asked.own_words else tuple(tokens.unbacked(text))
    if failed:
        return Line(asked, Standing.FAILED, loose, failed)
    if not text.strip():
        return Line(asked, Standing.EMPTY)
    return Line(asked, Standing.UNBACKED if loose else Standing.COMPLETE, loose)


def _read(path: Path) -> Edition:
    said = tomllib.loads(path.read_text("utf-8"))
    try:
        sections = tuple(
            Asked(
                key=key,
                title=words["title"],
                by=By[words["by"].upper()],
                rule=words["rule"],
                help=words["help"],
                own_words=words.get(OWN_WORDS, False),
            )
            for key, words in said["section"].items()
        )
        return Edition(path.stem, said["name"], said["valid_from"], sections)
    except (KeyError, AttributeError) as wrong:
        raise FaultyEdition(f"{path.name}: {wrong} is missing or wrong.") from wrong
