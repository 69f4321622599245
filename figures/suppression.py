"""Hides small numbers, and those that would reveal them, before anything is drawn or derived from them.

The rule is that of the Department for Education's figures of local authorities: counts of 1 to 5 become "c", and so
does whatever else is needed that nobody can find them by subtraction. Zero is shown.
"""

from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from figures.lookalikes import Sum, protections

Key = TypeVar("Key", bound=Hashable)
Cell = tuple[Hashable, Hashable]
"""Key of a count in a cross-table: row and column."""

# Largest count that is hidden when the partnership has not agreed another rule.
THRESHOLD = 5
# How a hidden count is written in downloads and in words. The same for both reasons: the reason itself would reveal.
SYMBOL = "c"
WORDS = "Hidden: small number"


class Hidden(Enum):
    """Why a count is not shown. For the office's own eyes: readers see the same words for either."""

    SMALL = "small number"
    PROTECTS = "would reveal a small number"


Shown = int | Hidden | None
"""A count as it may be shown: the number, the reason it is hidden, or None where none was received."""


@dataclass(frozen=True)
class Total:
    """Key of a total in a table; equal to no category, whatever its name."""


TOTAL = Total()


def is_small(count: int, threshold: int = THRESHOLD) -> bool:
    """Whether a count must be hidden for its own sake: 1 to the threshold; zero is not small."""
    return 0 < count <= threshold


def suppress(
    counts: Mapping[Key, int | None],
    sums: Sequence[Sum[Key]] = (),
    *,
    threshold: int = THRESHOLD,
    round_to: int = 1,
    already_published: Container[Key] = (),
    already_hidden: Container[Key] = (),
    known_to_reader: Container[Key] = (),
) -> dict[Key, Shown]:
    """Every count as it may be shown, so that no hidden small number follows from the shown ones.

    `sums` are all the additions a reader knows: rows and columns of a table, months of a quarter and a year, or both at
    once. Of the counts that could protect a small one, the smallest part is taken first, a zero or a total only when
    nothing else is left, and what is out already (`already_published`) never: hiding it would protect nothing.
    `already_hidden` stays hidden, whether it protects anything or not: it may be a count of yesterday that nobody has
    seen. `known_to_reader` is what the reader counted himself or herself: shown, and no protection for others.
    None is a count that was not received; sums run over the others. `round_to` rounds what is shown, halves up.
    Raises ValueError for a negative count, a threshold or rounding below 1, and parts that do not add up.
    """
    _check(threshold, round_to)
    known = {key: _checked(key, count) for key, count in counts.items() if count is not None}
    relations = [relation for each in sums if (relation := _relation(each, known)) is not None]
    own = {key for key in known if key in known_to_reader}
    small = {key for key, count in known.items() if is_small(count, threshold)} - own
    kept = {key for key in known if key in already_hidden} - own
    out = {key for key in known if key in already_published} | own
    hidden = _hide(known, small, relations, out, kept)
    return {key: _shown(key, count, small, hidden, round_to) for key, count in counts.items()}


def one_way(parts: Iterable[Key], total: Key) -> list[Sum[Key]]:
    """The sum of a table of one row and its total."""
    return [Sum(total, tuple(parts))]


def two_way(rows: Sequence[Hashable], columns: Sequence[Hashable]) -> list[Sum[Cell]]:
    """The sums of a cross-table, whose counts bear keys (row, column) with TOTAL for the margins."""
    sums: list[Sum[Cell]] = []
    for row in (*rows, TOTAL):
        sums.append(Sum((row, TOTAL), tuple((row, column) for column in columns)))
    for column in (*columns, TOTAL):
        sums.append(Sum((TOTAL, column), tuple((row, column) for row in rows)))
    return sums


def suppress_share(
    numerator: int | None, denominator: int | None, *, threshold: int = THRESHOLD
) -> tuple[Shown, Shown]:
    """Numerator and denominator of a share as they may be shown beside each other.

    The numerator is hidden when it is small, or when its complement is: 48 of 50 tells of 2. A share may be shown only
    when both are. Over several periods with their total, use `suppress` with a sum for each.
    """
    if numerator is None or denominator is None:
        return _alone(numerator, threshold), _alone(denominator, threshold)
    rest = denominator - numerator
    if rest < 0:
        raise ValueError(f"{numerator} of {denominator} is more than all. Check which is the denominator.")
    shown = _alone(numerator, threshold)
    if not isinstance(shown, Hidden) and (is_small(rest, threshold) or is_small(denominator, threshold)):
        shown = Hidden.PROTECTS
    return shown, _alone(denominator, threshold)


