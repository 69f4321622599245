"""Logs national reviews and guidance, and what we do about them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.models import Action, Theme
from priorities.wording import refuse_identifiers
from reviews import code_names, findable
from reviews.models import NationalLearning


def log(
    *, by: Person, at: datetime, title: str, publisher: str, published_on: date, summary: str, address: str = "",
    themes: Iterable[Theme] = (),
) -> NationalLearning:  # fmt: skip
    """Log what was published; Refusal when it is there already, or of a day still to come."""
    check(by, Permission.KEEP_MESSAGES)
    refuse_identifiers(title, summary)
    code_names.refuse(title, summary)
    if published_on > localdate(at):
        raise Refusal("This day is still to come. Write the day it was published.")
    try:
        with transaction.atomic():
            made = NationalLearning.objects.create(
                title=" ".join(title.split()), publisher=" ".join(publisher.split()), published_on=published_on,
                summary=summary.strip(), address=address, logged_by=by, logged_at=at,
            )  # fmt: skip
            made.themes.set(themes)
            trail.leave("national learning logged", by=by, about=made)
            findable.renew_national(made)
    except IntegrityError:
        raise Refusal("This is logged already, with the same title and day.") from None
    return made


def respond(
    *, learning: NationalLearning, by: Person, at: datetime, response: str, actions: Iterable[Action] = ()
) -> NationalLearning:
    """Say what we do about it, with the actions it calls for."""
    check(by, Permission.KEEP_MESSAGES)
    refuse_identifiers(response)
    if not response.strip():
        raise Refusal("Write what we do about it, or why nothing needs to change here.")
    with transaction.atomic():
        learning = NationalLearning.objects.select_for_update(of=("self",)).get(pk=learning.pk)
        learning.response, learning.responded_on = response.strip(), localdate(at)
        learning.save(update_fields=["response", "responded_on"])
        learning.calls_for.set(actions)
        trail.leave("national learning answered", by=by, about=learning)
        findable.renew_national(learning)
    return learning
