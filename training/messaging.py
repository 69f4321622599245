"""A message of the office to everybody of an event who stands in some states ("only those who did not come")."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import news, wordings
from training.models import Booking, Event, Message, Wording


def send(*, event: Event, states: Sequence[str], subject: str, text: str, by: Person, at: datetime) -> Message:
    """Write to everybody of an event who stands in one of the states; Refusal when that is nobody."""
    check(by, Permission.KEEP_CATALOGUE)
    wordings.refuse_unknown(text)
    with transaction.atomic():
        rows = list(Booking.objects.filter(event=event, state__in=states).select_related("person"))
        if not rows:
            raise Refusal("Nobody of this event stands in one of these states. Choose others.")
        message = Message.objects.create(event=event, states=list(states), subject=subject, text=text, sent_by=by,
                                         sent_at=at, people=len(rows))  # fmt: skip
        for row in rows:
            row.event = event
            news.of_office(row, subject=subject, text=text, at=at, key=f"training message {message.pk} {row.pk}")
        trail.leave("message sent", by=by, about=message, people=len(rows))
    return message


def word(*, letter: str, text: str, by: Person, at: datetime) -> Wording:
    """Set the words a letter begins with; Refusal when it names something no letter can fill in."""
    check(by, Permission.KEEP_CATALOGUE)
    if letter not in wordings.WORDINGS:
        raise Refusal("There is no such letter.")
    wordings.refuse_unknown(text)
    with transaction.atomic():
        wording = Wording.objects.create(letter=letter, text=text, set_by=by, set_at=at)
        trail.leave("wording set", by=by, about=wording, letter=letter)
    return wording
