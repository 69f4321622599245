"""What waits for a person of campaigns and voices: pledges asked for, voices to publish."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from partnership.access import agencies_where, holds
from partnership.models import Person
from partnership.permissions import Permission
from partnership.waits import Wait
from priorities.models import PledgeRequest, Voice
from priorities.voice import PATIENCE


def waiting(person: Person, *, on: date) -> Iterator[Wait]:
    """One line for each pledge asked for, each own voice after which nothing changed, each one may publish."""
    yield from _pledges(person, on)
    if holds(person, Permission.RECORD_VOICES):
        yield from _unheard(person, on)
    if holds(person, Permission.PUBLISH_VOICES):
        yield from _to_publish(person)


def _pledges(person: Person, on: date) -> Iterator[Wait]:
    agencies = agencies_where(person, Permission.JOIN_CAMPAIGNS)
    if agencies is None:
        # The business unit may pledge for all, but only chases them.
        return
    for asked in PledgeRequest.objects.open(on).of(agencies).select_related("campaign", "agency"):
        yield Wait(
            f"Pledge something to “{Truncator(asked.campaign.title).chars(70)}”",
            f"{asked.agency} was asked what it will do.",
            reverse("campaign", args=[asked.campaign.slug]),
            asked.campaign.pledge_by,
        )


def _unheard(person: Person, on: date) -> Iterator[Wait]:
    """Of the agencies one records for; the business unit answers for what the partnership itself heard."""
    agencies = agencies_where(person, Permission.RECORD_VOICES)
    heard_by = Q(agency=None) if agencies is None else Q(agency__in=agencies)
    for voice in Voice.objects.visible_to(person).unheard(on - PATIENCE).filter(heard_by):
        yield Wait(
            f"Say what changed because of “{Truncator(voice.text).chars(60)}”",
            f"Told us in {voice.heard_on:%B %Y}, more than a year ago; nothing has changed that anybody said.",
            reverse("voice", args=[voice.pk]),
            voice.heard_on + PATIENCE,
        )


def _to_publish(person: Person) -> Iterator[Wait]:
    for voice in Voice.objects.visible_to(person).to_publish().exclude(recorded_by=person).for_list():
        yield Wait(
            f"Read “{Truncator(voice.text).chars(60)}” before the public does",
            f"{voice.recorded_by} offers it for publication.",
            reverse("voice", args=[voice.pk]),
        )
