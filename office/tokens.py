"""Keys to the API: an agency's system holds one, the portal only its digest; it is shown once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from office import reminders
from office.drafts import mark_of
from office.models import Token
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

LONGEST = timedelta(days=366)
# How many days before its last a key's end is told to whoever answers for it.
TOLD_BEFORE = (30, 7, 1)


@dataclass(frozen=True)
class Issued:
    """A key just issued, with its secret: the only moment it is known."""

    token: Token
    secret: str


def issue(
    *, by: Person, agency: Agency, responsible: Person, name: str, scopes: list[str], expires_on: date, at: datetime,
    mark: str | None = None,
) -> Issued:  # fmt: skip
    """Issue a key in the name of somebody who belongs to the agency; Refusal for nobody of it, or for too long.

    `mark`, where a form was asked, is that of the keys the agency had when it was opened (mark_for): a form that is
    sent twice, as by reloading the page that shows the key, is refused.
    """
    check(by, Permission.MANAGE_AGENCIES)
    today = localdate(at)
    if not today < expires_on <= today + LONGEST:
        raise Refusal("A key lasts at least until tomorrow and at most one year. Choose a day in between.")
    if not Person.objects.at(agency, on=today).current().filter(pk=responsible.pk).exists():
        raise Refusal(f"{responsible} does not belong to {agency} today. Choose somebody who does.")
    prefix = f"oscb_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        if mark is not None and mark != mark_for(agency):
            raise Refusal(
                f"A key has been issued for {agency} since this form was opened; it was shown then and cannot be shown "
                "again. If you need another, open the form anew from the page of the agency."
            )
        token = Token.objects.create(
            agency=agency, responsible=responsible, name=name, prefix=prefix, digest=_digest(secret), scopes=scopes,
            issued_by=by, issued_at=at, expires_on=expires_on,
        )  # fmt: skip
        trail.leave("key issued", by=by, about=token, agency=agency, responsible=responsible.pk)
    return Issued(token, secret)


def mark_for(agency: Agency) -> str:
    """The mark of the keys that were ever issued for an agency."""
    return mark_of({"issued": Token.objects.filter(agency=agency).count()})


def revoke(*, by: Person, token: Token, at: datetime) -> None:
    """Revoke a key at once; Refusal when it has been revoked before."""
    check(by, Permission.MANAGE_AGENCIES)
    with transaction.atomic():
        held = Token.objects.select_for_update().get(pk=token.pk)
        if held.revoked_at:
            raise Refusal("This key has been revoked already.")
        held.revoked_at, held.revoked_by = at, by
        held.save(update_fields=["revoked_at", "revoked_by"])
        trail.leave("key revoked", by=by, about=held, agency=held.agency)


def opened_with(secret: str, *, on: date) -> Token | None:
    """The living key of this secret; notes once a day that it is used."""
    token = Token.objects.living(on).for_list().filter(digest=_digest(secret)).first()
    if token is None or not Person.objects.at(token.agency, on=on).filter(pk=token.responsible_id).exists():
        return None
    if token.last_used_on != on:
        Token.objects.filter(pk=token.pk).update(last_used_on=on)
    return token


def remind_of_end(*, at: datetime) -> int:
    """Tell whoever answers for a key that it ends, 30 days, 7 days and 1 day before; returns how many are told now."""
    today = localdate(at)
    told = 0
    for token in Token.objects.living(today).for_list().filter(expires_on__lte=today + timedelta(days=TOLD_BEFORE[0])):
        step = reminders.step_before(token.expires_on, steps=TOLD_BEFORE, on=today)
        with transaction.atomic():
            told += reminders.remind(
                of="key ends", thing=token, step=step or 0, due=token.expires_on, to=token.responsible,
                template="office/key_ends", context={"token": token}, at=at,
            )  # fmt: skip
    return told


def _digest(secret: str) -> str:
    """A key holds 256 bits of chance, so a plain hash is enough: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
