"""What children, families and practitioners told us: recorded without a name, answered with what changed, published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from figures import suppression
from office import drafts
from partnership import trail
from partnership.access import can, check
from partnership.identifiers import find
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import beside, campaign_search, knots, wording
from priorities.models import Action, Audience, Finding, Priority, Theme, Voice

FORM, NEW = "voice", "new_voice"
MOST = 1_000_000
NOT_COUNTED = "Not counted"
# After so long without a word of what changed, a voice is a loose end.
PATIENCE = knots.PATIENCE[knots.Stage.VOICE]


@dataclass(frozen=True)
class Told:
    """What was told, as the form gives it; `agency` is who heard it, None for the partnership itself."""

    speaker: str
    channel: str
    heard_on: date
    text: str
    people: int | None = None
    agency: Agency | None = None
    audience: str = Audience.MEMBERS
    offered: bool = False
    priorities: tuple[Priority, ...] = ()
    themes: tuple[Theme, ...] = ()


SEVERAL = ("priorities", "themes")
PLAIN = tuple(field.name for field in fields(Told) if field.name not in SEVERAL)


def record(*, by: Person, told: Told, at: datetime, typed_as: str | None = None) -> Voice:
    """Record what somebody told us; it is published later, by somebody else. `typed_as` names its draft.

    Refusal when the day is still to come, nobody or too many said so, or the text names a child.
    """
    check(by, Permission.RECORD_VOICES, agency=told.agency)
    _refuse_unfit(told, on=localdate(at))
    with transaction.atomic():
        voice = Voice(recorded_by=by, recorded_at=at)
        _write(voice, told)
        drafts.discard(by=by, form=NEW, record=typed_as)
        trail.leave("voice recorded", by=by, about=voice, agency=told.agency, channel=told.channel)
    return voice


def values_of(voice: Voice) -> dict[str, Any]:
    """What the form of change begins with and what its mark is made of."""
    plain = {name: getattr(voice, name) for name in PLAIN}
    several = {name: sorted(str(pk) for pk in getattr(voice, name).values_list("pk", flat=True)) for name in SEVERAL}
    return plain | several | {"agency": voice.agency.name if voice.agency else ""}


def change(*, by: Person, voice: Voice, told: Told, mark: str, at: datetime) -> Voice:
    """Change what was recorded, with the hand of the agency it was and of that it will be.

    ChangedMeanwhile when somebody else has saved since; Refusal when it is published: it is withdrawn first.
    """
    check(by, Permission.RECORD_VOICES, agency=voice.agency)
    check(by, Permission.RECORD_VOICES, agency=told.agency)
    with transaction.atomic():
        voice = _locked(voice)
        drafts.refuse_stale(values_of(voice), mark=mark)
        if voice.published:
            raise Refusal("The public reads this. It is withdrawn first, then changed, then read by somebody else.")
        _refuse_unfit(told, on=localdate(at))
        _write(voice, told)
        drafts.discard(by=by, form=FORM, record=str(voice.pk))
        trail.leave("voice changed", by=by, about=voice, agency=voice.agency)
    return voice


def say_what_changed(
    *, by: Person, voice: Voice, what_changed: str, changed: Iterable[Action] = (), led_to: Iterable[Finding] = (),
    at: datetime,
) -> Voice:  # fmt: skip
    """Say what changed because of it, and tie it to the actions and findings it led to; an empty text takes it back.

    On a published voice, words of somebody who may not publish are read by somebody else first: until then only
    members see the voice.
    """
    check(by, Permission.RECORD_VOICES, agency=voice.agency)
    wording.refuse_identifiers(what_changed)
    text = what_changed.strip()
    with transaction.atomic():
        voice = _locked(voice)
        if voice.published and text != voice.what_changed and not may_publish(by, voice):
            _unpublish(voice, offered=True)
        if text != voice.what_changed:
            voice.what_changed, voice.changed_on = text, localdate(at) if text else None
        voice.save()
        beside.set_ties(voice.changed, chosen=changed, by=by)
        beside.set_ties(voice.led_to, chosen=led_to, by=by)
        campaign_search.renew_voice(voice)
        trail.leave("voice answered", by=by, about=voice, agency=voice.agency)
    return voice


def may_publish(person: Person | AnonymousUser, voice: Voice) -> bool:
    """Whether a person may let the public read this: somebody else than the one who recorded it."""
    return can(person, Permission.PUBLISH_VOICES) and person.pk != voice.recorded_by_id


def may_withdraw(person: Person | AnonymousUser, voice: Voice) -> bool:
    """Whether a person may take this back from the public."""
    return can(person, Permission.PUBLISH_VOICES) or can(person, Permission.RECORD_VOICES, agency=voice.agency)


def publish(*, by: Person, voice: Voice, at: datetime) -> Voice:
    """Let the public read it; Refusal when the hand is that which recorded it."""
    check(by, Permission.PUBLISH_VOICES)
    with transaction.atomic():
        voice = _locked(voice)
        if voice.recorded_by_id == by.pk:
            raise Refusal("You recorded this yourself. Somebody else reads it before the public does.")
        if not voice.offered:
            raise Refusal("It has not been offered to the public. Ask whoever recorded it.")
        wording.refuse_identifiers(voice.text, voice.what_changed)
        voice.audience, voice.published_by, voice.published_at = Audience.PUBLISHED, by, at
        voice.save(update_fields=["audience", "published_by", "published_at"])
        campaign_search.renew_voice(voice)
        trail.leave("voice published", by=by, about=voice, agency=voice.agency)
    return voice


def withdraw(*, by: Person, voice: Voice) -> Voice:
    """Take it back from the public; members still see it. Whoever may publish may, and whoever recorded it."""
    if not may_withdraw(by, voice):
        raise PermissionDenied
    with transaction.atomic():
        voice = _locked(voice)
        _unpublish(voice, offered=False)
        voice.save()
        campaign_search.renew_voice(voice)
        trail.leave("voice withdrawn", by=by, about=voice, agency=voice.agency)
    return voice


def how_many(voice: Voice, *, person: Person | AnonymousUser) -> str:
    """How many spoke, as a person may read it: exact for whoever keeps it, no small number for anybody else."""
    if voice.people is None:
        return NOT_COUNTED
    if can(person, Permission.RECORD_VOICES, agency=voice.agency):
        return f"{voice.people:,}"
    return suppression.written(suppression.suppress({"people": voice.people})["people"])


def is_unheard(voice: Voice, *, on: date) -> bool:
    """Whether nothing has changed for so long that it is a loose end."""
    return not voice.what_changed and voice.heard_on + PATIENCE < on


def doubts(voice: Voice) -> list[str]:
    """What in its words may name a child, in sentences that do not repeat it; for whoever publishes."""
    parts = (("What was said", voice.text), ("What changed", voice.what_changed))
    return [f"{part}, {found.sentence[0].lower()}{found.sentence[1:]}" for part, text in parts for found in find(text)]


def told_from(given: Mapping[str, Any]) -> Told:
    """What was told, out of the clean values of a form, whatever else they hold."""
    names = Told.__dataclass_fields__
    return Told(**{k: tuple(v) if k in SEVERAL else v for k, v in given.items() if k in names})


def _locked(voice: Voice) -> Voice:
    return Voice.objects.select_for_update(of=("self",)).select_related("agency").get(pk=voice.pk)


def _unpublish(voice: Voice, *, offered: bool) -> None:
    voice.offered = offered
    if voice.published:
        voice.audience = Audience.MEMBERS
    voice.published_by = voice.published_at = None


def _write(voice: Voice, told: Told) -> None:
    for name in PLAIN:
        value = getattr(told, name)
        setattr(voice, name, value.strip() if isinstance(value, str) else value)
    voice.save()
    for name in SEVERAL:
        getattr(voice, name).set(getattr(told, name))
    campaign_search.renew_voice(voice)


def _refuse_unfit(told: Told, *, on: date) -> None:
    wording.refuse_identifiers(told.text)
    if not told.text.strip():
        raise Refusal("Write what was said, in a sentence or two.")
    if told.heard_on > on:
        raise Refusal("This day is still to come. Write the day it was said.")
    if told.people is not None and not 1 <= told.people <= MOST:
        raise Refusal(f"How many said so? Give a number from 1 to {MOST:,}, or leave it empty.")
    if told.audience == Audience.PUBLISHED:
        raise Refusal("Nobody publishes what he or she records. Offer it, and somebody else reads it first.")
    if told.offered and told.audience == Audience.AGENCY:
        raise Refusal("What is kept to one agency cannot be offered to the public. Choose one of the two.")
