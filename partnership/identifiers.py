"""Finds what could name a child in free text, before it is kept: kinds and places, never the value itself. Pure.

An NHS number is certain enough to be refused; everything else is a warning that a person may answer ("this is an
agency's postcode"). The aim is few false alarms on ordinary board prose: a date alone is the date of a meeting.
Domain handbook, 9: no names, dates of birth, addresses or school names.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found; the value finishes the sentence "this looks like …"."""

    NHS_NUMBER = "an NHS number"
    PUPIL_NUMBER = "a pupil or school number"
    BIRTH_DATE = "a date of birth"
    POSTCODE = "a full postcode"
    INITIALS_WITH_AGE = "initials with an age"
    CHILD_NAME = "a child's or relative's name"


REFUSED = frozenset({Kind.NHS_NUMBER})


@dataclass(frozen=True, order=True)
class Found:
    """One place in a text: the characters from `start` up to, not including, `end`, on a line counted from 1."""

    start: int
    end: int
    kind: Kind
    line: int

    @property
    def refused(self) -> bool:
        """Whether the text may not be kept at all."""
        return self.kind in REFUSED

    @property
    def sentence(self) -> str:
        """What to tell the writer; it never repeats the value."""
        remedy = "Take it out." if self.refused else "Take it out, or say why it may stay."
        return f"Line {self.line}: this looks like {self.kind.value}. {remedy}"


def find(text: str) -> list[Found]:
    """Every place that could name a child, in the order of the text; one place has one kind, the first that fits."""
    found: list[Found] = []
    for kind, search in _SEARCHES:
        for start, end in search(text):
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Found(start, end, kind, text.count("\n", 0, start) + 1))
    return sorted(found)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check of the NHS data dictionary (weights 10 to 2, modulus 11)."""
    if len(digits) != 10 or not digits.isdecimal() or len(set(digits)) == 1:
        return False
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check == int(digits[9])


Spans = Iterator[tuple[int, int]]

# --- Numbers
_GAP = r"[ \u00a0\u2009\u202f.-]?"
_TEN_DIGITS = re.compile(rf"(?<![\d£+])\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}(?!\d)")
# A unique pupil number is a letter and twelve digits; a school's URN has six and is named as such.
_PUPIL = re.compile(r"\b[A-Z]\d{12}\b|\b[A-Z]\d{11}[A-Z]\b|\bU[RP]N\b\W{0,3}(?:is\s|number\s)?\W{0,2}\d{5,6}\b")


def _nhs_numbers(text: str) -> Spans:
    return (match.span() for match in _TEN_DIGITS.finditer(text) if is_nhs_number(re.sub(r"\D", "", match[0])))


def _pupil_numbers(text: str) -> Spans:
    return (match.span() for match in _PUPIL.finditer(text))


# --- Dates near a word of birth
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})\b",
    re.IGNORECASE,
)
_BIRTH_BEFORE = re.compile(
    r"\b(?:born|birth|birthday|d\.?o\.?b)\b\.?[^.;\n\d]{0,30}$|\bage[d:]?\b[^.;\n]{0,12}$", re.IGNORECASE
)
_BIRTH_AFTER = re.compile(r"^[^.;\n\d]{0,12}\b(?:birth|birthday|d\.?o\.?b)\b", re.IGNORECASE)


def _birth_dates(text: str) -> Spans:
    for match in _DATE.finditer(text):
        before, after = text[max(0, match.start() - 50) : match.start()], text[match.end() : match.end() + 30]
        if _BIRTH_BEFORE.search(before) or _BIRTH_AFTER.search(after):
            yield match.span()


# --- Postcodes
_ALL_AREAS = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL
GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX
PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN
WR WS WV YO ZE
"""
_AREAS = frozenset(_ALL_AREAS.split())
_POSTCODE = re.compile(r"\b([A-Za-z]{1,2})\d[A-Za-z\d]?[ \u00a0]?(\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})\b")
_ORDINAL = re.compile("1st|2nd|3rd|[04-9]th")


def _postcodes(text: str) -> Spans:
    for match in _POSTCODE.finditer(text):
        if match[1].upper() in _AREAS and not _ORDINAL.fullmatch(match[2]):
            yield match.span()


