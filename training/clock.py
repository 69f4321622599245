"""Moments and spans of events: an hour of a day in London, deadlines before an event, how long an offer holds. Pure."""

from datetime import UTC, date, datetime, time, timedelta

from office.rule_book import Days
from partnership import working_days
from partnership.refusals import Refusal
from partnership.working_days import LONDON, last_moment


def moment(day: date, clock: time) -> datetime:
    """The moment of an hour on a day in London; Refusal for an hour that the change to summer time leaves out.

    Of an hour that comes twice (the last Sunday of October) the first is meant.
    """
    local = datetime.combine(day, clock, tzinfo=LONDON)
    if local.astimezone(UTC).astimezone(LONDON).time() != clock:
        raise Refusal(
            f"On {day:%-d %B %Y} there is no {clock:%-H:%M}: the clocks go forward that night. Choose another hour."
        )
    return local


def day_of(at: datetime) -> date:
    """The day of a moment in London."""
    return at.astimezone(LONDON).date()


def last_day_before(first: date, span: Days) -> date:
    """The last day that lies a whole span before a day."""
    return working_days.before(first, span.count) if span.working else first - timedelta(days=span.count)


def free_until(starts_at: datetime, span: Days) -> datetime:
    """Until when cancelling is free: 23:59 of the last day that lies the span before (OSCB terms; handbook 10)."""
    return last_moment(last_day_before(day_of(starts_at), span))


def offer_ends(at: datetime, *, starts_at: datetime, hours: int, near_days: int, near_hours: int) -> datetime:
    """When an offer made at a moment runs out: the usual hours, fewer near the date, and never after the event begins.

    48 hours, shorter near the date (handbook 10): a long offer close to an event leaves nobody time to take it.
    """
    near = starts_at - at <= timedelta(days=near_days)
    return min(at + timedelta(hours=min(near_hours, hours) if near else hours), starts_at)


def offers_by_itself(at: datetime, *, starts_at: datetime, stop: Days) -> bool:
    """Whether a freed place is still offered to the waiting list without anybody's doing."""
    return at <= last_moment(last_day_before(day_of(starts_at), stop)) and at < starts_at


def hours(at: datetime, until: datetime) -> str:
    """From when to when on one day, in words: "9:30am to 1pm"."""
    return f"{hour(at)} to {hour(until)}"


def hour(at: datetime) -> str:
    """An hour in words: "9:30am", "1pm"."""
    local = at.astimezone(LONDON)
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local:%-I}{minutes}{'am' if local.hour < 12 else 'pm'}"


def day_words(day: date) -> str:
    """A day in words: "Wednesday 19 November 2025"."""
    return f"{day:%A %-d %B %Y}"


def moment_words(at: datetime) -> str:
    """A moment in words: "Tuesday 11 November 2025, 11:59pm"."""
    return f"{day_words(day_of(at))}, {hour(at)}"


def day_after(start: date, span: Days) -> date:
    """The day that lies a span after a day."""
    return working_days.add(start, span.count) if span.working else start + timedelta(days=span.count)
