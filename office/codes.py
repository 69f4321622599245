"""Codes that prove an e-mail address of somebody without an account: six figures, short-lived, few tries."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from office import mailboxes
from office.models import JoinCode
from partnership.refusals import Refusal

CODE_LASTS = timedelta(minutes=20)  # mail of the police and the NHS is slow
TRIES = 5
WRONG_CODE = "This code is not right, or no longer valid. Check it, or ask for a new one."


def issue(*, email: str, at: datetime) -> str:
    """A new code for an address, inside the transaction that writes the letter; earlier ones stop working."""
    email = mailboxes.tidy(email)
    code = f"{secrets.randbelow(10**6):06d}"
    JoinCode.objects.update_or_create(
        email=email,
        defaults={"digest": _digest(email, code), "expires_at": at + CODE_LASTS, "tries_left": TRIES},
    )
    return code


def prove(*, email: str, code: str, at: datetime) -> None:
    """Use up the code of an address; raises Refusal when it is wrong, too old or tried too often."""
    email = mailboxes.tidy(email)
    with transaction.atomic():
        kept = JoinCode.objects.select_for_update().filter(email=email).first()
        right = kept is not None and kept.lives(at) and constant_time_compare(kept.digest, _digest(email, code))
        if right:
            kept.delete()
        elif kept is not None and kept.tries_left:
            kept.tries_left -= 1
            kept.save(update_fields=["tries_left"])
    if not right:
        raise Refusal(WRONG_CODE)


def _digest(email: str, code: str) -> str:
    digits = "".join(sign for sign in code if sign.isdecimal())
    return salted_hmac("office.joining.code", f"{email} {digits}", algorithm="sha256").hexdigest()
