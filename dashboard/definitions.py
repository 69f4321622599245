"""The definition of a measure as its file tells it, checked line by line. Pure.

One file a measure in data/measures/, its meaning only: what is counted, out of what, why it matters, who checked it.
A faulty file is named with its line, so that whoever edits it knows where to look.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from dashboard import localities
from partnership.periods import Kind

FOLDER = Path(__file__).parent / "data" / "measures"
# The breakdown of a measure whose parts are the sectors of the agencies that send its figures.
SECTOR = "sector"

DOMAINS = {
    "demand": "Demand",
    "capacity": "Capacity",
    "seen": "Children seen",
    "neglect": "Neglect",
    "education": "Education",
    "exploitation": "Exploitation",
    "training": "Training and quality",
    "context": "Around the county",
}
UNITS = {"count", "percent", "rate", "mean"}
POLARITIES = {"higher": "Higher", "lower": "Lower", "neither": "Neither: more is not better or worse"}


class FaultyDefinition(ValueError):  # noqa: N818 - named as people say it
    """A definition that cannot be used; the message names file and line."""


@dataclass(frozen=True)
class Breakdown:
    """The parts a measure is also counted by: a name, a heading, and its values with their words.

    Of a breakdown by locality the file names no values: they are those of every area (data/places.toml).
    """

    name: str
    label: str
    values: Mapping[str, str]

    def key(self, value: str) -> str:
        """How a reading of one part is keyed: "rating=red"."""
        return f"{self.name}={value}"

    def values_in(self, area: str) -> Mapping[str, str]:
        """The values that figures of an area may bear."""
        if self.name != localities.BREAKDOWN:
            return self.values
        there = localities.parts_of(area)
        return {value: words for value, words in self.values.items() if value in there}


@dataclass(frozen=True)
class Computed:
    """Which calculation makes the figures from rows, and with what: keys of clocks, codes, teams."""

    calculation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Returned:
    """Which columns of which sheet of the agencies' returns hold the figures; several columns are added up.

    "attended" counts in every row, "unknown.meetings" in one; RETURNS counts one for each return. Parts are told by the
    rows of the sheet, or by the sector of the agency.
    """

    sheet: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()


RETURNS = "returns"


@dataclass(frozen=True)
class Derived:
    """How the figures follow from those of two other measures of the same period: "share" (per cent), "per", "less"."""

    formula: str
    of: tuple[str, str]


FORMULAS = {"share", "per", "less"}


@dataclass(frozen=True)
class Published:
    """Which columns of which published file hold the figures, by the reader that knows that layout."""

    source: str
    file: str
    layout: str
    period: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    value: str = ""


@dataclass(frozen=True)
class Definition:
    """What a measure means; everything a page, a job or a reader needs to know about it."""

    code: str
    name: str
    domain: str
    position: int
    version: int
    valid_from: date
    why: str
    numerator: str
    denominator: str
    numerator_heading: str
    denominator_heading: str
    unit: str
    decimals: int
    polarity: str
    period: Kind
    also: tuple[Kind, ...]
    looks_back: int
    spc: bool
    hides_small_numbers: bool
    in_ledger: bool
    sources: tuple[str, ...]
    benchmark: str
    same_as: Mapping[str, str]
    checked_by: str
    next_review: date
    caution: str = ""
    breakdown: Breakdown | None = None
    computed: Computed | None = None
    returned: Returned | None = None
    derived: Derived | None = None
    published: tuple[Published, ...] = ()
    priorities: tuple[str, ...] = ()
    """Slugs of the priorities of the plan it watches."""

    @cached_property
    def words(self) -> dict[str, Any]:
        """The whole definition as plain values, for the record of how a figure was counted at its time."""
        words: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return words

    @cached_property
    def fingerprint(self) -> str:
        """Digest of what decides the figures: the same for two definitions that differ in wording alone."""
        decides = {name: self.words[name] for name in _DECIDES}
        if self.breakdown and self.breakdown.name == localities.BREAKDOWN:
            # Which places there are decides nothing of what is counted: one more is no new version.
            decides["breakdown"] = self.breakdown.name
        decides |= {name: self.words[name] for name in _DECIDES_TOO if self.words[name]}
        return sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()

    @property
    def periods(self) -> tuple[Kind, ...]:
        """Every kind of period it is counted in, that of its chart first."""
        return (self.period, *self.also)

    @property
    def is_share(self) -> bool:
        """Whether the figure is a part of something, so that numerator and denominator stand beside it."""
        return self.unit in {"percent", "rate", "mean"}

    @property
    def counted_in(self) -> dict[str, tuple[str, str]]:
        """By amount (numerator, denominator) the measure, and the part of it, whose numerator counts the same.

        Several parts, with blanks between them, count the same together. Where the part is the word "denominator" it is
        the denominator of that measure.
        """
        return {amount: (said.partition(" ")[0], said.partition(" ")[2]) for amount, said in self.same_as.items()}

    def words_of_parts(self, area: str | None = None) -> dict[str, str]:
        """Every part a reading (of an area) may speak of, the whole ("") first, with its words."""
        if self.breakdown is None:
            return {"": "All"}
        values = self.breakdown.values if area is None else self.breakdown.values_in(area)
        return {"": "All"} | {self.breakdown.key(value): words for value, words in values.items()}


DENOMINATOR = "denominator"
# What decides the figures; everything else is wording.
_DECIDES = (
    "numerator", "denominator", "unit", "period", "also", "looks_back", "breakdown", "computed", "published",
)  # fmt: skip
# The same, for whoever has it: those without keep the digest they had before there was such a thing.
_DECIDES_TOO = ("returned", "derived")

# Name of a field: its type, and whether it may be left out (then with what).
_REQUIRED: dict[str, type] = {
    "code": str, "name": str, "domain": str, "position": int, "version": int, "valid_from": date, "why": str,
    "numerator": str, "unit": str, "polarity": str, "period": str, "sources": list, "checked_by": str,
    "next_review": date,
}  # fmt: skip
_OPTIONAL: dict[str, Any] = {
    "denominator": "", "numerator_heading": "", "denominator_heading": "", "decimals": 0, "also": [],
    "looks_back": 0, "spc": True, "hides_small_numbers": True, "in_ledger": True, "benchmark": "", "caution": "",
    "same_as": {},
    "breakdown": {}, "computed": {}, "returned": {}, "derived": {}, "published": [], "priorities": [],
}  # fmt: skip
_CHOICES: dict[str, set[str]] = {
    "domain": set(DOMAINS),
    "unit": UNITS,
    "polarity": set(POLARITIES),
    "period": {str(kind) for kind in Kind},
}


def read(path: Path) -> Definition:
    """The definition a file holds; raises FaultyDefinition with file, line and what to do."""
    text = path.read_text(encoding="utf-8")
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise FaultyDefinition(f"{path.name}: {problem}") from None
    _check(path.name, text, given)
    return _made(_OPTIONAL | given)


def read_all(folder: Path = FOLDER) -> dict[str, Definition]:
    """Every definition by code, in the order of the dashboard; raises FaultyDefinition."""
    found: dict[str, Definition] = {}
    for path in sorted(folder.glob("*.toml")):
        definition = read(path)
        if path.stem != definition.code:
            raise FaultyDefinition(
                f"{path.name}: the file of {definition.code} is to be called {definition.code}.toml."
            )
        found[definition.code] = definition
    unknown = [each.code for each in found.values() if each.benchmark and each.benchmark not in found]
    if unknown:
        raise FaultyDefinition(f"{unknown[0]}.toml: its benchmark is no measure of this folder.")
    for each in found.values():
        _check_same_as(each, found)
        _check_derived(each, found)
    order = sorted(found.values(), key=lambda each: (list(DOMAINS).index(each.domain), each.position, each.code))
    return {each.code: each for each in order}


def _check_same_as(definition: Definition, found: Mapping[str, Definition]) -> None:
    for amount, (code, said) in definition.counted_in.items():
        parts = {*found[code].words_of_parts(), DENOMINATOR} if code in found else set()
        if amount not in ("numerator", DENOMINATOR) or not set(said.split(" ")) <= parts:
            raise FaultyDefinition(
                f"{definition.code}.toml: same_as says “{amount}” is “{code} {said}”; "
                "it names numerator or denominator, and a measure of this folder with a part of it, if need be."
            )


def _check_derived(definition: Definition, found: Mapping[str, Definition]) -> None:
    derived = definition.derived
    if derived and (derived.formula not in FORMULAS or len(derived.of) != 2 or not set(derived.of) <= set(found)):
        raise FaultyDefinition(
            f"{definition.code}.toml: derived says “{derived.formula}” of “{', '.join(derived.of)}”; "
            f"it names one of {', '.join(sorted(FORMULAS))} and two measures of this folder."
        )


def _check(name: str, text: str, given: Mapping[str, Any]) -> None:
    for key in sorted(set(given) - set(_REQUIRED) - set(_OPTIONAL)):
        raise FaultyDefinition(f"{place_of(name, text, key)}: “{key}” is not known. Is it misspelt?")
    for key in _REQUIRED:
        if key not in given:
            raise FaultyDefinition(f"{name}, line 1: “{key}” is missing.")
    for key, value in given.items():
        check_type(place_of(name, text, key), key, value, _REQUIRED.get(key) or type(_OPTIONAL[key]))
    choices = [*((key, given[key]) for key in _CHOICES), *(("period", kind) for kind in given.get("also", []))]
    for key, value in choices:
        check_choice(place_of(name, text, key), value, _CHOICES[key])
    if given["unit"] != "count" and not given.get("denominator"):
        raise FaultyDefinition(f"{place_of(name, text, 'unit')}: a {given['unit']} needs a denominator.")


def check_type(place: str, key: str, value: Any, kind: type) -> None:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)) or value == "":
        raise FaultyDefinition(f"{place}: “{key}” is to be {TYPE_WORDS[kind]}.")


def check_choice(place: str, value: Any, allowed: set[str]) -> None:
    if value not in allowed:
        raise FaultyDefinition(f"{place}: “{value}” is not known. Known are: {', '.join(sorted(allowed))}.")


TYPE_WORDS: dict[type, str] = {
    str: "a text", int: "a whole number", date: "a date such as 2026-04-01", list: "a list", bool: "true or false",
    dict: "a table",
}  # fmt: skip


def place_of(name: str, text: str, key: str) -> str:
    """File and line where a key stands."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip().strip("[]").split("=")[0].strip() == key:
            return f"{name}, line {number}"
    return f"{name}, line 1"


