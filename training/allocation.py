"""Who gets the places that have become free, and why. Pure.

The rule of fair places (peers.md 10.4), in this order: places go to whoever needs the course most by role, then to
whoever took it and is out of date, then to whoever has waited longest; while the mix is kept, no agency gets more than
its share; those who wait together as a whole get all their places or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Waiter:
    """One person on the waiting list; `group` marks those who wait together, `whole` that all of them go or none."""

    key: int
    agency: int
    since: datetime
    needs_it_first: bool = False
    expired: bool = False
    group: UUID | None = None
    whole: bool = False


@dataclass(frozen=True)
class Mix:
    """How many places one agency may have (None: any number), until which day, and how many each has now."""

    most: int | None
    until: date | None
    taken: Mapping[int, int]


@dataclass(frozen=True)
class Choice:
    """Who is chosen, and the reason in words, fit to show."""

    keys: tuple[int, ...]
    reason: str


def ranked(queue: Sequence[Waiter]) -> list[Waiter]:
    """The waiting list in the order of the rule; of two with the same standing the one who has waited longer."""
    return sorted(queue, key=lambda waiter: (not waiter.needs_it_first, not waiter.expired, waiter.since, waiter.key))


def next_in_line(queue: Sequence[Waiter], *, free: int, mix: Mix) -> list[Choice]:
    """Who gets the free places, one choice a person (or a group that goes as a whole); at most `free` people in all."""
    chosen: list[Choice] = []
    taken = dict(mix.taken)
    left = free
    done: set[int] = set()
    for waiter in ranked(queue):
        if waiter.key in done:
            continue
        party = _party(waiter, queue)
        done.update(each.key for each in party)
        if len(party) > left or not _within_mix(party, taken, mix):
            continue
        for each in party:
            taken[each.agency] = taken.get(each.agency, 0) + 1
        left -= len(party)
        chosen.append(Choice(tuple(each.key for each in party), _reason(waiter, party, queue)))
    return chosen


def share_used_up(agency: int, *, mix: Mix) -> bool:
    """Whether an agency has all the places it may have for now."""
    return mix.most is not None and mix.taken.get(agency, 0) >= mix.most


def _party(waiter: Waiter, queue: Sequence[Waiter]) -> list[Waiter]:
    """Those who go together with somebody: the whole group, or the one person."""
    if waiter.group is None or not waiter.whole:
        return [waiter]
    return [each for each in ranked(queue) if each.group == waiter.group]


def _within_mix(party: Sequence[Waiter], taken: Mapping[int, int], mix: Mix) -> bool:
    if mix.most is None:
        return True
    after = dict(taken)
    for each in party:
        after[each.agency] = after.get(each.agency, 0) + 1
    return all(after[each.agency] <= mix.most for each in party)


def _reason(waiter: Waiter, party: Sequence[Waiter], queue: Sequence[Waiter]) -> str:
    together = f" {len(party)} people wait together and go together." if len(party) > 1 else ""
    if waiter.needs_it_first:
        return f"This role needs the course most, so it comes first.{together}"
    if waiter.expired:
        return f"Took this course before, and it has run out.{together}"
    passed = [each for each in queue if each.key not in {one.key for one in party} and each.since < waiter.since]
    if passed:
        return f"Next of those whose agency has not yet had its share of the places.{together}"
    return f"Has waited longest.{together}"
