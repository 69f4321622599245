"""The statutory clock of a review: every date, the rule beside it, and what is late by how much. Pure. Handbook 3.2.

The day after the start is day 1; working days are those of England (partnership/working_days.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from partnership import working_days
from priorities.progress import months_after
from reviews.guidance import Edition, Span


class Start(StrEnum):
    """What starts the clock of the rapid review: sources differ, so each partnership sets it (handbook 3.2)."""

    NOTIFICATION = "notification"
    AWARENESS = "awareness"


@dataclass(frozen=True)
class Facts:
    """The days that are known of a case; None for what has not happened. `publish_on` is the planned day."""

    aware_on: date
    notified_on: date | None = None
    rapid_review_sent_on: date | None = None
    decided_on: date | None = None
    copied_on: date | None = None
    publish_on: date | None = None
    published_on: date | None = None
    local_review: bool = False


@dataclass(frozen=True)
class Deadline:
    """One date: what is due, when, by which rule, when it was done, and from where to where the clock ran."""

    key: str
    words: str
    due_on: date
    rule: str
    done_on: date | None = None

    def late_by(self, on: date) -> int:
        """Working days past the date, when it was done or, if it was not, on a day; 0 when in time."""
        end = self.done_on or on
        return max(0, working_days.between(self.due_on, end)) if end > self.due_on else 0

    def is_late(self, on: date) -> bool:
        """Whether it was done after its day, or is not done although its day has passed."""
        return (self.done_on or on) > self.due_on

    def standing(self, on: date) -> str:
        """In words: done in time, done late by how much, late by how much, or how long there is."""
        if self.done_on:
            return f"Done {_late(self.late_by(on))} late" if self.is_late(on) else "Done in time"
        if self.is_late(on):
            return f"{_late(self.late_by(on))} late"
        if self.due_on == on:
            return "Due today"
        return f"{_left(working_days.between(on, self.due_on))} left"

    @property
    def caveat(self) -> str:
        """What to print beside a date that rests on bank holidays not yet proclaimed; mostly empty."""
        return working_days.caveat(self.due_on)


@dataclass(frozen=True)
class DayOfPlan:
    """One line of the day plan of a rapid review."""

    number: int
    on: date
    words: str


def deadlines(facts: Facts, edition: Edition, *, start: Start) -> list[Deadline]:
    """Every date the edition sets for a case as far as it can be known, in order of time."""
    return sorted(_deadlines(facts, edition, start), key=lambda each: (each.due_on, each.key))


def _deadlines(facts: Facts, edition: Edition, start: Start) -> Iterator[Deadline]:
    aware, name = facts.aware_on, edition.name
    yield Deadline(
        "notification", "Notify the Panel", after(aware, edition.notification),
        f"{edition.notification} after the local authority became aware (Children Act 2004, section 16C)",
        facts.notified_on,
    )  # fmt: skip
    began = rapid_review_began(facts, start)
    if began:
        yield Deadline(
            "rapid_review", "Send the rapid review to the Panel", after(began, edition.rapid_review),
            f"{edition.rapid_review} after {_start_words(start)} ({name})", facts.rapid_review_sent_on,
        )  # fmt: skip
    if facts.local_review and facts.decided_on:
        yield Deadline(
            "review", "Complete and publish the review", months_after(facts.decided_on, edition.review_months),
            f"{edition.review_months} months after the decision to hold it ({name})", facts.published_on,
        )  # fmt: skip
    planned = facts.published_on or facts.publish_on
    if facts.local_review and planned:
        yield Deadline(
            "copy", "Send copies to the Panel and the DfE", before(planned, edition.copy_before_publication),
            f"{edition.copy_before_publication} before publication ({name})", facts.copied_on,
        )  # fmt: skip


def rapid_review_began(facts: Facts, start: Start) -> date | None:
    """The day that starts the clock of the rapid review; None while the case is not notified."""
    if facts.notified_on is None:
        return None
    return facts.notified_on if start == Start.NOTIFICATION else facts.aware_on


# Day of the plan, and what is to happen by then: the plan of one partnership that has published it (handbook 3.2).
_PLAN = (
    (1, "Ask each agency for its summary"),
    (10, "All summaries are in; progress meeting held"),
    (12, "Panel meeting held"),
    (14, "The three partners have read it"),
    (15, "Sign off and send"),
)


def day_plan(facts: Facts, edition: Edition, *, start: Start) -> list[DayOfPlan]:
    """The days of a rapid review that has begun, scaled to the edition's clock; empty before."""
    began = rapid_review_began(facts, start)
    if began is None:
        return []
    longest = _PLAN[-1][0]
    numbers = [max(1, round(number * edition.rapid_review.count / longest)) for number, _ in _PLAN]
    return [
        DayOfPlan(number, after(began, Span(number, edition.rapid_review.working)), words)
        for number, (_, words) in zip(numbers, _PLAN, strict=True)
    ]


def retired_on(published_on: date, edition: Edition) -> date:
    """The first day on which a published report may leave the website."""
    return months_after(published_on, edition.on_website_months)


def after(start: date, span: Span) -> date:
    """The day a span after another, by working or calendar days."""
    return working_days.add(start, span.count) if span.working else start + timedelta(days=span.count)


def before(end: date, span: Span) -> date:
    """The last day that lies a span before another."""
    return working_days.before(end, span.count) if span.working else end - timedelta(days=span.count)


def out_of_order(facts: Facts) -> str:
    """Why the days of a case cannot be so, in a sentence; empty when they can."""
    order = (
        ("The case became known", facts.aware_on),
        ("It was notified", facts.notified_on),
        ("The rapid review was sent", facts.rapid_review_sent_on),
        ("The copies were sent", facts.copied_on),
        ("It was published", facts.published_on),
    )
    known = [(words, day) for words, day in order if day]
    for (first, earlier), (then, later) in pairwise(known):
        if later < earlier:
            return (
                f"{then} on {_day(later)}, but {first[0].lower()}{first[1:]} on {_day(earlier)}. "
                "One of the two days is not right."
            )
    return ""


def _start_words(start: Start) -> str:
    return "the notification" if start == Start.NOTIFICATION else "the local authority became aware"


def _late(days: int) -> str:
    return "less than a working day" if days == 0 else f"{days} working day{'' if days == 1 else 's'}"


def _left(days: int) -> str:
    return "Less than a working day" if days == 0 else f"{days} working day{'' if days == 1 else 's'}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
