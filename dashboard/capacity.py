"""Capacity against demand: what the hub must expect and who is there, and what would be if that were otherwise.

Demand comes from the forecast of enquiries, people from the staffing returns, minutes and hours from the rules of the
office, the mix of enquiries from the last year. Nothing is shown that is not an assumption one can read and change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Max

from dashboard import demand_shape, hiding, hub_calendar, hub_simulation, hub_work, recompute, workload
from dashboard.clocks import Limit
from dashboard.demand_shape import Shape
from dashboard.hub_calendar import OpenHours
from dashboard.hub_simulation import Hub, Outcome
from dashboard.models import Area, Forecast, StaffingWeek
from dashboard.workload import Load, Post, WhatIf
from office import rules
from partnership.periods import Kind

ENQUIRIES = "D01"
WEEKS = 13
# A return older than this no longer says who is there.
RETURN_DAYS = 60
WARM_UP_DAYS, MEASURED_DAYS, FOLLOWED_DAYS = 7, 28, 14
# So many enquiries are followed in all runs together, as near as whole runs allow.
FOLLOWED, LEAST_RUNS, MOST_RUNS = 8_000, 5, 30
SEED = 2025
KEPT_FOR = 7 * 24 * 3600


@dataclass(frozen=True)
class Week:
    """One week to come: enquiries expected, and between how many 80 of 100 such weeks would lie."""

    monday: date
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Situation:
    """All that is known before anything is supposed."""

    area: Area
    posts: tuple[Post, ...]
    told_on: date
    weeks: tuple[Week, ...]
    shape: Shape
    minutes: Mapping[str, float]
    limits: Mapping[str, Limit]
    opens: int
    closes: int
    hours_a_week: int
    other_duties: float
    outside_hours: int
    duty_team: bool

    @cached_property
    def agencies(self) -> list[str]:
        """Who has people in the hub."""
        return sorted({post.agency for post in self.posts})

    @property
    def shares(self) -> dict[str, float]:
        """The share of agreed posts that is empty and of people in post that is absent, all roles together."""
        established, in_post, absent = (
            sum(getattr(post, name) for post in self.posts) for name in ("established", "in_post", "absent")
        )
        return {
            "vacant": max(1 - in_post / established, 0.0) if established else 0.0,
            "sick": absent / in_post if in_post else 0.0,
        }

    def people(self, what_if: WhatIf) -> dict[str, float]:
        """How many are at work in each role."""
        found: dict[str, float] = {}
        for post in self.posts:
            found[post.role] = found.get(post.role, 0.0) + workload.changed(post, what_if).at_work
        return found


def situation(area: Area, *, on: date) -> Situation | None:
    """How things stand; None without a staffing return of the hub or without a forecast of its enquiries."""
    posts, told_on = _posts(area)
    forecast = Forecast.objects.living().of_area(area).of_measure(ENQUIRIES).filter(refusal="").first()
    threshold = hiding.largest_hidden(on=on)
    if not posts or forecast is None or forecast.hidden_for != threshold:
        return None
    return Situation(
        area=area,
        posts=posts,
        told_on=told_on,
        weeks=_weeks(forecast),
        shape=demand_shape.of(area, until=forecast.last_known, threshold=threshold, made_at=str(forecast.pk)),
        minutes={each.minutes: float(_rule(each.minutes, on)) for each in hub_work.told().work},
        limits={rating: _limit(rating, on) for rating in hub_work.RATINGS},
        opens=_rule("capacity.opens_at", on) * 60,
        closes=max(_rule("capacity.closes_at", on), _rule("capacity.opens_at", on) + 1) * 60,
        hours_a_week=_rule("capacity.hours_a_week", on),
        other_duties=_rule("capacity.other_duties", on) / 100,
        outside_hours=_rule("capacity.answer_from_outside", on),
        duty_team=bool(rules.value("capacity.duty_team", on=on)),
    )


def loads(now: Situation, what_if: WhatIf, *, bound: str = "expected") -> list[Load]:
    """Each role against its work in the weeks to come; `bound` takes low or high demand in place of the expected."""
    people = now.people(what_if)
    present = [role for role, count in people.items() if count > 0]
    each = hub_work.hours_each(now.shape.mix, now.minutes, list(people))
    first = now.weeks[0].monday
    open_hours = hub_calendar.hours_open(first, len(now.weeks), now.opens, now.closes)
    whole = 5 * (now.closes - now.opens) / 60
    decider = hub_work.told().decider
    return workload.balance(
        [getattr(week, bound) * (1 + what_if.demand) for week in now.weeks],
        hours_each=each,
        people={role: people[role] for role in present},
        hours_a_week=[now.hours_a_week * (1 - now.other_duties) * hours / whole for hours in open_hours],
        waiting={decider: float(now.shape.undecided)},
    )


def chances(now: Situation, what_if: WhatIf) -> list[Outcome] | str:
    """How decisions would keep their clocks, by simulation; a sentence where nobody could decide."""
    hub = hub_of(now, what_if)
    for role in sorted({step.role for route in hub.routes for step in (*route.before, *route.after)}):
        if hub.people.get(role, 0.0) <= 0:
            return f"Without a {role} nothing is decided: there is nobody to do that work."
    runs = _runs(now, what_if)
    key = "hub:" + sha256(repr((hub, hub.arrivals.tobytes(), runs, SEED)).encode()).hexdigest()
    found: list[Outcome] | None = cache.get(key)
    if found is None:
        found = hub_simulation.simulate(hub, runs=runs, seed=SEED)
        cache.set(key, found, KEPT_FOR)
    return found


def hub_of(now: Situation, what_if: WhatIf) -> Hub:
    """The hub of the simulation: the first weeks of the forecast, these people."""
    people = now.people(what_if)
    share_of_hours = now.hours_a_week * (1 - now.other_duties) / (5 * (now.closes - now.opens) / 60)
    there = {role: count * share_of_hours for role, count in people.items() if count > 0}
    weekly = sum(week.expected for week in now.weeks[:5]) / len(now.weeks[:5]) * (1 + what_if.demand)
    return Hub(
        open_hours=OpenHours(now.weeks[0].monday, WARM_UP_DAYS + MEASURED_DAYS + FOLLOWED_DAYS, now.opens, now.closes),
        arrivals=now.shape.by_hour * weekly,
        routes=hub_work.routes(
            now.shape.mix,
            now.minutes,
            known=list(people),
            present=list(there),
            limits=now.limits,
            outside_minutes=now.outside_hours * 60.0,
        ),
        people=there,
        warm_up_days=WARM_UP_DAYS,
        measured_days=MEASURED_DAYS,
        duty_team_takes=hub_work.RATINGS[0] if now.duty_team else "",
    )


def _runs(now: Situation, what_if: WhatIf) -> int:
    weekly = now.weeks[0].expected * (1 + what_if.demand)
    days = WARM_UP_DAYS + MEASURED_DAYS + FOLLOWED_DAYS
    return round(min(max(FOLLOWED / max(weekly * days / 7, 1), LEAST_RUNS), MOST_RUNS))


def warm(area: Area, *, on: date) -> None:
    """Work out how things stand beforehand, so that whoever opens the page does not wait."""
    now = situation(area, on=on)
    if now is not None:
        chances(now, WhatIf())


def _posts(area: Area) -> tuple[tuple[Post, ...], date]:
    """What each team of the hub last said of each role, and when the newest week begins."""
    rows = StaffingWeek.objects.of_area(area).filter(team__icontains=hub_work.told().team)
    newest: date | None = rows.aggregate(week=Max("week_commencing"))["week"]
    if newest is None:
        return (), date.min
    latest: dict[tuple[str, str, str], StaffingWeek] = {}
    for row in rows.filter(week_commencing__gt=newest - timedelta(days=RETURN_DAYS)).order_by("week_commencing"):
        latest[row.agency, row.team, row.role] = row
    return tuple(_post(row) for row in latest.values()), newest


def _post(row: StaffingWeek) -> Post:
    """With the role as the table of work knows it, where it holds the same words."""
    known = next((role for role in hub_work.told().roles if role in row.role.lower()), row.role.lower())
    return Post(
        row.agency,
        known,
        float(row.established_fte),
        float(row.in_post_fte),
        float(row.agency_fte),
        float(row.absent_fte),
    )


def _weeks(forecast: Forecast) -> tuple[Week, ...]:
    """The next weeks as forecast; where only months are, each week has its days' share of its months."""
    coming = list(forecast.periods.all())
    weeks = [each for each in coming if each.period_kind == Kind.WEEK][:WEEKS]
    if weeks:
        return tuple(Week(each.starts_on, each.expected, each.low80, each.high80) for each in weeks)
    a_day: dict[date, tuple[float, float, float]] = {}
    for month in coming:
        days = (month.ends_on - month.starts_on).days + 1
        for number in range(days):
            share = (month.expected / days, month.low80 / days, month.high80 / days)
            a_day[month.starts_on + timedelta(days=number)] = share
    first = min(a_day)
    monday = first + timedelta(days=-first.weekday() % 7)
    found = []
    while len(found) < WEEKS and monday + timedelta(days=6) in a_day:
        days_of = [a_day[monday + timedelta(days=number)] for number in range(7)]
        found.append(Week(monday, *(sum(bound) for bound in zip(*days_of, strict=True))))
        monday += timedelta(days=7)
    return tuple(found)


def _limit(rating: str, on: date) -> Limit:
    return recompute.limit_of(on, rules.value(f"clocks.mash_{rating}", on=on))


def _rule(key: str, on: date) -> int:
    return int(rules.value(key, on=on))
