"""The form of a return as its page draws it: its sheets by domain, and how much of each is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from dashboard import measures, returns
from dashboard.definitions import DOMAINS
from dashboard.sheets import STAFFING, Sheet

if TYPE_CHECKING:
    from dashboard.forms.returns import ReturnForm


@dataclass(frozen=True)
class Part:
    """One sheet with its fields: one below the other, as a table of rows and columns, or as lines of staffing."""

    sheet: Sheet
    fields: tuple[Any, ...]
    rows: tuple[tuple[str, list[tuple[str, Any]]], ...]
    lines: tuple[list[tuple[str, Any]], ...]
    given: int
    asked: int

    @property
    def words(self) -> str:
        """How much of it is given."""
        return f"{self.given} of {self.asked} given" if self.asked else "None yet"


@dataclass(frozen=True)
class Chapter:
    """The sheets of a domain of the dashboard, or of what lies between the domains."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Contents:
    """The whole form, with how many of its answers are given; a line of staffing counts as one."""

    chapters: tuple[Chapter, ...]

    @property
    def parts(self) -> Iterator[Part]:
        """Every sheet, as the form has them."""
        return (part for chapter in self.chapters for part in chapter.parts)

    @property
    def given(self) -> int:
        return sum(part.given for part in self.parts)

    @property
    def asked(self) -> int:
        return sum(part.asked for part in self.parts)


def of_form(form: ReturnForm) -> Contents:
    """What the page of a form draws."""
    by_domain: dict[str, list[Part]] = {}
    for sheet in form.sheets:
        by_domain.setdefault(_domain_of(sheet.key), []).append(_part(form, sheet))
    return Contents(tuple(Chapter(DOMAINS[key], tuple(by_domain[key])) for key in DOMAINS if key in by_domain))


@cache
def _domain_of(sheet: str) -> str:
    """The domain of the measures a sheet feeds, the first one of several; staffing tells of capacity."""
    fed = {each.domain for each in measures.known().values() if each.returned and each.returned.sheet == sheet}
    return next((domain for domain in DOMAINS if domain in fed), "capacity")


def _part(form: ReturnForm, sheet: Sheet) -> Part:
    below = "" in sheet.rows
    fields = [form[returns.name_of(sheet.key, *cell)] for cell in sheet.cells]
    lines = form.lines_drawn() if sheet.key == STAFFING else []
    rows = [] if below else [
        (label, [(head, form[returns.name_of(sheet.key, *cell)] if cell else None) for head, cell in cells])
        for label, cells in sheet.grid
    ]  # fmt: skip
    begun = [line for line in lines if _named(line)]
    return Part(
        sheet=sheet,
        fields=tuple(fields) if below else (),
        rows=tuple(rows),
        lines=tuple(lines),
        given=sum(_filled(field) for field in fields) + sum(_counts(line) for line in begun),
        asked=len(fields) + len(begun),
    )


def _filled(field: Any) -> bool:
    return field.value() not in (None, "")


def _named(line: list[tuple[str, Any]]) -> bool:
    """Whether a line of staffing names its team or role: the empty ones below are asked of nobody."""
    return any(_filled(field) for _, field in line[:2])


def _counts(line: list[tuple[str, Any]]) -> bool:
    """Whether some figure stands in a line, after team, role and Monday."""
    return any(_filled(field) for _, field in line[3:])
