"""Who does what in the hub: from the table of work, the mix of enquiries and the minutes to routes and hours. Pure."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.clocks import Limit
from dashboard.hub_simulation import Check, Route, Step

FILE = Path(__file__).parent / "data" / "hub_work.toml"
RATINGS = ("red", "amber", "green")


@dataclass(frozen=True)
class Work:
    """One kind of work: where on the way it is done, by whom, and which rule says how many minutes it takes."""

    name: str
    place: str
    role: str
    minutes: str
    ratings: tuple[str, ...] = RATINGS
    agency: str = ""


@dataclass(frozen=True)
class Mix:
    """How enquiries are spread: the share of each rating, of each agency asked, of strategy discussions; all of 1."""

    shares: Mapping[str, float]
    asked: Mapping[tuple[str, str], float]
    strategy: Mapping[str, float]
    assumed: bool = False


@dataclass(frozen=True)
class Told:
    """The table of work as its file has it."""

    team: str
    decider: str
    work: tuple[Work, ...]
    assumed: Mapping[str, float] = field(default_factory=dict)

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role once, in the order of the table."""
        return tuple(dict.fromkeys(each.role for each in self.work))

    @property
    def agencies(self) -> tuple[str, ...]:
        """Every kind of agency the hub may ask."""
        return tuple(dict.fromkeys(each.agency for each in self.work if each.agency))


@cache
def told() -> Told:
    """What hub_work.toml says."""
    given: dict[str, Any] = tomllib.loads(FILE.read_text("utf-8"))
    work = tuple(
        Work(**{**each, "ratings": tuple(each["ratings"])} if "ratings" in each else each) for each in given["work"]
    )
    return Told(given["team"], given["decider"], work, given["assumed"])


def assumed_mix() -> Mix:
    """The shares of the file, for a hub of which too little is known."""
    shares = told().assumed
    return Mix(
        shares={rating: shares[rating] for rating in RATINGS},
        asked={(rating, agency): shares["asked"] for rating in RATINGS for agency in told().agencies},
        strategy={rating: shares[f"strategy_{rating}"] for rating in RATINGS},
        assumed=True,
    )


def hours_each(mix: Mix, minutes: Mapping[str, float], present: Collection[str]) -> dict[str, float]:
    """Hours that one enquiry asks of each role that is present, over all ratings and chances."""
    found: dict[str, float] = {}
    for work in told().work:
        if work.role in present:
            of_enquiry = sum(mix.shares[rating] * _chance(work, mix, rating) for rating in work.ratings)
            found[work.role] = found.get(work.role, 0.0) + of_enquiry * minutes[work.minutes] / 60
    return found


def routes(
    mix: Mix,
    minutes: Mapping[str, float],
    *,
    known: Collection[str],
    present: Collection[str],
    limits: Mapping[str, Limit],
    outside_minutes: float,
) -> tuple[Route, ...]:
    """The way of each rating through the hub.

    `known` are the roles the returns speak of, `present` those with somebody at work. Work of a role nobody speaks of
    is left out. Red enquiries do not wait for partners who have nobody in the hub.
    """
    found = []
    for urgency, rating in enumerate(RATINGS):
        of_rating = [work for work in told().work if rating in work.ratings]
        asked = [work for work in of_rating if work.place == "check" and (work.role in present or rating != "red")]
        found.append(
            Route(
                rating=rating,
                share=mix.shares[rating],
                urgency=urgency,
                before=_steps(of_rating, "before", minutes, known),
                checks=tuple(_check(work, mix, rating, minutes, present, outside_minutes) for work in asked),
                after=_steps(of_rating, "after", minutes, known),
                limit=limits[rating],
                follow_chance=mix.strategy[rating],
                follow=_steps(of_rating, "follow", minutes, present),
            )
        )
    return tuple(found)


def _steps(
    of_rating: Sequence[Work], place: str, minutes: Mapping[str, float], roles: Collection[str]
) -> tuple[Step, ...]:
    return tuple(
        Step(work.role, minutes[work.minutes]) for work in of_rating if work.place == place and work.role in roles
    )


def _check(
    work: Work, mix: Mix, rating: str, minutes: Mapping[str, float], present: Collection[str], outside_minutes: float
) -> Check:
    step = Step(work.role, minutes[work.minutes]) if work.role in present else Step("", outside_minutes)
    return Check(work.agency, mix.asked[rating, work.agency], step)


def _chance(work: Work, mix: Mix, rating: str) -> float:
    """How often work is done for an enquiry of a rating."""
    if work.place == "check":
        return mix.asked[rating, work.agency]
    return mix.strategy[rating] if work.place == "follow" else 1.0
