"""Reminders: which step is reached on a day, and one letter for each thing, step, date and person.

The subject module says what is due and to whom (tokens.remind_of_end); here is what is the same for all.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models

from office import letters
from office.models import Letter
from office.rule_book import Days
from partnership import working_days
from partnership.models import Person


def step_before(due: date, *, steps: Sequence[int], on: date) -> int | None:
    """The smallest of the steps (calendar days before something is due) that is reached; None before all, and after.

    A job that did not run for a day still finds the step it missed, and only the latest of several.
    """
    left = (due - on).days
    return min((step for step in steps if 0 <= left <= step), default=None)


def step_after(since: date, *, every: Days, on: date) -> int:
    """How many whole spans have passed since a day: 0 before the first, then 1, 2, 3 …"""
    if on <= since or every.count < 1:
        return 0
    passed = working_days.between(since, on) if every.working else (on - since).days
    return passed // every.count


def remind(
    *,
    of: str,
    thing: models.Model,
    step: int,
    due: date,
    to: Person,
    template: str,
    context: Mapping[str, Any],
    at: datetime,
    urgency: str = letters.Urgency.NOW,
) -> bool:
    """Write one reminder, inside a transaction, and say whether it was written.

    Asked again for the same thing, step, date and person it writes none; nor when the person has stopped reminders.
    `of` names the kind of thing in the key ("key ends").
    """
    key = f"reminder {of} {thing.pk} step {step} of {due.isoformat()} to {to.pk}"
    if Letter.objects.filter(key=key).exists():
        return False
    letter = letters.write(
        to=to, topic=letters.Topic.REMINDER, template=template, context=context, key=key, at=at, urgency=urgency
    )
    return letter is not None
