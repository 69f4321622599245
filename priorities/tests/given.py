"""Things of the backbone in few words, made by its verbs, so that no test stands on a state the house forbids."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localdate

from office import agencies
from partnership.models import Agency, Membership, Person
from partnership.refusals import Refusal
from priorities import actions, campaigns, doing, findings, proving, themes, voice
from priorities.models import Action, Campaign, Finding, Priority, Recommendation, Theme, Voice

_number = count(1)
AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/London"))
ON = AT.date()


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """What is done inside is refused with this sentence, to the letter."""
    with pytest.raises(Refusal) as no:
        yield
    assert no.value.sentence == sentence


def a_theme(slug: str = "neglect") -> Theme:
    """One of the themes; a transactional test may have emptied the table."""
    themes.settle()
    return Theme.objects.get(slug=slug)


def a_priority(name: str = "Tackling neglect") -> Priority:
    """A priority; plans are kept by verbs of their own."""
    slug = name.lower().replace(" ", "-")
    return Priority.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def a_finding(cast: Any, *, text: str = "", at: datetime = AT, **words: Any) -> Finding:
    """A finding of an inspection, recorded by the business unit."""
    return findings.record(**{
        "by": cast.administrator, "at": at, "text": text or f"Fathers are not invited ({next(_number)})",
        "source_kind": Finding.Source.INSPECTION, "source_title": "Inspection, October 2026",
        "on": localdate(at), **words,
    })  # fmt: skip


def a_recommendation(cast: Any, *, to: list[Agency] | None = None, at: datetime = AT, **words: Any) -> Recommendation:
    """A recommendation to the health trust, or to the agencies named."""
    return findings.recommend(**{
        "by": cast.administrator, "at": at, "text": f"Invite every father ({next(_number)})",
        "agencies": to or [cast.agencies.health_trust], **words,
    })  # fmt: skip


def a_promise(cast: Any, *, due_on: date = ON + timedelta(days=90), **words: Any) -> actions.Promise:
    """What an action of the health trust, owned by its practitioner, says."""
    return actions.Promise(**{
        "text": f"Every invitation names the father ({next(_number)})",
        "measure_text": "Share of conferences a father attended", "owner_agency": cast.agencies.health_trust,
        "owner_person": cast.practitioner, "due_on": due_on, "strength": "strong", **words,
    })  # fmt: skip


def a_proposed_action(cast: Any, *, at: datetime = AT, answers: Recommendation | None = None, **words: Any) -> Action:
    """An action the lead has proposed for the health trust."""
    by: Person = words.pop("by", cast.lead)
    return actions.propose(promise=a_promise(cast, **words), by=by, at=at, answers=answers)


def an_agreed_action(cast: Any, *, at: datetime = AT, **words: Any) -> Action:
    """An action under way."""
    return actions.agree(action=a_proposed_action(cast, at=at, **words), by=cast.administrator, at=at)


def a_done_action(cast: Any, *, at: datetime = AT, **words: Any) -> Action:
    """An action whose owner says that it is done, with evidence."""
    action = an_agreed_action(cast, at=at, **words)
    owner = action.owner_person or cast.lead
    doing.give_evidence(action=action, by=owner, at=at, text="The new letter is in use.")
    return doing.mark_done(action=action, by=owner, at=at, done="The letter was changed.")


def an_evidenced_action(cast: Any, *, at: datetime = AT, **words: Any) -> Action:
    """An action whose evidence the business unit has accepted."""
    return proving.accept_evidence(action=a_done_action(cast, at=at, **words), by=cast.administrator, at=at)


def a_tested_action(cast: Any, *, at: datetime = AT, **words: Any) -> Action:
    """An action whose impact the scrutineer has tested."""
    action = an_evidenced_action(cast, at=at, **words)
    a_test_of_impact(action, cast.scrutineer, at=at)
    action.refresh_from_db()
    return action


def a_test_of_impact(action: Action, by: Person, *, at: datetime = AT, rating: str = "some") -> None:
    """Somebody tests the impact of an action."""
    proving.test_impact(action=action, by=by, at=at, impact_type="practice", source="audit", rating=rating,
                        text="Eight of ten letters named the father.")  # fmt: skip


def a_closed_action(cast: Any, *, at: datetime = AT, **words: Any) -> Action:
    """An action that has passed both gates."""
    return actions.close(action=a_tested_action(cast, at=at, **words), by=cast.administrator, at=at)


def a_dropped_action(cast: Any, *, until: date = ON + timedelta(days=30), at: datetime = AT, **words: Any) -> Action:
    """An action not pursued until a day."""
    action = an_agreed_action(cast, at=at, **words)
    return actions.not_pursue(action=action, by=cast.administrator, at=at, reason="No money this year.", until=until)


# Campaigns, voices, the other board ---------------------------------------------


def the_other_board(cast: Any) -> tuple[Agency, Person]:
    """The adults board, and who answers for it."""
    began = date(2020, 1, 1)
    board = agencies.add(by=cast.administrator, name="Oakshire Safeguarding Adults Board", kind=Agency.Kind.BOARD,
                         sector=Agency.Sector.PARTNERSHIP, active_from=began)  # fmt: skip
    lead = Person.objects.create_user("other-board@oakshire.example", name="Winifred Ashcombe")
    Membership.objects.create(person=lead, agency=board, role="agency_lead", starts_on=began)
    return board, lead


def a_brief(cast: Any, *, on: date = ON, **words: Any) -> campaigns.Brief:
    """What a campaign of the health trust says that began ten days ago and runs for two months."""
    return campaigns.Brief(**{
        "title": f"Ask me how I am ({next(_number)})", "topic": "Mental health", "aim": "Everybody knows whom to tell.",
        "audience_words": "Young people", "starts_on": on - timedelta(days=10), "ends_on": on + timedelta(days=60),
        "lead_agency": cast.agencies.health_trust, **words,
    })  # fmt: skip


def a_campaign(cast: Any, *, at: datetime = AT, **words: Any) -> Campaign:
    """A campaign that only members see."""
    return campaigns.start(by=cast.administrator, brief=a_brief(cast, on=localdate(at), **words), at=at)


def a_published_campaign(cast: Any, *, at: datetime = AT, **words: Any) -> Campaign:
    """A campaign the public reads about."""
    return campaigns.publish(by=cast.administrator, campaign=a_campaign(cast, at=at, **words), at=at)


def a_voice(cast: Any, *, at: datetime = AT, **words: Any) -> Voice:
    """Something the lead's health trust was told, offered to the public."""
    by: Person = words.pop("by", cast.lead)
    told = voice.Told(**{
        "speaker": "children", "channel": "group", "heard_on": localdate(at) - timedelta(days=20), "people": 14,
        "text": f"We tell our story to every new worker ({next(_number)})", "agency": cast.agencies.health_trust,
        "offered": True, **words,
    })  # fmt: skip
    return voice.record(by=by, told=told, at=at)


def a_published_voice(cast: Any, *, at: datetime = AT, **words: Any) -> Voice:
    """A voice the public reads."""
    return voice.publish(by=cast.administrator, voice=a_voice(cast, at=at, **words), at=at)
