"""Whether a reference is fit to be the name of a case: pseudonymous, and nothing that tells who the child is. Pure.

Handbook 8, section 0: reference code only, no name, initials, date of birth or address. What certainly or probably
names a child is refused; digits alone are asked about, because they may be the number of a record.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from partnership import identifiers

LONGEST = 20
FIT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9/_.-]*[A-Za-z0-9])?")
_INITIALS_WITH_DATE = re.compile(r"[A-Za-z]{1,3}[-_/.]?(\d{6}|\d{8}|\d{1,4}[-_/.]\d{1,2}[-_/.]\d{1,4})")
_SEPARATED = re.compile(r"(\d{1,4})[-_/.](\d{1,2})[-_/.](\d{1,4})")
_NINO = re.compile(r"[A-Z]{2}\d{6}[A-D]")
# Words a code may be made of without naming anybody.
_PLAIN_WORDS = frozenset({"case", "ref", "audit", "child", "family", "file", "sample", "no", "mash", "cin", "cp"})


@dataclass(frozen=True)
class Doubt:
    """What is wrong with one line, counted from 1; the sentence never repeats what stands there."""

    line: int
    what: str
    refused: bool = True

    @property
    def sentence(self) -> str:
        """What to tell whoever sent the list."""
        remedy = "Give the case a code of your own instead." if self.refused else "If it is a code of yours, say so."
        return f"Line {self.line}: {self.what}. {remedy}"


def doubts(references: Iterable[str]) -> list[Doubt]:
    """What keeps the references of a list from being used, line by line; two lines with the same one are a doubt."""
    found: list[Doubt] = []
    seen: dict[str, int] = {}
    for line, text in enumerate(references, start=1):
        what = why_refused(text)
        if what:
            found.append(Doubt(line, what))
        elif text.isdecimal() and len(text) >= 5:
            found.append(Doubt(line, "digits alone may be the number of a record", refused=False))
        if text.upper() in seen:
            found.append(Doubt(line, f"it is the same as line {seen[text.upper()]}"))
        seen.setdefault(text.upper(), line)
    return found


def why_refused(text: str) -> str:
    """Why a text cannot be the reference of a case, as the middle of a sentence; empty when it can."""
    if identifiers.is_nhs_number(re.sub(r"[\s-]", "", text)):
        return "this looks like an NHS number"
    if _NINO.fullmatch(re.sub(r"\s", "", text.upper())):
        return "this looks like a National Insurance number"
    if looks_like_date(text):
        return "this looks like a date"
    if _initials_with_date(text):
        return "this looks like initials with a date"
    kinds = {each.kind for each in identifiers.find(text)}
    if kinds:
        return f"this looks like {sorted(kinds)[0].value}"
    if looks_like_name(text):
        return "this looks like a name"
    if len(text) > LONGEST or not FIT.fullmatch(text):
        return f"a reference has up to {LONGEST} letters, figures and strokes, without spaces"
    return ""


def looks_like_name(text: str) -> bool:
    """Letters only, of more than two: a name, unless every word is one that codes are made of."""
    words = re.split(r"[\s,'’_./-]+", text.strip())
    if not all(word.isalpha() for word in words if word) or sum(len(word) for word in words) <= 2:
        return False
    return any(word.lower() not in _PLAIN_WORDS for word in words if len(word) > 1 and not _is_code(word))


def _is_code(word: str) -> bool:
    """Up to four capitals without a vowel that joins them are a code (QZT), not a name."""
    return len(word) <= 4 and word.isupper() and not set(word) & set("AEIOUY")


def looks_like_date(text: str) -> bool:
    """A day of the last 120 years in figures, with or without strokes, in any order people write them."""
    if match := _SEPARATED.fullmatch(text.strip()):
        return _any_day(*match.groups())
    digits = re.sub(r"\D", "", text)
    if digits != text.strip() or len(digits) not in (6, 8):
        return False
    if len(digits) == 6:
        return _any_day(digits[:2], digits[2:4], digits[4:])
    return _any_day(digits[:2], digits[2:4], digits[4:]) or _any_day(digits[:4], digits[4:6], digits[6:])


def _any_day(first: str, middle: str, last: str) -> bool:
    """Day first or year first; a year of two figures is of this century or the last."""
    for day, year in ((first, last), (last, first)):
        years = [int(year)] if len(year) == 4 else [2000 + int(year), 1900 + int(year)] if len(year) == 2 else []
        if any(1900 <= each <= 2100 and _is_day(each, int(middle), int(day)) for each in years):
            return True
    return False


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _initials_with_date(text: str) -> bool:
    match = _INITIALS_WITH_DATE.fullmatch(text.strip())
    return match is not None and looks_like_date(match[1])


def is_plain_group(text: str) -> bool:
    """Whether a text can name a part of a list ("under 5", "North"): nothing of the kinds that name one child."""
    return not identifiers.find(text) and not looks_like_date(text) and not _initials_with_date(text)
