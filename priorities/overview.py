"""What the pages of a plan tell: its aims, and each priority with its place, its people and which way it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from office import rules
from priorities import progress
from priorities.models import Action, Aim, Place, Plan, Priority, Progress
from priorities.progress import Facts, State
from priorities.travel import Seen, Travel, travel

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person

    Viewer = Person | AnonymousUser


@dataclass(frozen=True)
class Row:
    """One priority in a plan: its place there, and which way it goes."""

    place: Place
    travel: Travel

    @property
    def priority(self) -> Priority:
        """The priority itself."""
        return self.place.priority


@dataclass(frozen=True)
class Overview:
    """A plan as a viewer may see it: aims in order, each with its rows."""

    plan: Plan
    aims: tuple[tuple[Aim, tuple[Row, ...]], ...]

    @property
    def rows(self) -> list[Row]:
        """All rows in the order of the plan."""
        return [row for _, rows in self.aims for row in rows]

    @property
    def sentence(self) -> str:
        """What the plan says at a glance."""
        ways = Counter(row.travel.words for row in self.rows)
        late = sum(bool(row.travel.late) for row in self.rows)
        if not self.rows:
            return "No priority of this plan is published yet."
        parts = [
            f"{_number(ways[words])} {'is' if ways[words] == 1 else 'are'} {said}"
            for words, said in (("Getting better", "getting better"), ("Getting worse", "getting worse"))
            if ways[words]
        ]
        if late:
            parts.append(f"{_number(late)} {'has' if late == 1 else 'have'} something late")
        said = "; ".join(parts)
        many = f"{_number(len(self.rows)).capitalize()} {'priority' if len(self.rows) == 1 else 'priorities'}"
        return f"{many}: {said}." if said else f"{many}."


def of_today(viewer: Viewer, *, on: date) -> Plan | None:
    """The plan in force; else, of those a viewer may see, the last that has begun, else the next to come."""
    seen = Plan.objects.visible_to(viewer)
    return (
        seen.in_force(on).order_by("published_at").first()
        or seen.filter(starts_on__lte=on).order_by("-starts_on").first()
        or seen.order_by("starts_on").first()
    )


def of(plan: Plan, *, viewer: Viewer, on: date) -> Overview:
    """A plan on a day, as far as a viewer may see it."""
    places = _places(viewer).filter(aim__plan=plan)
    ways = ways_of([place.priority_id for place in places], viewer=viewer, on=on)
    rows: dict[int, list[Row]] = {}
    for place in places:
        rows.setdefault(place.aim_id, []).append(Row(place, ways[place.priority_id]))
    aims = (aim for aim in plan.aims.all() if aim.pk in rows or viewer.is_authenticated)
    return Overview(plan, tuple((aim, tuple(rows.get(aim.pk, ()))) for aim in aims))


def place_of(priority: Priority, *, viewer: Viewer, on: date) -> Place | None:
    """The place a priority has today: in the plan in force, else in the last plan a viewer may see it in."""
    places = list(_places(viewer).filter(priority=priority).order_by("-aim__plan__starts_on"))
    current = [place for place in places if place.aim.plan.starts_on <= on <= place.aim.plan.ends_on]
    past = [place for place in places if place.aim.plan.starts_on <= on]
    return next(iter([*current, *past, *places]), None)


def _places(viewer: Viewer) -> QuerySet[Place]:
    """Places a viewer may see, with what a row shows."""
    places = Place.objects.filter(
        priority__in=Priority.objects.visible_to(viewer), aim__plan__in=Plan.objects.visible_to(viewer)
    )
    if not viewer.is_authenticated:
        places = places.filter(published=True)
    return places.select_related("aim__plan", "priority__lead_agency", "sponsor", "co_owner").order_by(
        "aim__number", "number"
    )


def ways_of(priorities: Iterable[int], *, viewer: Viewer, on: date) -> dict[int, Travel]:
    """Which way each of some priorities goes, by the actions a viewer may see; two questions, however many."""
    wanted = set(priorities)
    actions = Action.objects.visible_to(viewer).living().filter(priorities__in=wanted).distinct().told()
    seen: dict[int, list[Seen]] = {pk: [] for pk in wanted}
    for action in actions.prefetch_related(Prefetch("priorities", Priority.objects.only("pk"))):
        for priority in action.priorities.all():
            if priority.pk in wanted:
                seen[priority.pk].append(_seen(action, on))
    return {pk: travel(each, on=on, silent_after=silent_after(on)) for pk, each in seen.items()}


def silent_after(on: date) -> int:
    """After how many days without a word an action counts as silent."""
    return int(rules.value("actions.silent_after", on=on))


def _seen(action: Action, on: date) -> Seen:
    facts = Facts(
        state=State(action.state),
        due_on=action.due_on,
        told_on=action.told_on,
        impact_due_on=action.impact_due_on,
        worse=action.last_direction == Progress.Direction.WORSE,
    )
    light = progress.standing(facts, on, silent_after=silent_after(on)).light
    return Seen(light, action.last_direction or "", action.told_on)


def worst_first(rows: Sequence[Row]) -> list[Row]:
    """The order of the board's page: red, then stale, then the rest, each in the order of the plan."""
    return sorted(rows, key=lambda row: row.travel.rank)


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else f"{count:,}"
