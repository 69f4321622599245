"""Things of the desk in few words, made by its verbs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from office import joining, letters, questionnaire_files, questionnaires
from office.models import JoinRequest, Letter, Version
from partnership.models import Agency, Person
from partnership.refusals import Refusal

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


def a_request(*, email: str = "ines@home.example", agency: Agency, at: datetime = AT, **words: str) -> JoinRequest:
    """Somebody new asks to join an agency."""
    about = {"name": "Ines Alderbrook", "job_role": "Nurse", "professional_group": "health", **words}
    return joining.ask(email=email, agency=agency, at=at, **about)


def a_code(email: str) -> str:
    """The code in the last letter to an address."""
    words = Letter.objects.filter(to_address=email).latest("pk").text
    return re.search(r"^\d{6}$", words, flags=re.MULTILINE).group()


def in_boxes(name: str, day: date) -> dict[str, int]:
    """A day as a form sends it: three boxes."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """What is done inside is refused with this sentence, to the letter."""
    with pytest.raises(Refusal) as no:
        yield
    assert no.value.sentence == sentence


def a_published_questionnaire(cast: Any, key: str = "section-11") -> Version:
    """One that comes with the portal, reviewed by a board member."""
    return published(cast, questionnaire_files.load(by=cast.administrator, key=key, at=AT))


def published(cast: Any, version: Version) -> Version:
    """A draft, reviewed by a board member and published."""
    questionnaires.ask_for_review(by=cast.administrator, version=version, reviewer=cast.board)
    questionnaires.review(by=cast.board, version=version, words="It is clear.", fit=True, at=AT)
    return questionnaires.publish(by=cast.administrator, version=version, at=AT)
