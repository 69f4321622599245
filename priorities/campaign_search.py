"""Search rows of campaigns and voices: the published ones for everybody."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.text import Truncator

from office import findable
from office.findable import PUBLIC, Entry, audiences_for
from partnership.models import Agency
from partnership.permissions import Permission
from priorities.models import Audience, Campaign, Voice


def entries() -> Iterator[Entry]:
    """Every campaign and every voice."""
    for campaign in Campaign.objects.select_related("lead_agency"):
        yield of_campaign(campaign)
    for voice in Voice.objects.select_related("agency__parent__parent"):
        yield of_voice(voice)


def renew_campaign(campaign: Campaign) -> None:
    """Write the row of a campaign anew, in the transaction of the verb that changed it."""
    findable.write([of_campaign(campaign)])


def renew_voice(voice: Voice) -> None:
    """Write the row of a voice anew, in the transaction of the verb that changed it."""
    findable.write([of_voice(voice)])


def of_campaign(campaign: Campaign) -> Entry:
    """A campaign: for members, once published for everybody."""
    return Entry(
        key=f"priorities.campaign:{campaign.pk}",
        kind="Campaign",
        title=campaign.title,
        summary=campaign.topic,
        body=f"{campaign.aim} {campaign.audience_words} {campaign.lead_agency}",
        address=reverse("campaign", args=[campaign.slug]),
        audiences=(PUBLIC,) if campaign.published else audiences_for(Permission.SEE_ACTIONS),
    )


def of_voice(voice: Voice) -> Entry:
    """A voice, by its audience."""
    return Entry(
        key=f"priorities.voice:{voice.pk}",
        kind="Voice",
        title=Truncator(voice.text).chars(120),
        summary=f"{voice.get_speaker_display()}, {voice.get_channel_display().lower()}",
        body=f"{voice.text} {voice.what_changed}",
        address=reverse("voice", args=[voice.pk]),
        audiences=_audiences(voice),
    )


def _audiences(voice: Voice) -> tuple[str, ...]:
    if voice.audience == Audience.PUBLISHED:
        return (PUBLIC,)
    if voice.audience == Audience.MEMBERS:
        return audiences_for(Permission.SEE_ACTIONS)
    lines = {agency.pk for agency in _line(voice.agency)}
    return (*audiences_for(Permission.SEE_AGENCY_MATTERS), *(f"agency:{pk}" for pk in sorted(lines)))


def _line(agency: Agency | None) -> Iterator[Agency]:
    while agency is not None:
        yield agency
        agency = agency.parent
