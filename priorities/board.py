"""The board's page: every priority with its direction of travel, red and stale first, and the decisions asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse

from priorities import overview
from priorities.models import Action, DueDateRequest, Plan, Response
from priorities.overview import Row
from priorities.progress import State

if TYPE_CHECKING:
    from partnership.models import Person

# So many lines of a kind stand on the page; a meeting needs the oldest, the lists have them all.
MOST = 8


@dataclass(frozen=True)
class Asked:
    """One decision the board is asked for, or one thing it should press for."""

    what: str
    why: str
    address: str


@dataclass(frozen=True)
class Agenda:
    """Lines of one kind under one heading; `more` are on the lists only."""

    heading: str
    lines: tuple[Asked, ...]
    more: int = 0


@dataclass(frozen=True)
class BoardPage:
    """What a meeting looks at: the plan, its priorities with the worst first, what is asked of it."""

    plan: Plan | None
    rows: tuple[Row, ...]
    sentence: str
    late: tuple[Asked, ...]
    late_more: int
    agenda: tuple[Agenda, ...]
    on: date


def page_of(*, viewer: Person, on: date) -> BoardPage:
    """The board's page as a viewer may see it on a day."""
    plan = overview.of_today(viewer, on=on)
    shown = overview.of(plan, viewer=viewer, on=on) if plan else None
    late = _late(viewer, on)
    agenda = (each for each in _agenda(viewer, on) if each.lines)
    return BoardPage(
        plan=plan,
        rows=tuple(overview.worst_first(shown.rows)) if shown else (),
        sentence=shown.sentence if shown else "No plan is drawn up yet.",
        late=tuple(late[:MOST]),
        late_more=max(len(late) - MOST, 0),
        agenda=tuple(agenda),
        on=on,
    )


def _late(viewer: Person, on: date) -> list[Asked]:
    """Actions past their day, the latest offender last."""
    actions = Action.objects.visible_to(viewer).overdue(on).select_related("owner_agency").order_by("due_on", "pk")
    return [
        Asked(action.text, f"{action.owner_agency}, due on {_day(action.due_on)}", _address("action", action.pk))
        for action in actions
    ]


def _agenda(viewer: Person, on: date) -> Iterator[Agenda]:
    yield _cut("Agree or decline another date", _dates(viewer))
    yield _cut("Agree actions that were proposed", _proposed(viewer))
    yield _cut("Ask for answers that are overdue", _unanswered(viewer, on))
    yield _cut("Ask whether it helped: impact tests that are overdue", _untested(viewer, on))


def _cut(heading: str, lines: Iterator[Asked]) -> Agenda:
    every = list(lines)
    return Agenda(heading, tuple(islice(every, MOST)), max(len(every) - MOST, 0))


def _dates(viewer: Person) -> Iterator[Asked]:
    seen = Action.objects.visible_to(viewer)
    asked = DueDateRequest.objects.filter(decided_at=None, action__in=seen).select_related("action__owner_agency")
    for each in asked.order_by("asked_at", "pk"):
        why = f"{each.action.owner_agency}, from {_day(each.old_due_on)} to {_day(each.new_due_on)}: {each.reason}"
        yield Asked(each.action.text, why, _address("decide_on_date", each.pk))


def _proposed(viewer: Person) -> Iterator[Asked]:
    actions = Action.objects.visible_to(viewer).filter(state=State.PROPOSED).select_related("owner_agency")
    for action in actions.order_by("proposed_at", "pk"):
        why = f"{action.owner_agency}, due on {_day(action.due_on)}; a {action.get_strength_display().lower()} action"
        yield Asked(action.text, why, _address("action", action.pk))


def _unanswered(viewer: Person, on: date) -> Iterator[Asked]:
    owed = Response.objects.overdue(on).filter(recommendation__in=_recommendations(viewer)).for_list()
    for each in owed.order_by("recommendation__due_on", "pk"):
        why = f"{each.agency}, due on {_day(each.recommendation.due_on)}"
        yield Asked(each.recommendation.text, why, _address("recommendation", each.recommendation_id))


def _recommendations(viewer: Person) -> object:
    return Response.recommendation.field.related_model.objects.visible_to(viewer)


def _untested(viewer: Person, on: date) -> Iterator[Asked]:
    actions = Action.objects.visible_to(viewer).impact_overdue(on).select_related("owner_agency")
    for action in actions.order_by("impact_due_on", "pk"):
        why = f"{action.owner_agency}, the test was due on {_day(action.impact_due_on)}"
        yield Asked(action.text, why, _address("action", action.pk))


def _address(view: str, pk: int) -> str:
    return reverse(view, args=[pk])


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day not set"


def columns_of(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """The rows as plain words, for the Word file."""
    return [
        (
            row.place.number,
            row.priority.name,
            row.travel.words,
            row.travel.standing or "On course",
            row.travel.sentence,
            f"{row.priority.lead_agency or 'No agency yet'}{f'; {row.place.sponsor}' if row.place.sponsor else ''}",
        )
        for row in rows
    ]