def survivors(shown: Iterable[Shown]) -> list[int | None]:
    """The series from which means, limits and charts may be made: a hidden count is a gap, never a zero."""
    return [None if isinstance(count, Hidden) else count for count in shown]


def written(count: Shown, missing: str = "Not received") -> str:
    """A count as the page says it: "1,184", "Hidden: small number", "Not received"."""
    if isinstance(count, Hidden):
        return WORDS
    return missing if count is None else f"{count:,}"


def symbol(count: Shown) -> str:
    """A count as tables to download hold it: digits, "c" when hidden, empty when not received."""
    if isinstance(count, Hidden):
        return SYMBOL
    return "" if count is None else str(count)


def _check(threshold: int, round_to: int) -> None:
    if threshold < 1:
        raise ValueError(f"The largest hidden count must be 1 or more, not {threshold}.")
    if round_to < 1:
        raise ValueError(f"Counts are rounded to 1 or more, not {round_to}.")


def _checked(key: object, count: int) -> int:
    if count < 0:
        raise ValueError(f"A count cannot be negative: {key} is {count}.")
    return count


def _relation(each: Sum[Key], known: Mapping[Key, int]) -> Sum[Key] | None:
    """The sum over what was received, or None where the total was not."""
    if each.total not in known:
        return None
    parts = tuple(part for part in each.parts if part in known)
    found = sum(known[part] for part in parts)
    if found != known[each.total]:
        raise ValueError(f"The parts of {each.total} add up to {found}, not to {known[each.total]}.")
    return Sum(each.total, parts)


def _hide(
    known: Mapping[Key, int],
    small: set[Key],
    sums: Sequence[Sum[Key]],
    out: Container[Key],
    kept_hidden: set[Key],
) -> set[Key]:
    """The small counts and the fewest others that protect them, found by hiding one at a time and looking again."""
    totals = {each.total for each in sums}
    hidden = small | kept_hidden
    safe = protections(known, hidden, small, sums)
    while bare := small - safe.keys():
        beside = _beside(bare, hidden, sums)
        candidates = [key for key in known if key in beside and key not in hidden and key not in out]
        if not candidates:
            break
        hidden.add(min(candidates, key=lambda key: (key in totals, known[key] == 0, known[key])))
        safe |= protections(known, hidden, bare, sums)
    # Beside a count for which no proof was found nothing is shown again: the search may only have given up.
    kept = _beside(bare, hidden, sums)
    return _needed(known, hidden, hidden - small - kept_hidden - kept, safe, sums)


def _beside(bare: set[Key], hidden: set[Key], sums: Sequence[Sum[Key]]) -> set[Key]:
    """The counts that stand in one sum with an exposed one, or with a hidden one that is tied to it."""
    reached = set(bare)
    while True:
        touched = {key for each in sums for key in (each.total, *each.parts) if reached & {each.total, *each.parts}}
        if touched & hidden <= reached:
            return touched
        reached |= touched & hidden


def _needed(
    known: Mapping[Key, int],
    hidden: set[Key],
    extra: set[Key],
    safe: Mapping[Key, frozenset[Key]],
    sums: Sequence[Sum[Key]],
) -> set[Key]:
    """Shows again, largest first, whatever turned out to protect nothing."""
    for key in sorted(extra, key=lambda key: known[key], reverse=True):
        without = hidden - {key}
        lost = {each for each, moved in safe.items() if key in moved or not known[key]}
        again = protections(known, without, lost, sums)
        if lost <= again.keys():
            hidden, safe = without, {**safe, **again}
    return hidden


def _shown(key: Key, count: int | None, small: set[Key], hidden: set[Key], round_to: int) -> Shown:
    if key in hidden:
        return Hidden.SMALL if key in small else Hidden.PROTECTS
    return None if count is None else (count + round_to // 2) // round_to * round_to


def _alone(count: int | None, threshold: int) -> Shown:
    if count is None:
        return None
    return Hidden.SMALL if is_small(_checked("it", count), threshold) else count
