"""The code sets of Annex A and the census, and how a value as typed by an authority is recognised.

Pure; the sets and the known spellings are data (data/codes.toml, data/value_aliases.csv; localities: data/places.toml).
"""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard import cell_values, localities

_DATA = Path(__file__).parent / "data"
_PREFIX = {
    "source": re.compile(r"(?:[a-u]\) ?)?(10|[1-9][a-f]?)(?![0-9a-z])"),
    "primary_need": re.compile(r"(n[0-9])(?![0-9a-z])"),
    "closure_reason": re.compile(r"(rc[1-9])(?![0-9a-z])"),
}
_TRUTH = {"true": "Y", "1": "Y", "false": "N", "0": "N"}
_LETTER_AND_CODE = re.compile(r"^(?:[a-u]\) ?)?(?:\d+[a-f]?: ?|n\d - |rc\d - )?")


@dataclass(frozen=True)
class Meaning:
    """What a value means: the code (empty when only the group is known) and its group (may be empty)."""

    code: str
    group: str = ""


class UnknownValue(ValueError):  # noqa: N818 - expected in real files, no error
    """No code set and no known spelling tells what the value means; the value itself is in no message."""

    def __init__(self, code_set: str, written: str) -> None:
        super().__init__(code_set)
        self.code_set = code_set
        self.written = written


# By code set: how the partnership itself has said that a spelling is meant. "" means nothing that is known.
Spellings = Mapping[str, Mapping[str, str]]
NONE: Spellings = {}


@cache
def _read_sets() -> dict[str, list[dict[str, str]]]:
    found = tomllib.loads((_DATA / "codes.toml").read_text(encoding="utf-8"))
    return {name: rows for name, rows in found.items() if isinstance(rows, list)} | dict(localities.code_sets())


@cache
def _spellings(code_set: str) -> dict[str, Meaning]:
    """Every known spelling of a set, most certain last, so that a code outweighs a look-alike alias."""
    rows = _read_sets()[code_set]
    known: dict[str, Meaning] = {}
    by_code = {row["code"]: Meaning(row["code"], row.get("group", "")) for row in rows}
    by_group = _sure_of_group(by_code.values())
    with (_DATA / "value_aliases.csv").open(encoding="utf-8", newline="") as lines:
        for alias in csv.DictReader(lines):
            if alias["code_set"] == code_set:
                known[alias["value"]] = by_group.get(alias["meaning"]) or by_code[alias["meaning"]]
    for bare, meanings in _bare_words(rows, by_code).items():
        # “individual” stands for several codes: then only their group is certain.
        sure = meanings[0] if len(meanings) == 1 else Meaning("", meanings[0].group)
        known.setdefault(bare, sure)
    for row in rows:
        known[cell_values.word(row["label"])] = by_code[row["code"]]
        if "written" in row:
            known[cell_values.word(row["written"])] = by_code[row["code"]]
    if code_set.startswith("yes_no"):
        known |= {written: by_code[code] for written, code in _TRUTH.items()}
    known.update({code.casefold(): meaning for code, meaning in by_code.items()})
    return known


def _sure_of_group(meanings: Iterable[Meaning]) -> dict[str, Meaning]:
    """What is certain when only the group is known: also the code, where the group has but one."""
    members: dict[str, list[Meaning]] = {}
    for each in meanings:
        members.setdefault(each.group, []).append(each)
    return {group: found[0] if len(found) == 1 else Meaning("", group) for group, found in members.items() if group}


def _bare_words(rows: list[dict[str, str]], by_code: dict[str, Meaning]) -> dict[str, list[Meaning]]:
    """The official spellings without letter and code (“q) 6: Police” becomes “police”), and what each may mean."""
    found: dict[str, list[Meaning]] = {}
    for row in rows:
        if "written" in row:
            bare = _LETTER_AND_CODE.sub("", cell_values.word(row["written"]))
            found.setdefault(bare, []).append(by_code[row["code"]])
    return found


def meaning(cell: cell_values.Cell, *, code_set: str, own: Spellings = NONE) -> Meaning:
    """What the cell means in the code set, or as the partnership has said; raises UnknownValue when nothing tells."""
    found = cell_values.word(cell)
    known = _spellings(code_set).get(found)
    if known is not None:
        return known
    prefix = _PREFIX[code_set].match(found) if code_set in _PREFIX else None
    if prefix and prefix.group(1) in _spellings(code_set):
        return _spellings(code_set)[prefix.group(1)]
    said = own.get(code_set, {}).get(found)
    if said is None:
        raise UnknownValue(code_set, found)
    return _meanings(code_set).get(said, Meaning(""))


def yes_or_no(cell: cell_values.Cell, *, code_set: str = "yes_no_unknown", own: Spellings = NONE) -> bool | None:
    """True for yes, False for no, None for a stated unknown; raises UnknownValue for anything else."""
    return {"Y": True, "N": False}.get(meaning(cell, code_set=code_set, own=own).code)


@cache
def _meanings(code_set: str) -> dict[str, Meaning]:
    """Every meaning a person may choose, by its name: each code, and each group where the set has some."""
    by_code = {row["code"]: Meaning(row["code"], row.get("group", "")) for row in _read_sets()[code_set]}
    return {**by_code, **_sure_of_group(by_code.values())}


def has(code_set: str) -> bool:
    """Whether there is such a set: not every area has localities."""
    return code_set in _read_sets()


@cache
def choices(code_set: str) -> list[tuple[str, str]]:
    """What a value of the set may be said to mean, with its words: the groups, then the codes.

    Of ethnicity the group alone is kept, so the groups alone are offered.
    """
    rows = _read_sets()[code_set]
    members = Counter(row["group"] for row in rows if row.get("group"))
    words = {group: _GROUPS.get(group, group.replace("_", " ").capitalize()) for group in members}
    if code_set == "ethnicity":
        return list(words.items())
    # A group of one says no less than its code.
    offered = [(group, words[group]) for group, size in members.items() if size > 1]
    return offered + [(row["code"], _label(row)) for row in rows]


def _label(row: Mapping[str, str]) -> str:
    label = row["label"][:1].upper() + row["label"][1:]
    return label if row["code"].replace("_", " ") == cell_values.word(row["label"]) else f"{row['code']}: {label}"


_GROUPS = {
    "asian": "Asian", "black": "Black", "la_services": "Services of the authority", "other_legal": "Other legal agency",
    "education": "Education services", "health": "Health services (which one is not said)",
    "individual": "Individual (which one is not said)",
}  # fmt: skip


def known(code_set: str, *, own: Spellings = NONE) -> dict[str, str]:
    """Every known spelling of a set and the name of what it means, the partnership's own among them."""
    shipped = {spelling: found.code or found.group for spelling, found in _spellings(code_set).items()}
    if code_set == "ethnicity":
        shipped = {spelling: found.group for spelling, found in _spellings(code_set).items()}
    return {**{spelling: said for spelling, said in own.get(code_set, {}).items() if said}, **shipped}
