"""The rooms, listed once; the house asks each for what it brings, by modules with one agreed signature.

waiting.py      waiting(person, *, on) -> Iterable[partnership.waits.Wait]
findable.py     entries() -> Iterable[office.findable.Entry], every search row the room has
invariants.py   broken() -> Iterable[str], one sentence for each thing that must never be
api.py          router, a ninja.Router; its addresses begin with the room's own word
subscriptions.py  held(person, *, at) -> Iterable[office.subscriptions.Held], what a person asked to be told of
personal_data.py follows as it is needed
"""

from collections.abc import Iterable
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from office.findable import Entry
from office.subscriptions import Held
from partnership.models import Person
from partnership.waits import Wait

ROOMS = (
    "reports",
    "dashboard",
    "audits",
    "training",
    "commendations",
    "reviews",
    "priorities",
    "office",
    "partnership",
)


def modules(name: str) -> list[ModuleType]:
    """The module of this name of each room that has one."""
    return [import_module(f"{room}.{name}") for room in ROOMS if find_spec(f"{room}.{name}")]


def waiting(person: Person, *, on: date) -> list[Wait]:
    """What waits for a person in all rooms, most urgent first; what has no date comes last."""
    waits = [wait for module in modules("waiting") for wait in module.waiting(person, on=on)]
    return sorted(waits, key=lambda wait: (wait.due is None, wait.due or on, wait.what))


def subscriptions(person: Person, *, at: datetime) -> list[Held]:
    """What a person has asked to be told of, in all rooms."""
    return [each for module in modules("subscriptions") for each in module.held(person, at=at)]


def broken() -> Iterable[str]:
    """One sentence for each thing in the data that must never be."""
    for module in modules("invariants"):
        yield from module.broken()


def findable() -> dict[str, Iterable[Entry]]:
    """Every search row, by room."""
    return {module.__name__.partition(".")[0]: module.entries() for module in modules("findable")}
