"""Things of the desk in few words, made by its verbs."""

from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from django.db import transaction

from office import letters
from office.models import Letter
from partnership.models import Person

_number = count(1)
AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/London"))


def a_letter(*, to: Person | str = "somebody@oakshire.example", key: str = "", at: datetime = AT, **words) -> Letter:
    """A letter that waits to be posted, with one part inside it."""
    part = {"subject": "A thing", "text": "Something has happened.\n"}
    wanted = {"topic": Letter.Topic.OFFICE, "template": "office/digest", "context": {"parts": [part]}, **words}
    with transaction.atomic():
        letter = letters.write(to=to, key=key or f"test {next(_number)}", at=at, **wanted)
    assert letter is not None
    return letter
