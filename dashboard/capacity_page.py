"""What the page of capacity says: roles against their work, the chances of the clocks, the backlog, what is assumed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard import capacity, figures_of_area, hub_work
from dashboard.capacity import Situation
from dashboard.clocks import Limit, Unit
from dashboard.hub_simulation import Estimate, Outcome
from dashboard.models import Area
from dashboard.wording import joined, number
from dashboard.workload import BUSY_FROM, BUSY_TO, Load, WhatIf
from figures import charts
from figures.charts import Bar, BarChart, LineChart, Point, Target
from office import rules
from partnership.periods import Kind

PERCENT = charts.Unit(suffix="%", lowest=0)
# The measure that tells how many decisions really kept their clocks.
DECIDED_IN_TIME = "D06"
# The groups and rules that the simulation and the workload rest on.
ASSUMED_GROUP, CLOCKS = "capacity", ("clocks.mash_red", "clocks.mash_amber", "clocks.mash_green")
COLUMNS = ("Part", "What", "As things are", "By chance", "What if", "By chance")


@dataclass(frozen=True)
class RoleRow:
    """One role: who, how many at work, hours a week asked and there, and what that means."""

    role: str
    agencies: str
    people: str
    people_if: str
    asked: str
    there: str
    used: str
    used_if: str
    between: str
    words: str
    kind: str


@dataclass(frozen=True)
class ChanceRow:
    """One rating: its clock, the chance that it is kept, and hours to decision."""

    rating: str
    clock: str
    in_time: str
    in_time_if: str
    half: str
    most: str
    nearly_all: str


@dataclass(frozen=True)
class Assumed:
    """One assumption: what, how much, and the rule by which the office changes it."""

    key: str
    name: str
    words: str
    help: str
    since: date | None


@dataclass(frozen=True)
class CapacityPage:
    """All that the page says."""

    now: Situation
    what_if: WhatIf
    supposed: str
    lead: str
    roles: tuple[RoleRow, ...]
    used_chart: BarChart
    backlog_chart: LineChart
    chances: tuple[ChanceRow, ...]
    nobody: str
    followed: str
    demand: str
    mix: str
    assumed: tuple[Assumed, ...]
    rows: tuple[tuple[Any, ...], ...]


def capacity_page(now: Situation, what_if: WhatIf, *, on: date) -> CapacityPage:
    """The page of how things stand, and beside it of what is supposed."""
    asis, supposed = capacity.loads(now, WhatIf()), capacity.loads(now, what_if)
    asis_chances, if_chances = capacity.chances(now, WhatIf()), capacity.chances(now, what_if)
    nobody = if_chances if isinstance(if_chances, str) else ""
    return CapacityPage(
        now=now,
        what_if=what_if,
        supposed=_supposed(what_if),
        lead=_lead(now, what_if, supposed, if_chances),
        roles=tuple(_roles(now, what_if, asis, supposed)),
        used_chart=_used_chart(supposed),
        backlog_chart=_backlog_chart(now, supposed),
        chances=tuple(_chances(now, what_if, asis_chances, if_chances)),
        nobody=nobody,
        followed=_followed(if_chances),
        demand=_demand(now),
        mix=_mix(now),
        assumed=tuple(_assumed(on)),
        rows=tuple(_rows(what_if, asis, supposed, asis_chances, if_chances)),
    )


def measured(area: Area, *, on: date) -> str:
    """How many decisions really kept their clocks in the last whole year, to judge the simulation by; "" if unknown."""
    told = figures_of_area.of_area(area, codes=[DECIDED_IN_TIME], on=on).get(DECIDED_IN_TIME)
    if told is None:
        return ""
    years = [figure for figure in told.series.of(Kind.FINANCIAL_YEAR) if figure.period.end < on]
    if not years:
        return ""
    words = told.series.definition.words_of_parts()
    parts = [
        f"{words[part].lower()} {told.series.write(figure.value)}"
        for part in words
        for figure in told.series.of(Kind.FINANCIAL_YEAR, part)
        if part and figure.period == years[-1].period and figure.value is not None
    ]
    return f"Measured in {years[-1].period}: {joined(parts)}." if parts else ""


# Words ----------------------------------------------------------------------


def _lead(now: Situation, what_if: WhatIf, loads: Sequence[Load], chances: Sequence[Outcome] | str) -> str:
    decider = next((load for load in loads if load.role == hub_work.told().decider), None)
    weekly = sum(week.expected for week in now.weeks) / len(now.weeks) * (1 + what_if.demand)
    words = f"About {weekly:,.0f} enquiries a week are expected."
    if decider and decider.utilisation is not None:
        words += f" They ask for {_percent(decider.utilisation)} of the hours that {decider.role}s have for them."
    if not isinstance(chances, str):
        told = [f"{row.rating} {_percent(row.in_time.value)}" for row in chances if row.in_time]
        words += f" By the simulation decided in time: {joined(told)}." if told else ""
    return words


def _supposed(what_if: WhatIf) -> str:
    """ "What if demand goes up by 10% and Oakvale Police withdraws its people?" """
    parts = []
    if what_if.demand:
        parts.append(f"demand goes {'up' if what_if.demand > 0 else 'down'} by {_percent(abs(what_if.demand))}")
    if what_if.vacant is not None:
        parts.append(f"{_percent(what_if.vacant)} of posts are empty")
    if what_if.sick is not None:
        parts.append(f"{_percent(what_if.sick)} of people are absent")
    if what_if.without:
        parts.append(f"{what_if.without} withdraws its people")
    return f"What if {joined(parts)}?" if parts else ""


def _demand(now: Situation) -> str:
    low, high = (sum(getattr(week, name) for week in now.weeks) / len(now.weeks) for name in ("low", "high"))
    return (
        f"Enquiries are expected as forecast for {number(len(now.weeks))} weeks from {_day(now.weeks[0].monday)}: "
        f"in 80 of 100 such weeks {low:,.0f} to {high:,.0f}."
    )


def _mix(now: Situation) -> str:
    shares = joined([f"{_percent(share)} {rating}" for rating, share in now.shape.mix.shares.items()])
    whence = "as assumed, because too few are known" if now.shape.mix.assumed else "as in the last year of events"
    return f"Of them {shares}, {whence}; they arrive by weekday and hour as in that year."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _judged(used: float | None) -> tuple[str, str]:
    """Words and kind of how busy a role is."""
    if used is None:
        return "Nobody is there", "worse"
    if used > 1:
        return "More work than hours: the backlog grows", "worse"
    if used > BUSY_TO:
        return "Strained: waits grow fast", "worse"
    return ("Busy", "notable") if used >= BUSY_FROM else ("Room to spare", "better")


# Roles and backlog ----------------------------------------------------------


def _roles(now: Situation, what_if: WhatIf, asis: Sequence[Load], supposed: Sequence[Load]) -> Iterable[RoleRow]:
    bounds = [capacity.loads(now, what_if, bound=bound) for bound in ("low", "high")]
    for before, after, low, high in zip(asis, supposed, *bounds, strict=True):
        words, kind = _judged(after.utilisation)
        agencies = sorted({post.agency for post in now.posts if post.role == before.role})
        weeks = len(after.work)
        yield RoleRow(
            role=before.role.capitalize(),
            agencies=joined(agencies),
            people=f"{before.people:.1f}",
            people_if=f"{after.people:.1f}" if what_if.changes_anything else "",
            asked=f"{sum(after.work) / weeks:,.0f}",
            there=f"{sum(after.hours) / weeks:,.0f}",
            used=_used(before),
            used_if=_used(after) if what_if.changes_anything else "",
            between="" if after.utilisation is None else f"{_used(low)} to {_used(high)}",
            words=words,
            kind=kind,
        )


def _used(load: Load) -> str:
    return "Nobody there" if load.utilisation is None else _percent(load.utilisation)


def _used_chart(loads: Sequence[Load]) -> BarChart:
    there = [(load.role, load.utilisation) for load in loads if load.utilisation is not None]
    away = [load.role for load in loads if load.utilisation is None]
    bars = tuple(Bar(role.capitalize(), 100 * used, chosen=role == hub_work.told().decider) for role, used in there)
    said = [f"{role} {_percent(used)}" for role, used in there]
    nobody = f" Nobody is there as {joined(away)}." if away else ""
    return BarChart(
        title="Share of the hours each role has that the work asks for",
        sentence=f"{joined(said).capitalize()}. Above {_percent(BUSY_TO)} waits grow fast.{nobody}" if said else nobody,
        unit=PERCENT,
        bars=bars,
        target=Target(100 * BUSY_TO, f"Ceiling in practice {_percent(BUSY_TO)}"),
    )


def _backlog_chart(now: Situation, loads: Sequence[Load]) -> LineChart:
    """What waits for whoever decides, at the end of each week."""
    decider = hub_work.told().decider
    load = next((each for each in loads if each.role == decider), None)
    left = load.backlog if load else tuple(0.0 for _ in now.weeks)
    return LineChart(
        title=f"Hours of work that wait for a {decider} at the end of each week",
        sentence=f"{left[0]:,.0f} hours after the first week, {left[-1]:,.0f} after {number(len(left))} weeks.",
        unit=charts.Unit(),
        points=tuple(
            Point(week.monday, f"{week.monday.day} {week.monday:%b}", hours)
            for week, hours in zip(now.weeks, left, strict=True)
        ),
        year_starts=1,
    )


# Chances --------------------------------------------------------------------


def _chances(
    now: Situation, what_if: WhatIf, asis: Sequence[Outcome] | str, supposed: Sequence[Outcome] | str
) -> Iterable[ChanceRow]:
    after = asis if isinstance(supposed, str) else supposed
    if isinstance(after, str):
        return
    before = after if isinstance(asis, str) else asis
    for was, will in zip(before, after, strict=True):
        yield ChanceRow(
            rating=was.rating.capitalize(),
            clock=_clock(now.limits[was.rating]),
            in_time=_chance(was.in_time),
            in_time_if=""
            if not what_if.changes_anything
            else "None"
            if isinstance(supposed, str)
            else _chance(will.in_time),
            half=_hours(will.hours[50]),
            most=_hours(will.hours[80]),
            nearly_all=_hours(will.hours[95]),
        )


def _clock(limit: Limit) -> str:
    unit = {Unit.HOURS: "hour", Unit.WORKING_DAYS: "working day", Unit.CALENDAR_DAYS: "day"}[limit.unit]
    return f"{limit.count} {unit}{'' if limit.count == 1 else 's'}"


def _chance(found: Estimate | None) -> str:
    """ "84% ± 2"; the second figure is the standard error of the simulation."""
    if found is None:
        return "None came"
    return f"{100 * found.value:.0f}% ± {max(100 * found.error, 0.5):.0f}"


def _hours(found: Estimate | None) -> str:
    return "Not within the weeks followed" if found is None else f"{found.value:.1f} ± {max(found.error, 0.05):.1f}"


def _followed(chances: Sequence[Outcome] | str) -> str:
    if isinstance(chances, str):
        return ""
    return f"{sum(each.followed for each in chances):,} made-up enquiries were followed."


# Assumptions and files ------------------------------------------------------


def _assumed(on: date) -> Iterable[Assumed]:
    """Every rule it rests on, in one question."""
    for _, standings in rules.standing(on=on):
        for each in standings:
            if each.rule.group == ASSUMED_GROUP or each.rule.key in CLOCKS:
                since = each.row.valid_from if each.row else None
                yield Assumed(each.rule.key, each.rule.name, each.words, each.rule.help, since)


def _rows(
    what_if: WhatIf,
    asis: Sequence[Load],
    supposed: Sequence[Load],
    asis_chances: Sequence[Outcome] | str,
    if_chances: Sequence[Outcome] | str,
) -> Iterable[tuple[Any, ...]]:
    """The page as rows of a file, in the order of COLUMNS."""
    for before, after in zip(asis, supposed, strict=True):
        yield ("People at work", before.role, round(before.people, 2), "", round(after.people, 2), "")
        for what, name in (("Hours of work a week", "work"), ("Hours there a week", "hours")):
            was, will = (sum(getattr(load, name)) / len(load.work) for load in (before, after))
            yield (what, before.role, round(was, 1), "", round(will, 1), "")
        yield ("Share of hours asked for, %", before.role, _used_figure(before), "", _used_figure(after), "")
        yield ("Hours left at the end", before.role, round(before.backlog[-1], 1), "", round(after.backlog[-1], 1), "")
    for was, will in _pairs(asis_chances, if_chances):
        yield ("Decided in time, %", was.rating, *_figure(was.in_time, 100), *_figure(will.in_time, 100))
        for level in was.hours:
            what = f"Open hours to decision, {level} of 100"
            yield (what, was.rating, *_figure(was.hours[level]), *_figure(will.hours[level]))


def _pairs(asis: Sequence[Outcome] | str, supposed: Sequence[Outcome] | str) -> Iterable[tuple[Outcome, Outcome]]:
    if isinstance(asis, str) or isinstance(supposed, str):
        return []
    return zip(asis, supposed, strict=True)


def _used_figure(load: Load) -> float | str:
    return "" if load.utilisation is None else round(100 * load.utilisation, 1)


def _figure(found: Estimate | None, times: float = 1) -> tuple[Any, Any]:
    return ("", "") if found is None else (round(times * found.value, 2), round(times * found.error, 2))
