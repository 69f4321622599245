"""Chooses cases from a list: at random from a seed, so that anybody can draw the same again, and within strata. Pure.

The order of the list does not matter: each reference is ranked by a keyed digest (SHA-256) of seed and reference, and
the lowest ranks are drawn. So the draw is the same on every machine and in every version of the language.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Listed:
    """One line of the list: a reference, and the stratum it belongs to (empty for none)."""

    reference: str
    stratum: str = ""


@dataclass(frozen=True)
class Stratum:
    """One part of the list: how many lines it has and how many are drawn."""

    name: str
    listed: int
    drawn: int


def rank(seed: str, reference: str) -> bytes:
    """The place of a reference in the lottery of a seed."""
    return hmac.digest(seed.encode(), reference.upper().encode(), hashlib.sha256)


def shares(listed: Iterable[Listed], *, size: int) -> list[Stratum]:
    """How many of each stratum: in proportion, at least one of each while there are enough places, by name.

    Largest remainders (Hamilton); of equal remainders the larger stratum, then the earlier name. Never more than a
    stratum has. ValueError for a size below 1 or above the list.
    """
    counts: dict[str, int] = {}
    for each in listed:
        counts[each.stratum] = counts.get(each.stratum, 0) + 1
    whole = sum(counts.values())
    if not 1 <= size <= whole:
        raise ValueError(f"A sample of {size} cannot be drawn from a list of {whole}.")
    given = {name: count * size // whole for name, count in counts.items()}
    if size >= len(counts):
        given = {name: max(1, share) for name, share in given.items()}
    _settle(given, counts, size)
    return [Stratum(name, counts[name], given[name]) for name in sorted(counts)]


def _settle(given: dict[str, int], counts: Mapping[str, int], size: int) -> None:
    """Give what is left to the largest remainders, or take back what is too much from the smallest."""
    whole = sum(counts.values())

    def owed(name: str) -> tuple[float, int, str]:
        return (counts[name] * size / whole - given[name], counts[name], name)

    def order(name: str) -> tuple[float, int, str]:
        due, count, own = owed(name)
        return (-due, -count, own)

    while sum(given.values()) < size:
        given[min((name for name in given if given[name] < counts[name]), key=order)] += 1
    while sum(given.values()) > size:
        given[max((name for name in given if given[name] > 1), key=order)] -= 1


def draw(listed: Iterable[Listed], *, size: int, seed: str) -> list[Listed]:
    """So many lines at random from a seed, by stratum and then by rank; ValueError as `shares`, or without a seed."""
    lines = list(listed)
    if not seed:
        raise ValueError("A draw at random needs a seed.")
    drawn: list[Listed] = []
    for stratum in shares(lines, size=size):
        own = sorted((each for each in lines if each.stratum == stratum.name), key=lambda e: rank(seed, e.reference))
        drawn += own[: stratum.drawn]
    return drawn


def fingerprint(listed: Iterable[Listed], *, key: str) -> str:
    """A keyed digest of a list, whatever its order: 64 hexadecimal figures that tell nothing of what stands in it."""
    text = "\n".join(sorted(f"{each.reference.upper()}\t{each.stratum}" for each in listed))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
