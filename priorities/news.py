"""Letters about what has happened to an action or is due; all wait for the one daily letter of each person."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localdate

from office import letters
from office.letters import Topic, Urgency
from partnership.models import Person
from priorities import hands
from priorities.models import Action

# What happened: the words of the subject, and what the person may do now.
HAPPENED = {
    "agreed": ("Agreed", "It is yours to carry out. Report progress whenever something has been done."),
    "owner_named": ("You answer for an action", "Read what it asks and report progress when something has been done."),
    "superseded": ("Superseded", "Another action has taken its place; nothing more is to be done."),
    "not_pursued": ("Not pursued for now", "Nothing is to be done until it comes back."),
    "came_back": ("Comes back to be agreed", "It was not pursued until today. Agree it afresh, change it or end it."),
    "closed": ("Closed", "It was evidenced and its impact tested. Thank you."),
    "date_moved": ("Its date has been moved", "The request was granted."),
    "date_kept": ("Its date stays", "The request was not granted."),
    "evidence_accepted": ("Its evidence has been accepted", "The impact is tested later, by somebody else."),
    "sent_back": ("Sent back", "The evidence does not show yet that it was done."),
    "impact_tested": ("Its impact has been tested", "Read what was found."),
    "reopened": ("Opened again", "It has a new date. Read why."),
}


def tell(
    action: Action, *, what: str, by: Person | None, at: datetime, reason: str = "", to: Iterable[Person] | None = None
) -> None:
    """Tell whoever answers for an action (or `to`) what has happened, but never the person whose deed it was."""
    subject, sentence = HAPPENED[what]
    told = hands.of_action(action, on=localdate(at)) if to is None else to
    for person in told:
        if by is None or person.pk != by.pk:
            key = f"action {action.pk} {what} {at.isoformat()} {person.pk}"
            write(action, to=person, subject=subject, sentence=sentence, reason=reason, key=key, at=at)


def write(
    action: Action, *, to: Person, subject: str, sentence: str, key: str, at: datetime, reason: str = "",
    topic: str = Topic.OFFICE,
) -> None:  # fmt: skip
    """One part of a person's next daily letter, about an action."""
    letters.write(
        to=to,
        topic=topic,
        urgency=Urgency.DIGEST,
        template="priorities/news",
        context={
            "subject_words": f"{subject}: {Truncator(action.text).words(12)}",
            "sentence": sentence,
            "reason": reason.strip(),
            "address": reverse("action", args=[action.pk]),
        },
        key=key,
        at=at,
    )
