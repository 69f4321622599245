"""What the partnership calls the levels of its courses: rules, since each county has names of its own."""

from datetime import date

from office import rules
from training.models import Course


def names(*, on: date) -> dict[str, str]:
    """The name of each level on a day."""
    return {level: rules.value(f"training.level_{level}", on=on) for level in Course.Level.values}


def choices(*, on: date) -> list[tuple[str, str]]:
    """The levels as a form offers them."""
    return list(names(on=on).items())
