"""Certificates that end, against places planned: who finds no place in time, month by month. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Month:
    """One month of one course: certificates that end in it, places planned in it, how many of them find none in time.

    `behind` counts everybody whose certificate has ended by the end of the month without a place yet.
    """

    ending: int
    places: int
    short: int
    behind: int


def forecast(ending: Sequence[int], places: Sequence[int], *, early: int) -> list[Month]:
    """Each place goes to whoever's certificate ends first; a certificate is renewed at most `early` months before.

    Both sequences have one whole number a month, of the same length. ValueError for anything else, or below zero.
    """
    if len(ending) != len(places) or early < 0 or any(number < 0 for number in (*ending, *places)):
        raise ValueError("Endings and places are whole numbers from 0 on, one a month, of the same length.")
    left, behind, told = list(ending), 0, []
    for month, room in enumerate(places):
        late = min(room, behind)
        behind, room = behind - late, room - late
        for other in range(month, min(month + early + 1, len(left))):
            taken = min(room, left[other])
            left[other], room = left[other] - taken, room - taken
        behind += left[month]
        told.append(Month(ending[month], places[month], left[month], behind))
    return told
