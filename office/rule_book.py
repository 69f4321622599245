"""The rules a partnership may set: what each is called, what it means, what a fit value looks like. Pure."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from time import strptime
from typing import Any

from partnership.refusals import Refusal

# Kinds whose value is a text, and may be empty when nothing has been set yet.
TEXTS = ("text", "long_text", "email", "telephone", "url", "dates")
KINDS = (*TEXTS, "number", "days", "money", "yes_no", "choice")
LONGEST = {"text": 200, "long_text": 4000, "email": 254, "telephone": 30, "url": 300, "dates": 1000}
DAYS = re.compile(r"(\d{1,4}) (working|calendar) days?\Z")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}\Z")
TELEPHONE = re.compile(r"\+?[0-9][0-9 ]{2,29}\Z")
URL = re.compile(r"https://[^\s/]+\.[^\s/.]{2,}(/\S*)?\Z")


@dataclass(frozen=True)
class Days:
    """A span in working days (Monday to Friday without bank holidays, England) or in calendar days."""

    count: int
    working: bool

    def __str__(self) -> str:
        return f"{self.count} {'working' if self.working else 'calendar'} day{'' if self.count == 1 else 's'}"


Value = str | int | Decimal | bool | Days


@dataclass(frozen=True)
class Declared:
    """One rule as the house declares it; `default` is what holds until somebody sets it, in the words of a row."""

    key: str
    group: str
    name: str
    help: str
    kind: str
    default: str
    unit: str = ""
    least: int = 0
    most: int = 1_000_000
    needed: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Rules that stand together on the page."""

    key: str
    name: str
    rules: tuple[Declared, ...]


def read(path: Path) -> tuple[Group, ...]:
    """The groups of a TOML file in its order; ValueError names the rule that is not well declared."""
    book = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Group(key, words["name"], tuple(_declared(key, name, rule) for name, rule in words["rules"].items()))
        for key, words in book.items()
    )


def _declared(group: str, name: str, words: dict[str, Any]) -> Declared:
    rule = Declared(key=f"{group}.{name}", group=group, **words)
    if rule.kind not in KINDS:
        raise ValueError(f"{rule.key}: there is no kind {rule.kind!r}; there are {', '.join(KINDS)}.")
    if not rule.default and rule.kind not in TEXTS:
        raise ValueError(f"{rule.key}: a rule of kind {rule.kind} needs a default.")
    try:
        # A default left empty is a rule that each partnership must set for itself.
        fit = not rule.default or written(value_of(rule, rule.default)) == rule.default
    except Refusal as refusal:
        raise ValueError(f"{rule.key}: the default is no fit value. {refusal.sentence}") from refusal
    if not fit:
        raise ValueError(f"{rule.key}: the default {rule.default!r} is not written as the house writes it.")
    return rule


def value_of(rule: Declared, text: str) -> Value:
    """The value a text stands for; a Refusal says what is wrong and what a fit value looks like."""
    text = text.strip() if rule.kind == "long_text" else " ".join(text.split())
    if not text:
        return _of_nothing(rule)
    readers: dict[str, Callable[[Declared, str], Value]] = {
        "number": _number,
        "days": _days,
        "money": _money,
        "yes_no": _yes_no,
        "email": _email,
        "telephone": _telephone,
        "url": _url,
        "choice": _choice,
        "dates": _dates,
    }
    if len(text) > LONGEST.get(rule.kind, 100):
        raise Refusal(
            f"{rule.name} must have {LONGEST.get(rule.kind, 100):,} letters or fewer; this has {len(text):,}."
        )
    return readers[rule.kind](rule, text) if rule.kind in readers else text


def written(value: Value) -> str:
    """The text that a row keeps for a value; value_of reads it back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def in_words(rule: Declared, text: str) -> str:
    """A kept text as a page shows it; empty stays empty."""
    if not text:
        return ""
    if rule.kind == "money":
        return f"£{Decimal(text):,.2f}"
    if rule.kind == "yes_no":
        return text.capitalize()
    if rule.kind == "choice":
        return rule.options.get(text, text)
    if rule.kind == "number":
        return f"{int(text):,} {rule.unit}".strip()
    return text


def _of_nothing(rule: Declared) -> Value:
    if rule.needed or rule.kind not in TEXTS:
        raise Refusal(f"{rule.name} must not be empty.")
    return ""


def _number(rule: Declared, text: str) -> int:
    digits = text.replace(",", "")
    if not re.fullmatch(r"\d{1,9}", digits) or not rule.least <= int(digits) <= rule.most:
        raise Refusal(
            f"{rule.name} must be a whole number from {rule.least:,} to {rule.most:,}, such as {rule.default}."
        )
    return int(digits)


def _days(rule: Declared, text: str) -> Days:
    match = DAYS.match(text)
    if match is None or not rule.least <= int(match[1]) <= min(rule.most, 9999):
        raise Refusal(
            f"{rule.name} must be a number of days from {rule.least:,} to {min(rule.most, 9999):,}, "
            f"working or calendar, such as {rule.default}."
        )
    return Days(int(match[1]), match[2] == "working")


def _money(rule: Declared, text: str) -> Decimal:
    try:
        amount = Decimal(text.removeprefix("£").replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not rule.least <= amount <= rule.most or amount != round(amount, 2):
        raise Refusal(f"{rule.name} must be an amount of money from £{rule.least:,} to £{rule.most:,}, such as £50.00.")
    return amount.quantize(Decimal("0.01"))


def _yes_no(rule: Declared, text: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise Refusal(f"{rule.name} must be yes or no.")
    return text.lower() == "yes"


def _email(rule: Declared, text: str) -> str:
    if not EMAIL.match(text):
        raise Refusal(f"{rule.name} must be an e-mail address, such as office@partnership.example.")
    return text


def _telephone(rule: Declared, text: str) -> str:
    if not TELEPHONE.match(text):
        raise Refusal(f"{rule.name} must be a telephone number, digits and spaces only, such as 01632 960150.")
    return text


def _url(rule: Declared, text: str) -> str:
    if not URL.match(text):
        raise Refusal(f"{rule.name} must be an address that begins with https://, such as https://www.gov.uk/.")
    return text


def _dates(rule: Declared, text: str) -> str:
    """The days in order, each once, written as people write them."""
    days = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            days.add(_day(part))
        except ValueError:
            raise Refusal(
                f"{rule.name} must be days such as 15 October 2026, 21 January 2027; “{part[:30]}” is none."
            ) from None
    return ", ".join(f"{day.day} {day:%B %Y}" for day in sorted(days))


def dates_of(text: str) -> list[date]:
    """The days that a value of kind dates holds, the earliest first."""
    return [_day(part) for part in text.split(", ") if part]


def _day(text: str) -> date:
    return date(*strptime(text, "%d %B %Y")[:3])


def _choice(rule: Declared, text: str) -> str:
    if text not in rule.options:
        raise Refusal(f"{rule.name} must be one of: {', '.join(rule.options.values())}.")
    return text
