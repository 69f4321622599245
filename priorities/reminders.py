"""What is due when: one part of the daily letter for each thing, step and date, so that nothing is said twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localdate

from office import letters, rules
from office.letters import Topic, Urgency
from office.reminders import step_before
from partnership.models import Person
from priorities import hands, news
from priorities.models import Action, Response
from priorities.progress import State


@dataclass(frozen=True)
class Due:
    """One reminder: about what, which step and date it belongs to, to whom, and in which words."""

    action: Action
    step: str
    to: tuple[Person, ...]
    subject: str
    sentence: str
    topic: str = Topic.REMINDER


def remind(*, at: datetime) -> int:
    """Write all reminders of a day into the daily letters; run twice it writes nothing new. Says how many are due."""
    today = localdate(at)
    count = 0
    for due in due_on(today):
        with transaction.atomic():
            for person in due.to:
                key = f"remind action {due.action.pk} {due.step} {person.pk}"
                news.write(due.action, to=person, subject=due.subject, sentence=due.sentence, key=key, at=at,
                           topic=due.topic)  # fmt: skip
                count += 1
    return count + _chase_answers(at=at)


def due_on(today: date) -> Iterator[Due]:
    """Every reminder that belongs to a day, whether or not it was written already."""
    for action in Action.objects.under_way().for_list():
        yield from _of_date(action, today)
        yield from _of_silence(action, today)
    for action in Action.objects.ownerless(today).for_list():
        yield _of_owner(action, today)
    for action in Action.objects.filter(state=State.EVIDENCED, impact_due_on__lte=today).for_list():
        yield _of_impact(action, today)


def _of_date(action: Action, today: date) -> Iterator[Due]:
    """28 days before, 7 days before, overdue; then the agency's lead, then the executive."""
    left = (action.due_on - today).days
    first, again = _days("remind_first", today), _days("remind_again", today)
    if 0 <= left <= max(first, again):
        step = step_before(action.due_on, steps=(first, again), on=today)
        yield Due(
            action, f"due in {step} {action.due_on}", tuple(hands.of_action(action, on=today)),
            f"Due on {_day(action.due_on)}", "Report progress, say that it is done, or ask for another date.",
        )  # fmt: skip
    if left < 0:
        yield from _of_delay(action, today, late=-left)


def _of_delay(action: Action, today: date, *, late: int) -> Iterator[Due]:
    words = f"It was due on {_day(action.due_on)}, {late} day{'s' if late != 1 else ''} ago, and is not done."
    yield Due(
        action, f"overdue {action.due_on}", tuple(hands.of_action(action, on=today)),
        "Overdue", f"{words} Say that it is done, or ask for another date.",
    )  # fmt: skip
    if late > _days("tell_lead_after", today):
        leads = tuple(hands.answering_for(action.owner_agency, on=today))
        yield Due(action, f"overdue lead {action.due_on}", leads, "Overdue in your agency",
                  f"{words} You answer for {action.owner_agency}.", Topic.OFFICE)  # fmt: skip
    if late > _days("tell_executive_after", today):
        yield Due(action, f"overdue executive {action.due_on}", tuple(hands.executive(on=today)),
                  f"Overdue at {action.owner_agency}", f"{words} Its lead has been told.", Topic.OFFICE)  # fmt: skip


def _of_silence(action: Action, today: date) -> Iterator[Due]:
    after = _days("silent_after", today)
    if today - action.told_on > timedelta(days=after):
        yield Due(
            action, f"silent {action.told_on}", tuple(hands.of_action(action, on=today)),
            f"No update for {after} days", f"Nothing has been reported since {_day(action.told_on)}. Report progress.",
        )  # fmt: skip


def _of_owner(action: Action, today: date) -> Due:
    """Whoever answers for the agency is asked to name another owner."""
    return Due(
        action, f"ownerless {action.owner_person_id}", tuple(hands.answering_for(action.owner_agency, on=today)),
        "Its owner has left", f"{action.owner_person} does not work for {action.owner_agency} any more. "
        "Name another person, or a post.", Topic.OFFICE,
    )  # fmt: skip


def _of_impact(action: Action, today: date) -> Due:
    asked = (action.tester,) if action.tester else tuple(hands.keepers(on=today))
    return Due(
        action, f"impact {action.impact_due_on}", asked, f"Impact test due on {_day(action.impact_due_on)}",
        "Did it make a difference? Say what you looked at and what you found."
        if action.tester
        else "Nobody has been asked to test its impact. Ask somebody who has not worked on it.",
    )  # fmt: skip


def _chase_answers(*, at: datetime) -> int:
    """Agencies that owe an answer are reminded a week before the day and once it has passed."""
    today, count = localdate(at), 0
    soon = today + timedelta(days=_days("remind_again", today))
    for owed in Response.objects.unanswered().filter(recommendation__due_on__lte=soon).for_list():
        due = owed.recommendation.due_on
        late = due < today
        with transaction.atomic():
            for person in hands.answering_for(owed.agency, on=today):
                letters.write(
                    to=person,
                    topic=Topic.OFFICE if late else Topic.REMINDER,
                    urgency=Urgency.DIGEST,
                    template="priorities/news",
                    context={
                        "subject_words": f"{'Answer overdue' if late else f'Answer by {_day(due)}'}: "
                        f"{Truncator(owed.recommendation.text).words(12)}",
                        "sentence": f"{owed.agency} was asked to answer this recommendation by {_day(due)}.",
                        "address": reverse("recommendation", args=[owed.recommendation_id]),
                    },
                    key=f"remind response {owed.pk} {'late' if late else 'soon'} {due} {person.pk}",
                    at=at,
                )
                count += 1
    return count


def _days(rule: str, on: date) -> int:
    return int(rules.value(f"actions.{rule}", on=on))


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
