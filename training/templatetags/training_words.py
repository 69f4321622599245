"""Days and hours of training in the house's words."""

from datetime import date, datetime

from django import template

from training import clock

register = template.Library()


@register.filter
def local_day(at: datetime) -> date:
    """The day of a moment in London."""
    return clock.day_of(at)


@register.filter
def hour(at: datetime) -> str:
    """An hour: "9:30am"."""
    return clock.hour(at)


@register.filter
def hours_until(at: datetime, until: datetime) -> str:
    """From when to when: "9:30am to 1pm"."""
    return clock.hours(at, until)


@register.filter
def moment(at: datetime | None) -> str:
    """A day and an hour: "Tuesday 11 November 2025, 11:59pm"."""
    return clock.moment_words(at) if at else ""


@register.filter
def named(key: str, names: dict[str, str]) -> str:
    """The name of something known by a key."""
    return names.get(key, key)


@register.filter
def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
