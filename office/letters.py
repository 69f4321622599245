"""Letters: written in the transaction of their cause, posted by a job, kept with what became of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.template import Context
from django.template.loader import get_template
from django.utils.timezone import localdate

from office import rules, signed_pages
from office.models import Letter, LetterChoice
from partnership import trail
from partnership.models import Person
from partnership.refusals import Refusal

Topic, Urgency, How = Letter.Topic, Letter.Urgency, LetterChoice.How
WAKE_KEY, WAKE_WITHIN = "letters-wake", 1  # seconds
STOP_LINK_LASTS = timedelta(days=90)
# .invalid is reserved and never answers (RFC 2606).
FORGOTTEN = "forgotten@address.invalid"


def write(
    *,
    to: Person | str,
    topic: str,
    template: str,
    context: Mapping[str, Any],
    key: str,
    at: datetime,
    urgency: str = Urgency.NOW,
    secret: bool = False,
    calendar: str = "",
    unsubscribe: str = "",
    daily: bool = False,
) -> Letter | None:
    """Write one letter, inside the transaction of what causes it; a job posts it as soon as that is committed.

    `template` is "office/join_asked" for templates/letters/office/join_asked.txt and .html; the first line of the .txt
    is "Subject: …". An unknown topic is a ValueError. `key` names the cause, such as "join asked 17": a second letter
    with the same key is not written and the first is returned. None when the person has stopped letters of an
    optional topic; one who wants a topic once a day or at once gets it so, whatever `urgency` says.
    `daily` is the daily letter itself, which waits no longer.
    `unsubscribe` is the address of a page on which a POST leaves a list.
    `calendar` is a calendar message with a METHOD, which mail programs put into the reader's calendar.
    `secret` is for codes: hidden from the page of kept letters and forgotten once sent, except in a demonstration.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A letter is written in the transaction of its cause.")
    person = to if isinstance(to, Person) else None
    how = _chosen(person, topic)
    if how == How.OFF:
        return None
    if known := Letter.objects.filter(key=key).first():
        return known
    words = _words(person=person, topic=topic, template=template, context=context, at=at)
    letter = Letter(
        key=key, message_id=_message_id(), to=person, to_address=person.email if person else str(to),
        topic=Topic(topic),
        urgency=_urgency(how, urgency, plain=not (secret or calendar or daily)), secret=secret, calendar=calendar,
        unsubscribe=unsubscribe, written_at=at, not_before=at, **words,
    )  # fmt: skip
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        # Somebody wrote the letter of this cause at the same moment.
        return Letter.objects.get(key=key)
    transaction.on_commit(_wake, robust=True)
    return letter


