"""Cards of thanks: written, looked at by the office, passed on or stopped."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from commendations import nominating, telling
from commendations.models import Card
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording

MOST_WAITING = 10


def write(*, by: Person, to: Person, words: str, for_all: bool, at: datetime) -> Card:
    """Write a card to a colleague; it waits until the office has looked at it."""
    check(by, Permission.NOMINATE)
    wording.refuse_identifiers(words)
    nominating.refuse_unkind(words)
    if to.pk == by.pk:
        raise Refusal("A card goes to somebody else. Who helped you today?")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        if Card.objects.waiting().filter(by=by).count() >= MOST_WAITING:
            raise Refusal(
                f"{MOST_WAITING} cards of yours wait to be looked at. Write the next when they are passed on."
            )
        home = to.memberships.current(localdate(at)).select_related("agency").first()
        card = Card.objects.create(
            by=by, to=to, words=words.strip(), for_all=for_all, written_at=at, agency=home.agency if home else None
        )
        trail.leave("card written", by=by, about=card)
    return card


def decide(*, by: Person, card: Card, pass_on: bool, at: datetime) -> Card:
    """Pass a card on by letter, or stop it; Refusal when a colleague was faster or the card is one's own."""
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        card = Card.objects.select_for_update(of=("self",)).select_related("by", "to").get(pk=card.pk)
        if card.state != Card.State.WAITING:
            raise Refusal(f"This card is decided already: {card.get_state_display().lower()}.")
        if by.pk in (card.by_id, card.to_id):
            raise Refusal("This card is yours, or goes to you. A colleague looks at it.")
        card.state = Card.State.PASSED_ON if pass_on else Card.State.STOPPED
        card.decided_by, card.decided_at = by, at
        card.save()
        if pass_on:
            telling.tell(
                card.to, at=at, key=f"card {card.pk}", subject=f"{card.by} says thank you", quote=card.words,
                paragraphs=(f"{card.by} wrote you a card:",),
            )  # fmt: skip
        trail.leave("card decided", by=by, about=card, state=card.state)
    return card
