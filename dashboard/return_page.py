"""What the pages of returns say: one return sheet by sheet beside its edition before, and what waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from dashboard import return_states, returns
from dashboard.forms.returns import PRESSURES, STAFFING_LABELS
from dashboard.models import Return, ReturnMove
from dashboard.models.returns import ReturnQuerySet
from dashboard.return_checks import Said
from dashboard.sheets import RATING, STAFFING, Sheet, plain

NOT_GIVEN = "Not given"


@dataclass(frozen=True)
class Shown:
    """One sheet of a return: heads of its columns, and rows of words; `before` where an earlier edition said else."""

    name: str
    key: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Page:
    """All that the page of a return says."""

    state: str
    facts: tuple[tuple[str, Any], ...]
    shown: tuple[Shown, ...]
    moves: tuple[ReturnMove, ...]
    asked: str
    """The question of the business unit, while it is open."""


def page_of(sent: Return, *, on: date) -> Page:
    """The page of a return on a day."""
    moves = tuple(sent.moves.select_related("by"))
    said = returns.said_in(sent)
    before = returns.said_in(sent, sent.edition - 1) if sent.edition > 1 else None
    query = next((move for move in reversed(moves) if move.key == "query"), None)
    return Page(
        state=sent.state_words(on),
        facts=tuple(_facts(sent, on)),
        shown=tuple(_shown(sheet, said, before) for sheet in returns.sheets_of(sent)),
        moves=moves,
        asked=query.reason if query and sent.state == return_states.QUERIED else "",
    )


def facts_of(seen: ReturnQuerySet, *, on: date) -> list[tuple[str, int, str]]:
    """What waits for somebody: words, how many, and the list that shows them."""
    address = reverse("agency_returns")
    found = [
        ("missing, their day has passed", seen.missing(on).count(), f"{address}?state=missing"),
        ("queried, an answer is owed", seen.filter(state=return_states.QUERIED).count(), f"{address}?state=queried"),
        ("submitted, to be approved", seen.awaiting_approval().count(), f"{address}?state=submitted"),
        ("due and not missing yet", seen.unsent().filter(due_on__gte=on).count(), f"{address}?state=asked"),
    ]
    return [fact for fact in found if fact[1]]


def _facts(sent: Return, on: date) -> Iterable[tuple[str, Any]]:
    yield "Agency", sent.agency
    yield "Period", f"{sent.starts_on:%-d %B %Y} to {sent.ends_on:%-d %B %Y}"
    yield "Due", f"{sent.due_on:%-d %B %Y}"
    yield "State", sent.state_words(on)
    if sent.submitted_on:
        late = (sent.submitted_on - sent.due_on).days
        days = f", {late} day{'s' if late != 1 else ''} late" if late > 0 and sent.speaks == 1 else ""
        yield "Sent", f"{sent.submitted_on:%-d %B %Y} by {sent.submitted_by}{days}"
    if sent.edition > 1:
        yield "Edition", f"{sent.edition}; what earlier ones said is kept"


def _shown(sheet: Sheet, said: Said, before: Said | None) -> Shown:
    if sheet.key == STAFFING:
        return _staffing(sheet, said)
    if "" in sheet.rows:
        rows = [(column.label, (_cell(sheet, "", column.key, said, before),)) for column in sheet.columns]
        return Shown(sheet.name, sheet.key, ("Question", "Answer"), tuple(rows))
    lines = [
        (label, tuple(_cell(sheet, *cell, said, before) if cell else ("", "") for _, cell in cells))
        for label, cells in sheet.grid
    ]
    return Shown(sheet.name, sheet.key, sheet.heads, tuple(lines))


def _cell(sheet: Sheet, row: str, column: str, said: Said, before: Said | None) -> tuple[str, str]:
    key = sheet.key, row, column
    rating = sheet.column(column).kind == RATING
    now = _words(said.answers.get(key), rating)
    earlier = _words(before.answers.get(key), rating) if before else now
    return now, earlier if earlier != now else ""


def _words(value: Any, rating: bool) -> str:
    if value is None:
        return NOT_GIVEN
    if rating:
        return dict(PRESSURES).get(plain(value), plain(value))
    return plain(value) if isinstance(value, Decimal) else str(value)


def _staffing(sheet: Sheet, said: Said) -> Shown:
    heads = tuple(STAFFING_LABELS.values())
    rows = [
        (
            line["team"],
            tuple((_written(line[name]), "") for name in list(STAFFING_LABELS)[1:]),
        )
        for line in said.staffing
    ]
    return Shown(sheet.name, sheet.key, heads, tuple(rows))


def _written(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%-d %b %Y}"
    return "" if value is None else plain(value) if isinstance(value, Decimal) else str(value)
