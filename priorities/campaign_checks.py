"""What must never be among campaigns and voices, beyond what the database itself refuses."""

from collections.abc import Iterator

from django.db.models import F
from django.db.models.functions import TruncDate

from partnership import identifiers
from priorities.models import Campaign, Pledge, Reach, Voice


def broken() -> Iterator[str]:
    """One sentence for each thing that must never be."""
    yield from _published_without_purpose()
    yield from _pledged_after_leaving()
    yield from _counted_before_it_began()
    yield from _published_with_identifier()


def _published_without_purpose() -> Iterator[str]:
    for campaign in Campaign.objects.published():
        missing = [name for name in ("title", "topic", "aim", "audience_words") if not getattr(campaign, name).strip()]
        if missing:
            yield f"Campaign {campaign.pk} is published without {' and '.join(missing)}."


def _pledged_after_leaving() -> Iterator[str]:
    for pledge in Pledge.objects.filter(agency__active_until__lt=TruncDate("pledged_at")):
        yield f"Pledge {pledge.pk} was made for agency {pledge.agency_id} after it had left the partnership."


def _counted_before_it_began() -> Iterator[str]:
    for counted in Reach.objects.filter(counted_on__lt=F("campaign__starts_on")):
        yield f"Reach {counted.pk} of campaign {counted.campaign_id} was counted before the campaign began."


def _published_with_identifier() -> Iterator[str]:
    for voice in Voice.objects.filter(published_at__isnull=False).iterator(chunk_size=500):
        if any(found.refused for text in (voice.text, voice.what_changed) for found in identifiers.find(text)):
            yield f"Voice {voice.pk} is published and holds what certainly names a child."
