"""Cases, learning and messages in few words, made by the verbs, so that no test stands on a state the house forbids."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from partnership.models import Person
from partnership.refusals import Refusal
from reviews import conducting, contributing, deciding, publishing, repeat_messages, reporting, team
from reviews.models import Contribution, Message, Product, Report, Review

_number = count(1)
AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/London"))
ON = AT.date()
NAMES = ("Alder", "Bryony", "Cobnut", "Dewberry", "Elmsett", "Foxglove", "Gorse", "Hawkbit", "Ironwort", "Juniper")


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """What is done inside is refused with this sentence, to the letter."""
    with pytest.raises(Refusal) as no:
        yield
    assert no.value.sentence == sentence


def a_case(cast: Any, *, at: datetime = AT, **words: Any) -> Review:
    """A case that became known a week ago, led by the coordinator."""
    return conducting.open_case(**{
        "by": cast.coordinator, "at": at, "code_name": NAMES[next(_number) % len(NAMES)],
        "summary": "An infant was seriously harmed. Several services had seen the household.",
        "aware_on": at.date() - timedelta(days=7), "agencies": [cast.agencies.health_trust], **words,
    })  # fmt: skip


def with_team(cast: Any, review: Review, *people: Person, at: datetime = AT) -> Review:
    """The same case with others on its team, each for his or her own agency."""
    for person in people:
        agency = person.memberships.first().agency
        team.add(review=review, person=person, by=cast.coordinator, at=at, agency=agency)
    return review


def a_case_with_partners(cast: Any, *, at: datetime = AT, **words: Any) -> Review:
    """A case whose team has all three partners."""
    return with_team(cast, a_case(cast, at=at, **words), cast.council, cast.police, cast.health, at=at)


def partners_say(cast: Any, review: Review, *answers: bool, at: datetime = AT) -> None:
    """Council, police and health decide, yes unless told otherwise."""
    for person, agrees in zip((cast.council, cast.police, cast.health), answers or (True,) * 3, strict=True):
        deciding.decide(review=review, by=person, at=at, agrees=agrees, reason="As the criteria say.")


def moved(cast: Any, review: Review, key: str, *, on: date = ON, at: datetime = AT, **words: Any) -> Review:
    """One move by the coordinator."""
    return conducting.make(review=review, key=key, by=cast.coordinator, at=at, on=on, **words)


def a_notified_case(cast: Any, **words: Any) -> Review:
    """A case the partners have decided on, notified three days ago."""
    review = a_case_with_partners(cast, **words)
    partners_say(cast, review)
    moved(cast, review, "decide_criteria", on=ON - timedelta(days=4))
    return moved(cast, review, "notify", on=ON - timedelta(days=3))


def a_case_in_report(cast: Any, **words: Any) -> Review:
    """A local review whose report is being written."""
    review = a_notified_case(cast, **words)
    moved(cast, review, "send_rapid_review", decision="local_review", decision_reason="There is more to learn.")
    moved(cast, review, "record_response", panel_agrees=True, panel_response="")
    moved(cast, review, "commission", reviewer="An independent author", terms="Twelve months.", publish_on=None)
    return moved(cast, review, "begin_report")


def a_version(cast: Any, review: Review, *, based_on: int = 0, at: datetime = AT, **words: Any) -> Report:
    """A version of its report."""
    return reporting.write_version(**{
        "review": review, "by": cast.coordinator, "at": at, "based_on": based_on,
        "public_title": "Learning from an infant seriously harmed",
        "text": "## What happened\n\nServices saw the household apart from each other.",
        "improvements": "Health visitors and police now share what they see within a day.", **words,
    })  # fmt: skip


def a_copied_case(cast: Any, **words: Any) -> Review:
    """A case whose signed report the Panel has had for a fortnight."""
    review = a_case_in_report(cast, **words)
    a_version(cast, review)
    partners_say(cast, review)
    moved(cast, review, "sign")
    return moved(cast, review, "send_copy")


def a_contribution(cast: Any, review: Review, *, at: datetime = AT) -> Contribution:
    """What the health trust is asked for; its lead writes."""
    with_team(cast, review, cast.lead, at=at)
    contributing.ask(
        review=review, agencies=[cast.agencies.health_trust], by=cast.coordinator, at=at,
        due_on=at.date() + timedelta(days=14),
    )  # fmt: skip
    return review.contributions.get(agency=cast.agencies.health_trust)


def what_is_written(**words: Any) -> dict[str, Any]:
    """A briefing with all seven boxes."""
    boxes = {name: f"Words of the box {name}." for name, _ in Product.BOXES}
    return {"kind": "briefing", "title": f"Seeing the baby ({next(_number)})", "summary": "What seven reviews say.",
            "year": 2026, "ages": ["babies"], **boxes, **words}  # fmt: skip


def a_draft(cast: Any, *, at: datetime = AT, **words: Any) -> Product:
    """A briefing the coordinator has written."""
    return publishing.write(by=cast.coordinator, at=at, given=what_is_written(**words))


def a_published_briefing(cast: Any, *, at: datetime = AT, **words: Any) -> Product:
    """A briefing the scrutineer has read and published."""
    product = a_draft(cast, at=at, **words)
    publishing.send_to_check(product=product, by=cast.coordinator)
    return publishing.publish(product=product, by=cast.scrutineer, at=at)


def a_message(cast: Any, *, at: datetime = AT, **words: Any) -> Message:
    """A message in the register."""
    return repeat_messages.start(by=cast.administrator, at=at, given={
        "title": f"Too few placements near home ({next(_number)})",
        "text": "Children are placed far away because there is no placement near home.",
        "first_seen_on": date(2021, 5, 1), "local_response": "We ask for places with our neighbours.", **words,
    })  # fmt: skip
