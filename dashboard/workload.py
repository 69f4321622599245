"""Work against hands: hours that demand asks of each role, hours that are there, and the backlog that follows. Pure.

The backlog of a week is what was left, what came, less what could be done: B[t+1] = max(0, B[t] + work - hours)
(domain notes, data_and_methods 5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The wait grows as 1 / (1 - utilisation): at 80% it is five times what it is at nought, at 90% ten times.
BUSY_FROM, BUSY_TO = 0.80, 0.85


@dataclass(frozen=True)
class Post:
    """The posts of one role of one agency, in full-time equivalents, as the latest return has them."""

    agency: str
    role: str
    established: float
    in_post: float
    agency_staff: float
    absent: float

    @property
    def at_work(self) -> float:
        """Who is there: in post and agency staff less those absent."""
        return max(self.in_post + self.agency_staff - self.absent, 0.0)


@dataclass(frozen=True)
class WhatIf:
    """What is changed for a look: shares are of 1; None leaves a thing as it is."""

    demand: float = 0.0
    vacant: float | None = None
    sick: float | None = None
    without: str = ""

    @property
    def changes_anything(self) -> bool:
        """Whether it differs from how things are."""
        return bool(self.demand or self.without or self.vacant is not None or self.sick is not None)


def changed(post: Post, what_if: WhatIf) -> Post:
    """The posts of a role when vacancies, sickness or the presence of its agency are as supposed."""
    if post.agency == what_if.without:
        return Post(post.agency, post.role, post.established, 0.0, 0.0, 0.0)
    in_post = post.in_post if what_if.vacant is None else post.established * (1 - what_if.vacant)
    if what_if.sick is not None:
        absent = in_post * what_if.sick
    else:
        absent = post.absent * (in_post / post.in_post if post.in_post else 0.0)
    return Post(post.agency, post.role, post.established, in_post, post.agency_staff, absent)


@dataclass(frozen=True)
class Load:
    """One role: hours of work and hours there in each week to come, and what is left at the end of each, in hours."""

    role: str
    people: float
    work: tuple[float, ...]
    hours: tuple[float, ...]
    backlog: tuple[float, ...]

    @property
    def utilisation(self) -> float | None:
        """Work over hours of all weeks together; None where nobody is there."""
        return sum(self.work) / sum(self.hours) if sum(self.hours) else None


def backlog(start: float, work: Sequence[float], hours: Sequence[float]) -> tuple[float, ...]:
    """What is left at the end of each week, in hours of work."""
    left, found = start, []
    for came, there in zip(work, hours, strict=True):
        left = max(0.0, left + came - there)
        found.append(left)
    return tuple(found)


def balance(
    demand: Sequence[float],
    *,
    hours_each: Mapping[str, float],
    people: Mapping[str, float],
    hours_a_week: Sequence[float],
    waiting: Mapping[str, float] | None = None,
) -> list[Load]:
    """Each role against its work, week by week.

    `demand` is enquiries a week, `hours_each` the hours one enquiry asks of a role, `people` how many are at work in
    it, `hours_a_week` the hours one person has for this work in each week, `waiting` what waits already, in enquiries.
    """
    found = []
    for role, each in hours_each.items():
        work = tuple(each * count for count in demand)
        hours = tuple(people.get(role, 0.0) * one for one in hours_a_week)
        start = (waiting or {}).get(role, 0.0) * each
        found.append(Load(role, people.get(role, 0.0), work, hours, backlog(start, work, hours)))
    return found
