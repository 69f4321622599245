"""The post: takes letters that are due, hands each to the mail server, and notes what became of it.

A letter is claimed in one transaction and sent in a second one, under a row lock. Killed between the mail server's
acceptance and our record, the letter is sent a second time, later, with the same Message-ID; it is never lost.
"""

import re
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.timezone import localdate

from office import letters, rules
from office.models import Letter

# After how long the next attempt follows; after the last the letter is given up. About two days in all.
AGAIN_AFTER = tuple(timedelta(minutes=m) for m in (2, 10, 30, 120, 480, 960, 1440))
METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
HIDDEN = "The words of this letter held a code and were forgotten.\n"


def post_due(*, at: datetime, at_most: int = 1000) -> int:
    """Post the letters due at a moment; returns how many were sent. Stops when the server itself is in trouble."""
    give_up_stale(at=at)
    sent = 0
    connection = get_connection()
    try:
        for _ in range(at_most):
            letter = _claim(at=at)
            if letter is None:
                break
            state = _post(letter, at=at, connection=connection)
            sent += state == Letter.State.SENT
            if state == Letter.State.WAITING:
                break
    finally:
        connection.close()
    return sent


def give_up_stale(*, at: datetime) -> int:
    """Give up letters that have waited too long to make sense, and forget codes in them; returns how many."""
    stale = Letter.objects.stale(at)
    if not settings.DEMO:
        stale.filter(secret=True).update(subject="A code", text=HIDDEN, html="")
    return stale.update(state=Letter.State.GIVEN_UP, trouble="It had waited too long and was not sent any more.")


def gather_digests(*, at: datetime) -> int:
    """Make one letter for each address out of all that need not come at once; returns how many letters that makes."""
    day = localdate(at)
    made = 0
    with transaction.atomic():
        waiting = Letter.objects.waiting().filter(urgency=Letter.Urgency.DIGEST).order_by("written_at", "pk")
        by_address: dict[str, list[Letter]] = {}
        for letter in waiting.select_for_update(skip_locked=True, of=("self",)).select_related("to"):
            by_address.setdefault(letter.to_address, []).append(letter)
        for address, parts in by_address.items():
            whole = letters.write(
                to=parts[0].to or address, topic=parts[0].topic, template="office/digest", context={"parts": parts},
                key=f"digest {day.isoformat()} {parts[0].pk}", at=at, daily=True,
            )  # fmt: skip
            if whole is None:
                continue
            keys = [part.pk for part in parts]
            Letter.objects.filter(pk__in=keys).update(state=Letter.State.GATHERED, gathered_into=whole)
            made += 1
    return made


def _claim(*, at: datetime) -> Letter | None:
    """The next letter due, with its next attempt already set: whatever kills us now, it comes up again later."""
    with transaction.atomic():
        letter = Letter.objects.due(at).select_for_update(skip_locked=True, of=("self",)).first()
        if letter is not None:
            letter.not_before = at + AGAIN_AFTER[min(letter.attempts, len(AGAIN_AFTER) - 1)]
            letter.attempts += 1
            letter.save(update_fields=["not_before", "attempts"])
    return letter


def _post(claimed: Letter, *, at: datetime, connection: BaseEmailBackend) -> str | None:
    """Send one letter and note what became of it; None when another worker has it."""
    with transaction.atomic():
        letter = (
            Letter.objects.waiting()
            # Waits: another worker that was looking for work may hold the row for a moment.
            .select_for_update(of=("self",))
            .filter(pk=claimed.pk, attempts=claimed.attempts)
            .first()
        )
        if letter is None:
            return None
        try:
            connection.open()
            connection.send_messages([_envelope(letter, at=at)])
        except SMTPRecipientsRefused as refused:
            _note_refusal(letter, refused)
        except (SMTPException, OSError) as trouble:
            _note_trouble(letter, trouble)
            connection.close()
        else:
            _note_sent(letter, at=at)
        letter.save()
    return letter.state


def _envelope(letter: Letter, *, at: datetime) -> EmailMultiAlternatives:
    day = localdate(at)
    sender = (
        rules.value("letters.sender", on=day) or rules.value("contact.email", on=day) or settings.DEFAULT_FROM_EMAIL
    )
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=sender,
        to=[letter.to_address],
        # Machines must not answer machines (RFC 3834).
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated", **_list_headers(letter)},
    )
    message.attach_alternative(letter.html, "text/html")
    if method := METHOD.search(letter.calendar):
        # As a part of the letter, not only a file: that is what lets Outlook and Gmail change and cancel it later.
        message.attach_alternative(letter.calendar, f"text/calendar; method={method[1]}")
    return message


def _list_headers(letter: Letter) -> dict[str, str]:
    """By which a mail program offers a button to leave a list (RFC 2369 and 8058)."""
    if not letter.unsubscribe:
        return {}
    return {"List-Unsubscribe": f"<{letter.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _note_sent(letter: Letter, *, at: datetime) -> None:
    letter.state, letter.sent_at, letter.trouble = Letter.State.SENT, at, ""
    if letter.secret and not settings.DEMO:
        letter.subject, letter.text, letter.html = "A code", HIDDEN, ""


def _note_refusal(letter: Letter, refused: SMTPRecipientsRefused) -> None:
    """A mail server that says 5xx means never; 4xx means later."""
    code, words = next(iter(refused.recipients.values()))
    letter.trouble = letters.short(f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}")
    letter.state = Letter.State.REFUSED if code >= 500 else _later_or_never(letter)


def _note_trouble(letter: Letter, trouble: Exception) -> None:
    letter.trouble = letters.short(f"{type(trouble).__name__}: {trouble}")
    letter.state = _later_or_never(letter)


def _later_or_never(letter: Letter) -> str:
    return Letter.State.GIVEN_UP if letter.attempts >= len(AGAIN_AFTER) else Letter.State.WAITING
