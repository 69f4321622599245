"""A made-up hub at work, again and again: how long decisions take with these people and that demand. Pure.

Discrete events on the line of open hours: enquiries arrive by weekday and hour, are screened, partners are asked, the
decision is made and signed. Red comes before amber, amber before green; nobody drops what is begun. The same seed gives
the same hub, and gives each enquiry the same luck whoever is there: two hubs differ by what differs in them, not by
chance (common random numbers). In the limit of one step, one class and always open it is the Erlang C queue (tested).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from math import ceil, inf, sqrt

import numpy as np
from numpy.typing import NDArray

from dashboard.clocks import Limit, Unit
from dashboard.hub_calendar import DAY, OpenHours

Numbers = NDArray[np.float64]
PERCENTILES = (50, 80, 95)


@dataclass(frozen=True)
class Step:
    """A piece of work: who does it, and how many minutes it takes on average."""

    role: str
    minutes: float


@dataclass(frozen=True)
class Check:
    """What a partner is asked: how often, and the work there; without a role its own office answers, after minutes."""

    agency: str
    chance: float
    step: Step


@dataclass(frozen=True)
class Route:
    """How enquiries of one rating go: how often they come, what is done before and after the partners answer."""

    rating: str
    share: float
    urgency: int
    before: tuple[Step, ...]
    checks: tuple[Check, ...]
    after: tuple[Step, ...]
    limit: Limit | None
    # Work that follows a decision and holds nobody up but those who do it: how often, and what.
    follow_chance: float = 0.0
    follow: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Hub:
    """Everything a run needs: when it is open, what comes when, who is there.

    `arrivals` are expected enquiries by weekday (Monday first) and hour, of one week. `people` may be fractions: 1.5
    are two people each of whom takes a third longer. Urgent enquiries that come while the hub is closed go to the duty
    team, when there is one, and are not followed here.
    """

    open_hours: OpenHours
    arrivals: Numbers
    routes: tuple[Route, ...]
    people: Mapping[str, float]
    warm_up_days: int
    measured_days: int
    duty_team_takes: str = ""


@dataclass(frozen=True)
class Estimate:
    """A figure of many runs and its standard error by chance."""

    value: float
    error: float


@dataclass(frozen=True)
class Outcome:
    """One rating: how many were followed, the share decided in time, hours to decision, the share without one.

    `hours` by percentile are hours the hub was open; None where in some run so many were undecided at the end.
    """

    rating: str
    followed: int
    in_time: Estimate | None
    hours: Mapping[int, Estimate | None]
    undecided: float


def simulate(hub: Hub, *, runs: int, seed: int) -> list[Outcome]:
    """So many runs of the hub, summed up by rating; ValueError when nobody is there to do what every decision needs."""
    for route in hub.routes:
        for step in (*route.before, *route.after):
            if hub.people.get(step.role, 0.0) <= 0:
                raise ValueError(f"Nobody is there as {step.role}.")
    seeds = np.random.SeedSequence(seed).spawn(runs)
    done = [_Run(hub, np.random.default_rng(each)).finish() for each in seeds]
    return [_summed(hub, number, done) for number in range(len(hub.routes))]


# One run --------------------------------------------------------------------


@dataclass
class _Enquiry:
    """One enquiry on its way: minutes around the clock and on the line, and how many answers it waits for.

    `times` and `chances` are its luck: for each thing that may be done for it how long that takes, as a share of the
    average, and whether it has to be done.
    """

    route: int
    received: float
    begun: float
    times: list[float]
    chances: list[float]
    left: int = 0
    place: int = 0
    decided: float = -1.0
    measured: bool = True


class _Run:
    """The clock, the desks and their queues of one run."""

    def __init__(self, hub: Hub, rng: np.random.Generator) -> None:
        self.hub = hub
        self.arrivals, self.luck = rng.spawn(2)
        self.order = count()
        self.events: list[tuple[float, int, _Enquiry, str, int]] = []
        self.free = {role: ceil(people) for role, people in hub.people.items() if people > 0}
        self.slower = {role: ceil(people) / people for role, people in hub.people.items() if people > 0}
        self.queues: dict[str, list[tuple[int, int, _Enquiry, float, int]]] = {role: [] for role in self.free}
        self.done: list[_Enquiry] = []

    def finish(self) -> list[_Enquiry]:
        """Run to the end of the line; gives the enquiries of the measured days, decided or not."""
        for enquiry in self._arriving():
            heappush(self.events, (enquiry.begun, next(self.order), enquiry, "", _ARRIVES))
        end = self.hub.open_hours.end
        while self.events and self.events[0][0] <= end:
            now, _, enquiry, role, kind = heappop(self.events)
            if role:
                self._let_go(role, now)
            if kind == _ARRIVES:
                self._go_on(enquiry, now)
            elif kind == _STEP:
                enquiry.place += 1
                self._go_on(enquiry, now)
            elif kind == _ANSWER:
                enquiry.left -= 1
                if not enquiry.left:
                    self._go_on(enquiry, now)
        return [each for each in self.done if each.measured]

    def _arriving(self) -> list[_Enquiry]:
        hub, hours = self.hub, self.hub.open_hours
        days = hub.warm_up_days + hub.measured_days
        weekday = hours.first.weekday()
        expected = np.array([hub.arrivals[(weekday + day) % 7] for day in range(hours.days)])
        counts = self.arrivals.poisson(expected)
        shares = np.cumsum([route.share for route in hub.routes])
        things = max(_things(route) for route in hub.routes)
        times = iter(self.luck.exponential(size=(counts.sum(), things)).tolist())
        chances = iter(self.luck.random((counts.sum(), things)).tolist())
        found = []
        for day, hour in zip(*np.nonzero(counts), strict=True):
            for minute in self.arrivals.random(counts[day, hour]) * 60:
                route = int(np.searchsorted(shares, self.arrivals.random() * shares[-1]))
                luck = next(times), next(chances)
                received = float(day * DAY + hour * 60 + minute)
                if hub.routes[route].rating == hub.duty_team_takes and not hours.is_open(received):
                    continue
                measured = hub.warm_up_days <= day < days
                found.append(_Enquiry(route, received, hours.on_line(received), *luck, measured=measured))
        self.done = found
        return found

    def _go_on(self, enquiry: _Enquiry, now: float) -> None:
        """The next step: before the partners are asked, the asking, after it, the end."""
        route = self.hub.routes[enquiry.route]
        before = len(route.before)
        if enquiry.place < before:
            self._ask(route.before[enquiry.place], enquiry.place, enquiry, now, _STEP)
        elif enquiry.place == before and not enquiry.left and self._ask_partners(route, enquiry, now):
            enquiry.place += 1
        else:
            enquiry.place = max(enquiry.place, before + 1)
            step = enquiry.place - before - 1
            asked = before + len(route.checks)
            if step < len(route.after):
                self._ask(route.after[step], asked + step, enquiry, now, _STEP)
            elif enquiry.decided < 0:
                enquiry.decided = now
                first = asked + len(route.after)
                if route.follow and enquiry.chances[first] < route.follow_chance:
                    for thing, each in enumerate(route.follow, first):
                        self._ask(each, thing, enquiry, now, _ASIDE)

    def _ask_partners(self, route: Route, enquiry: _Enquiry, now: float) -> bool:
        things = enumerate(route.checks, len(route.before))
        asked = [(thing, check) for thing, check in things if enquiry.chances[thing] < check.chance]
        enquiry.left = len(asked)
        for thing, check in asked:
            self._ask(check.step, thing, enquiry, now, _ANSWER)
        return bool(asked)

    def _ask(self, step: Step, thing: int, enquiry: _Enquiry, now: float, kind: int) -> None:
        """Work for somebody: at once when one is free, else behind what is as urgent; without a role time does it."""
        minutes = step.minutes * enquiry.times[thing]
        if not step.role or step.role not in self.free:
            if kind != _ASIDE:
                heappush(self.events, (now + minutes, next(self.order), enquiry, "", kind))
            return
        minutes *= self.slower[step.role]
        if self.free[step.role]:
            self.free[step.role] -= 1
            heappush(self.events, (now + minutes, next(self.order), enquiry, step.role, kind))
        else:
            urgency = self.hub.routes[enquiry.route].urgency
            heappush(self.queues[step.role], (urgency, next(self.order), enquiry, minutes, kind))

    def _let_go(self, role: str, now: float) -> None:
        """Somebody is free: the most urgent that waits is begun."""
        if self.queues[role]:
            _, _, enquiry, minutes, kind = heappop(self.queues[role])
            heappush(self.events, (now + minutes, next(self.order), enquiry, role, kind))
        else:
            self.free[role] += 1


_ARRIVES, _STEP, _ANSWER, _ASIDE = range(4)


def _things(route: Route) -> int:
    """How many things may be done for an enquiry: each has luck of its own, in this order."""
    return len(route.before) + len(route.checks) + len(route.after) + len(route.follow)


# Summing up -----------------------------------------------------------------


def _summed(hub: Hub, number: int, runs: Sequence[Sequence[_Enquiry]]) -> Outcome:
    """A rating over all runs; a run in which none of it came says nothing."""
    route = hub.routes[number]
    of_route = [found for run in runs if (found := [each for each in run if each.route == number])]
    hours = [np.sort([_open_hours(hub, each) for each in found]) for found in of_route]
    every = sum(map(len, of_route))
    return Outcome(
        rating=route.rating,
        followed=every,
        in_time=_estimate([_share_in_time(hub, route, found) for found in of_route]),
        hours={level: _estimate([_percentile(found, level) for found in hours]) for level in PERCENTILES},
        undecided=sum(each.decided < 0 for found in of_route for each in found) / every if every else 0.0,
    )


def _open_hours(hub: Hub, enquiry: _Enquiry) -> float:
    return (enquiry.decided - enquiry.begun) / 60 if enquiry.decided >= 0 else inf


def _share_in_time(hub: Hub, route: Route, found: Sequence[_Enquiry]) -> float:
    if route.limit is None:
        return 0.0
    return sum(_in_time(hub.open_hours, route.limit, each) for each in found) / len(found)


def _in_time(hours: OpenHours, limit: Limit, enquiry: _Enquiry) -> bool:
    if enquiry.decided < 0:
        return False
    decided = hours.around_the_clock(enquiry.decided)
    if limit.unit is Unit.HOURS:
        return decided - enquiry.received <= limit.count * 60
    if limit.unit is Unit.WORKING_DAYS:
        return hours.working_days_between(enquiry.received, decided) <= limit.count
    return decided // DAY - enquiry.received // DAY <= limit.count


def _percentile(ordered: Numbers, level: int) -> float:
    """The smallest of the values that so many of a hundred do not exceed."""
    return float(ordered[max(ceil(len(ordered) * level / 100) - 1, 0)])


def _estimate(values: Sequence[float]) -> Estimate | None:
    """Mean of the runs and its standard error; None where a run has no end, or there is none."""
    if not values or inf in values:
        return None
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    return Estimate(float(np.mean(values)), spread / sqrt(len(values)))
