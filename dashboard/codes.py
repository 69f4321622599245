"""The code sets of Annex A and the census, and how a value as typed by an authority is recognised.

Pure; the sets and the known spellings are data (data/codes.toml, data/value_aliases.csv).
"""

import csv
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard import cell_values

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
    """No code set and no known spelling tells what the value means."""


@cache
def _read_sets() -> dict[str, list[dict[str, str]]]:
    found = tomllib.loads((_DATA / "codes.toml").read_text(encoding="utf-8"))
    return {name: rows for name, rows in found.items() if isinstance(rows, list)}


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


def meaning(cell: cell_values.Cell, *, code_set: str) -> Meaning:
    """What the cell means in the code set; raises UnknownValue when nothing tells."""
    found = cell_values.word(cell)
    known = _spellings(code_set).get(found)
    if known is not None:
        return known
    prefix = _PREFIX[code_set].match(found) if code_set in _PREFIX else None
    if prefix and prefix.group(1) in _spellings(code_set):
        return _spellings(code_set)[prefix.group(1)]
    raise UnknownValue


def yes_or_no(cell: cell_values.Cell, *, code_set: str = "yes_no_unknown") -> bool | None:
    """True for yes, False for no, None for a stated unknown; raises UnknownValue for anything else."""
    return {"Y": True, "N": False, "U": None}[meaning(cell, code_set=code_set).code]
