"""What other rooms know of an agency, to stand beside its return: who came to training, later how audits graded it.

A source is one function: given the agencies and a day it says, by agency, one `Known`. A room that comes to know
something adds its function to SOURCES and nothing else changes.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from partnership.models import Headcount
from training import counts

# Fewer people could tell who came (the same least number as for answers of staff).
LEAST = 5
MANY = 40


@dataclass(frozen=True)
class Known:
    """One figure, 0 to 100, with its sentence; None where it cannot be told or its base is not known.

    `codes` are the questions it may be held against: the first of them that was answered is.
    """

    name: str
    value: int | None
    sentence: str
    codes: tuple[str, ...] = ()


Source = Callable[[Collection[int], date], dict[int, Known]]


def training(agencies: Collection[int], on: date) -> dict[int, Known]:
    """Who of an agency came to the partnership's training in the last year, of the people it counts."""
    came = counts.came_of(agencies, on=on)
    people = _people(agencies, on)
    return {each: trained(came.get(each, 0), people.get(each)) for each in agencies}


def trained(came: int, people: int | None) -> Known:
    """So many came of so many people: the share, or, where few came of many, the most it can be."""
    codes = ("multi-agency-training", "school-training", "training-rate")
    few = "Fewer than five, or nobody, came"
    if people is None:
        words = f"{came} came" if came >= LEAST else few
        return Known("Training", None, f"{words} in the last year; how many people it has is not known.", codes)
    if came >= LEAST:
        share = min(100, round(came * 100 / people)) if people else None
        return Known("Training", share, f"{came} of {people} people came in the last year.", codes)
    # Of forty people fewer than five are at most a tenth, whoever they were: that may be held against a grade.
    most = round((LEAST - 1) * 100 / people) if people >= MANY else None
    return Known("Training", most, f"{few} of {people} people in the last year.", codes)


def _people(agencies: Collection[int], on: date) -> dict[int, int]:
    """The newest count of each job role, added up by agency."""
    newest: dict[tuple[int, str], int] = {}
    rows = Headcount.objects.filter(agency__in=agencies, counted_on__lte=on).order_by("counted_on")
    for agency, role, people in rows.values_list("agency", "job_role", "people"):
        newest[agency, role] = people
    added: dict[int, int] = {}
    for (agency, _), people in newest.items():
        added[agency] = added.get(agency, 0) + people
    return added


SOURCES: tuple[Source, ...] = (training,)


def known_of(agencies: Collection[int], on: date) -> dict[int, tuple[Known, ...]]:
    """All that other rooms know, by agency; two queries for each source."""
    found = [source(agencies, on) for source in SOURCES]
    return {each: tuple(one[each] for one in found if each in one) for each in agencies}
