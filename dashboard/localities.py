"""The localities of each area, the districts a hub tells its enquiries by: data (data/places.toml). Pure.

They are known before any row is read, so that nothing else, no street and no postcode, can ever stand in their place.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "places.toml"
# The breakdown of a measure whose parts are the localities of the area it is counted for.
BREAKDOWN = "locality"
# The part of rows that name none, or none that is known.
UNKNOWN = "unknown"


@cache
def _listed() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(_FILE.read_text(encoding="utf-8")).get("locality", ()))


def of_area(code: str) -> dict[str, str]:
    """The localities of an area and their names, in the order of the file; none where none are agreed."""
    return {place["code"]: place["name"] for place in _listed() if place["area"] == code}


def everywhere() -> dict[str, str]:
    """The parts of every area and their words, that of unknown ones last."""
    return {place["code"]: place["name"] for place in _listed()} | {UNKNOWN: "Not known"}


def parts_of(code: str) -> frozenset[str]:
    """The parts in which the rows of an area may be; none where no localities are agreed."""
    found = of_area(code)
    return frozenset(found) | {UNKNOWN} if found else frozenset()


def code_set(area: str) -> str:
    """The name of the set of codes that holds the localities of an area."""
    return f"{BREAKDOWN} {area}"


def code_sets() -> Mapping[str, list[dict[str, str]]]:
    """By name the codes of each area, with the spellings files are known to have: name, national code, others."""
    found: dict[str, list[dict[str, str]]] = {}
    for place in _listed():
        row = {"code": place["code"], "label": place["name"]}
        found.setdefault(code_set(place["area"]), []).append(
            row | {"written": place["also"]} if "also" in place else row
        )
    return found