def _made(given: dict[str, Any]) -> Definition:
    breakdown, computed = given["breakdown"], given["computed"]
    return Definition(
        **{key: given[key] for key in (*_REQUIRED, *_OPTIONAL) if key not in _SHAPED},
        period=Kind(given["period"]),
        also=tuple(Kind(kind) for kind in given["also"]),
        sources=_sources(given["sources"]),
        breakdown=_breakdown(breakdown) if breakdown else None,
        computed=Computed(**computed) if computed else None,
        returned=Returned(**_tuples(given["returned"])) if given["returned"] else None,
        derived=Derived(**_tuples(given["derived"])) if given["derived"] else None,
        published=tuple(_published(each) for each in given["published"]),
        priorities=tuple(given["priorities"]),
    )


def _breakdown(given: dict[str, Any]) -> Breakdown:
    places = {"values": localities.everywhere()} if given["name"] == localities.BREAKDOWN else {}
    return Breakdown(**(given | places))


def _sources(given: list[str]) -> tuple[str, ...]:
    """As the file orders them; what a council counted itself stands where the portal's own counting stands."""
    return tuple(each for source in given for each in ((source, "counts") if source == "events" else (source,)))


_SHAPED = {"period", "also", "sources", "breakdown", "computed", "returned", "derived", "published", "priorities"}


def _tuples(given: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}


def _published(given: dict[str, Any]) -> Published:
    columns: dict[str, Any] = {key: tuple(given[key]) for key in ("numerator", "denominator") if key in given}
    return Published(**{**given, **columns})
