"""The rules of the partnership: what holds on a day, and how an administrator sets another from a day on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from office import rule_book
from office.models import Rule
from office.rule_book import Declared
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

BOOK = rule_book.read(Path(__file__).parent / "data" / "rules.toml")
DECLARED: dict[str, Declared] = {rule.key: rule for group in BOOK for rule in group.rules}

Rows = dict[str, list[tuple[date, str]]]
# What was read for the request being served; None outside one, and then each question asks the database.
_read: ContextVar[list[Rows] | None] = ContextVar("rules_read", default=None)


def value(key: str, *, on: date) -> Any:
    """The value in force on a day: str, int, Decimal, bool or rule_book.Days, as declared; KeyError for no such rule.

    What was agreed under a rule keeps that rule: the caller passes the day of the agreement, not today.
    An empty text means "not set yet"; only kinds whose value is a text can be empty.
    """
    rule = DECLARED[key]
    text = _in_force(_rows().get(key, []), on, rule.default)
    return rule_book.value_of(rule, text) if text else ""


def set_rule(*, by: Person, key: str, value: str, valid_from: date, at: datetime, reason: str = "") -> Rule:
    """Set a value from a day on; Refusal when the value is not fit, changes nothing, or the day has passed."""
    check(by, Permission.SET_RULES)
    rule = DECLARED[key]
    text = rule_book.written(rule_book.value_of(rule, value))
    if valid_from < localdate(at):
        raise Refusal("A rule cannot be changed for days that have passed: what was agreed then keeps its rule.")
    with transaction.atomic():
        if _in_force(_from_database().get(key, []), valid_from, rule.default) == text:
            raise Refusal(
                f"{rule.name} is already “{rule_book.in_words(rule, text)}” on that day. Nothing was changed."
            )
        row = Rule.objects.create(key=key, value=text, valid_from=valid_from, set_by=by, set_at=at, reason=reason)
        trail.leave("rule set", by=by, about=row, key=key, valid_from=valid_from.isoformat())
    _forget()
    return row


@dataclass(frozen=True)
class Setting:
    """One row as the page shows it."""

    row: Rule
    words: str


@dataclass(frozen=True)
class Standing:
    """One rule as the page shows it: what holds, since when and by whom, what comes, what was."""

    rule: Declared
    text: str
    row: Rule | None
    coming: list[Setting]
    history: list[Setting]

    @property
    def words(self) -> str:
        """The value in force, in words."""
        return rule_book.in_words(self.rule, self.text)

    @property
    def words_as_delivered(self) -> str:
        """What held before anybody set the rule, in words."""
        return rule_book.in_words(self.rule, self.rule.default)

    @property
    def missing(self) -> bool:
        """Whether the rule must be set before the portal opens, and is not."""
        return self.rule.needed and not self.text


def standing(*, on: date) -> list[tuple[rule_book.Group, list[Standing]]]:
    """Every rule on a day, by group; one query."""
    by_key: dict[str, list[Rule]] = {}
    for row in Rule.objects.for_list().order_by("valid_from", "pk"):
        by_key.setdefault(row.key, []).append(row)
    return [(group, [_standing(rule, by_key.get(rule.key, []), on) for rule in group.rules]) for group in BOOK]


def standing_of(key: str, *, on: date) -> Standing:
    """One rule on a day."""
    return _standing(DECLARED[key], list(Rule.objects.of(key).for_list().order_by("valid_from", "pk")), on)


def missing(*, on: date) -> list[Declared]:
    """Rules that must be set before the portal opens, and are not."""
    return [rule for rule in DECLARED.values() if rule.needed and not value(rule.key, on=on)]


@contextmanager
def read_once() -> Iterator[None]:
    """Within this, all rules are read from the database at most once (a request, a job)."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


def _rows() -> Rows:
    kept = _read.get()
    if kept is None:
        return _from_database()
    if not kept:
        kept.append(_from_database())
    return kept[0]


def _forget() -> None:
    kept = _read.get()
    if kept is not None:
        kept.clear()


def _from_database() -> Rows:
    rows: Rows = {}
    for key, valid_from, text in Rule.objects.order_by("valid_from", "pk").values_list("key", "valid_from", "value"):
        rows.setdefault(key, []).append((valid_from, text))
    return rows


def _in_force(rows: list[tuple[date, str]], on: date, default: str) -> str:
    """The last text that had begun by a day; rows are sorted by day, then by when they were set."""
    return next((text for valid_from, text in reversed(rows) if valid_from <= on), default)


def _standing(rule: Declared, rows: list[Rule], on: date) -> Standing:
    """`rows` are sorted by day, then by when they were set; of two that begin on one day the later holds."""
    begun = [row for row in rows if row.valid_from <= on]
    row = begun[-1] if begun else None
    coming = {each.valid_from: each for each in rows if each.valid_from > on}
    return Standing(
        rule,
        row.value if row else rule.default,
        row,
        coming=[_setting(rule, each) for each in coming.values()],
        history=[_setting(rule, each) for each in reversed(rows)],
    )


def _setting(rule: Declared, row: Rule) -> Setting:
    return Setting(row, rule_book.in_words(rule, row.value))