# --- Initials with an age
_AGE = r"(?:1[0-8]|\d)"
_YEARS = r"(?:years?|yrs?|months?|weeks?|y/?o|-year-old)\b"
_DOTTED = r"[A-Z]\.[ ]?[A-Z]\.?(?:[ ]?[A-Z]\.)?"
_INITIALS = re.compile(
    rf"\b{_DOTTED}(?:,|\s)\s*\(?(?:aged?\s+)?{_AGE}\b(?![\d/:%.]\d|\s*%|\s*(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b)"
    rf"|\b[A-Z]{{2,3}},?\s*\(?(?:aged?\s+{_AGE}\b|{_AGE}\s*{_YEARS})"
)


def _initials_with_age(text: str) -> Spans:
    return (match.span() for match in _INITIALS.finditer(text))


# --- Two capitalised words next to a word for a child or relative
_NAME = r"[A-Z][a-z]+(?:['’-][A-Z][a-z]+)?"
_TWO = rf"({_NAME}) ((?:O['’]|Mc|Mac)?{_NAME})"
_CHILD = (
    r"(?:child|boy|girl|baby|infant|toddler|teenager|pupil|student|son|daughter|brother|sister|sibling|twin|mother"
    r"|father|mum|dad|stepfather|stepmother|grandmother|grandfather)"
)
_CHILD_THEN_NAME = re.compile(
    rf"\b(?i:{_CHILD})\b(?:,|:|\s\()?\s*(?i:(?:is\s+)?(?:called|named|known\s+as)\s+|is\s+)?{_TWO}\b"
)
_NAME_THEN_CHILD = re.compile(rf"\b{_TWO}(?:, (?:a|an|the|our|her|his)|,? \((?:the|a))\s(?:[a-z]+ )?{_CHILD}\b")
_NAME_THEN_AGE = re.compile(
    rf"\b{_TWO}(?:(?:, aged |, | \((?:aged )?){_AGE}(?:\)|,| {_YEARS})"
    # "aged" says enough for the age to end the sentence or go on; "aged 7 to 9" and "aged 7%" speak of many.
    rf"|,? \(?aged {_AGE}\b(?! ?%| ?(?:to|or|and|[-–/]) ?\d|[.,:]\d))"
)
# Words of the trade and the calendar that begin with a capital without naming anybody.
_CAPITALS = """
Academy Act Action Adults Agency Annex Annual April Area Assessment Audit August Board Business Care Case Centre
Chapter Child Children Church College Committee Community Conference County Council Court Criminal Dashboard Data
Death December Department Development Direct District Early Education England Exclusion Executive Exploitation
Family February Figure First Foundation Friday Framework Government Guide Hall Head Health Help High Home Hospital
House Housing Hub In Independent Infant Infants Integrated January Joint Judicial Junior July June Justice Lead
Learning List Local March May Mental Mind Missing Monday National Neglect NHS November Nursery October Office Ofsted
Outcome Overview Panel Part Partnership Plan Police Poverty Practice Primary Priority Protection Quality Referral
Report Return Review Road Royal Rights Safeguarding Saturday School Section Secondary September Service Services
Sexual Social Standard Strategy Street Sunday Support Table Team Theme Thursday Together Training Trust Tuesday
Under University Voice Wednesday Welfare Work Workforce Working Year Young Youth
"""
_NOT_A_NAME = frozenset(_CAPITALS.split())


def _child_names(text: str) -> Spans:
    for pattern in (_CHILD_THEN_NAME, _NAME_THEN_CHILD, _NAME_THEN_AGE):
        for match in pattern.finditer(text):
            if not _NOT_A_NAME & {match[1], match[2]}:
                yield match.span(1)[0], match.span(2)[1]


_SEARCHES: tuple[tuple[Kind, Callable[[str], Spans]], ...] = (
    (Kind.NHS_NUMBER, _nhs_numbers),
    (Kind.PUPIL_NUMBER, _pupil_numbers),
    (Kind.BIRTH_DATE, _birth_dates),
    (Kind.POSTCODE, _postcodes),
    (Kind.INITIALS_WITH_AGE, _initials_with_age),
    (Kind.CHILD_NAME, _child_names),
)
