"""Thanks from outside, without an account: by adults, with a proven address, read by the office before anybody else."""

from datetime import datetime
from secrets import token_hex

from django.db import transaction

from commendations import moving, nominating, telling
from commendations.models import Commendation
from commendations.nominating import Thanks
from office import codes, letters, mailboxes
from partnership import trail


def send_code(*, email: str, at: datetime) -> None:
    """Send a code to the address of whoever wants to thank somebody; nothing of the story is kept yet."""
    with transaction.atomic():
        code = codes.issue(email=email, at=at)
        letters.write(
            to=mailboxes.tidy(email), topic=letters.Topic.SIGN_IN, template="commendations/code",
            context={"code": code},
            # The key holds no address: it outlives the letter's.
            key=f"{telling.OUTSIDE} code {token_hex(8)}", at=at, secret=True,
        )  # fmt: skip


def thank(*, email: str, name: str, told_by: str, thanks: Thanks, at: datetime) -> Commendation:
    """Send in a nomination from outside; whoever calls has had the address proven. Refusals are those of everybody."""
    nominating.refuse_unfit(thanks, by=None)
    with transaction.atomic():
        made = Commendation(
            outside=True,
            outside_name=name.strip(),
            outside_email=mailboxes.tidy(email),
            told_by=told_by,
            nominated_at=at,
        )
        nominating.write(made, thanks=thanks)
        moving.note(made, deed="nominate", by=None, at=at)
        telling.received(made, at=at)
        trail.leave("thanked from outside", by=None, about=made, category=made.category_id)
    return made
