"""What the partnership calls the levels of its courses: rules, since each county has names of its own."""

from datetime import date

from office import rules
from training.models import Course

RULES = {
    Course.Level.AWARENESS.value: "level_awareness",
    Course.Level.GENERALIST.value: "level_generalist",
    Course.Level.SPECIALIST.value: "level_specialist",
    Course.Level.LEADS.value: "level_leads",
    Course.Level.THEMATIC.value: "level_thematic",
    Course.Level.MANAGERS.value: "level_managers",
}


def names(*, on: date) -> dict[str, str]:
    """The name of each level on a day."""
    return {level: rules.value(f"training.{name}", on=on) for level, name in RULES.items()}


def choices(*, on: date) -> list[tuple[str, str]]:
    """The levels as a form offers them."""
    return list(names(on=on).items())