def note_bounce(*, message_id: str, why: str) -> Letter:
    """Note that a letter came back; Refusal when no letter of ours has this Message-ID."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update(of=("self",)).filter(message_id=message_id).first()
        if letter is None:
            raise Refusal(f"No letter of this portal has the Message-ID {message_id}.")
        if letter.state != Letter.State.BOUNCED:
            letter.state, letter.trouble = Letter.State.BOUNCED, short(why)
            letter.save(update_fields=["state", "trouble"])
            trail.leave("letter came back", by=None, about=letter)
    return letter


def stop_topic(*, by: Person, topic: str, at: datetime) -> None:
    """Stop letters of an optional topic for the person who asks; asking twice changes nothing."""
    choose(by=by, choices={topic: How.OFF}, at=at)


def choose(*, by: Person, choices: Mapping[str, str], at: datetime) -> None:
    """Choose how letters of some topics come, "" for as the portal sees fit.

    Refusal, and nothing changed, where a topic leaves no such choice.
    """
    with transaction.atomic():
        for topic, how in choices.items():
            if how == How.OFF and topic not in Letter.OPTIONAL:
                raise Refusal("Letters of this kind belong to the work itself and cannot be stopped.")
            if topic not in Letter.GATHERABLE:
                raise Refusal("Letters of this kind cannot wait: they always come at once.")
            held = LetterChoice.objects.filter(person=by, topic=topic)
            if not how:
                held.delete()
            elif not held.filter(how=how).exists():
                LetterChoice.objects.update_or_create(person=by, topic=topic, defaults={"how": how, "chosen_at": at})
                trail.leave("letters chosen", by=by, about=by, topic=topic, how=how)


def choices_of(person: Person) -> dict[str, str]:
    """How a person wants each topic that leaves a choice; empty for as the portal sees fit."""
    held = dict(LetterChoice.objects.filter(person=person).values_list("topic", "how"))
    return {str(topic): held.get(topic, "") for topic in Letter.GATHERABLE}


def written_of(*, beginning: str, ending: str) -> int:
    """How many letters have a key that begins and ends so."""
    return Letter.objects.filter(key__startswith=beginning, key__endswith=ending).count()


def forget(*, at: datetime) -> int:
    """Forget the words of letters kept long enough; that one was written, when and about what, stays."""
    kept = rules.value("letters.keep", on=localdate(at))
    old = Letter.objects.filter(written_at__lt=at - timedelta(days=kept.count)).exclude(text="")
    return old.update(subject="", text="", html="", calendar="")


def forget_addresses(*, beginning: str) -> int:
    """Forget whom letters went to whose key begins so, once they wait no more: people who were promised that."""
    gone = Letter.objects.filter(key__startswith=beginning).exclude(to_address=FORGOTTEN)
    return gone.exclude(state=Letter.State.WAITING).update(to_address=FORGOTTEN, subject="", text="", html="")


def take_back(*, beginning: str, why: str) -> int:
    """Post no more of the letters that still wait whose key begins so; says how many."""
    waits = Letter.objects.filter(key__startswith=beginning, state=Letter.State.WAITING)
    return waits.update(state=Letter.State.GIVEN_UP, trouble=short(why))


def short(why: str) -> str:
    """A reason on one line, as long as a row holds."""
    return " ".join(why.split())[:300]


def _chosen(person: Person | None, topic: str) -> str:
    """What the person chose for a topic; nothing for strangers and for topics that leave no choice."""
    if person is None or topic not in Letter.GATHERABLE:
        return ""
    return LetterChoice.objects.filter(person=person, topic=topic).values_list("how", flat=True).first() or ""


def _urgency(how: str, urgency: str, *, plain: bool) -> str:
    """When a letter goes: as its reader chose, unless it holds a code or a calendar message."""
    return how if how and plain else urgency


def _words(
    *, person: Person | None, topic: str, template: str, context: Mapping[str, Any], at: datetime
) -> dict[str, str]:
    today = localdate(at)
    house = {
        "partnership": " ".join(rules.value(f"partnership.name_{line}", on=today) for line in ("first", "second")),
        "office_email": rules.value("contact.email", on=today),
        "site": settings.SITE_ADDRESS,
        "to": person,
        "stop_link": _stop_link(person, at) if topic in Letter.OPTIONAL else "",
    }
    # Plain text must not be escaped: "O'Neill" would arrive as "O&#x27;Neill".
    plain = get_template(f"letters/{template}.txt").template  # type: ignore[attr-defined]
    head, _, text = plain.render(Context({**house, **context}, autoescape=False)).strip().partition("\n")
    subject = " ".join(head.removeprefix("Subject:").split())[:250]
    html = get_template(f"letters/{template}.html").render({**house, **context, "subject": subject})
    return {"subject": subject, "text": text.strip() + "\n", "html": html}


def _stop_link(person: Person | None, at: datetime) -> str:
    return signed_pages.link_for("stop_reminders", person=person, until=at + STOP_LINK_LASTS) if person else ""


def _message_id() -> str:
    return f"<{uuid4()}@{urlsplit(settings.SITE_ADDRESS).hostname}>"


def _wake() -> None:
    """Wake the post, once for all letters of a second: the job starts after that second and so finds them all."""
    if cache.add(WAKE_KEY, True, WAKE_WITHIN):
        current_app.send_task("office.tasks.post_letters", countdown=WAKE_WITHIN)
