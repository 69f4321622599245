"""Whom a campaign reached: figures reported by agencies, and the files that partners may use."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from figures import suppression
from office import evidence
from partnership import trail
from partnership.access import can, check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import campaigns, wording
from priorities.models import Asset, Campaign, Reach

# No county has more people; a larger number is a slip of the hand.
MOST = 10_000_000


@dataclass(frozen=True)
class Reached:
    """The figures of a campaign, fit to be shown: rows with their people in words, and the total."""

    rows: tuple[tuple[Reach, str], ...]
    total: str


def report(
    *, by: Person, campaign: Campaign, agency: Agency, channel: str, people: int, counted_on: date, at: datetime
) -> Reach:
    """Report how many people an agency reached in one way, counted on a day.

    Refusal when the day is still to come or lies before the campaign, or when the number cannot be.
    """
    check(by, Permission.JOIN_CAMPAIGNS, agency=agency)
    wording.refuse_identifiers(channel)
    if not 0 <= people <= MOST:
        raise Refusal(f"Give a number of people from 0 to {MOST:,}.")
    if not channel.strip():
        raise Refusal("Say how people were reached, such as: assemblies.")
    if counted_on > localdate(at):
        raise Refusal("The day is still to come. Write the day on which it was counted.")
    if counted_on < campaign.starts_on:
        raise Refusal(f"The campaign began on {campaign.starts_on:%-d %B %Y}. Count from then on.")
    with transaction.atomic():
        counted = Reach.objects.create(
            campaign=campaign, agency=agency, channel=channel.strip(), people=people, counted_on=counted_on,
            reported_by=by, reported_at=at,
        )  # fmt: skip
        trail.leave("reach reported", by=by, about=counted, agency=agency, campaign=campaign.pk, people=people)
    return counted


def take_back(*, by: Person, counted: Reach) -> None:
    """Take a figure back that was reported by mistake."""
    check(by, Permission.JOIN_CAMPAIGNS, agency=counted.agency)
    with transaction.atomic():
        trail.leave("reach taken back", by=by, about=counted, agency=counted.agency, campaign=counted.campaign_id)
        counted.delete()


def shown(campaign: Campaign, *, person: object) -> Reached:
    """The figures as a person may read them: whoever keeps campaigns sees all, others no small number."""
    rows = list(campaign.reach.select_related("agency"))
    counts: dict[int | str, int | None] = {row.pk: row.people for row in rows}
    if not rows:
        return Reached((), "")
    counts["total"] = sum(row.people for row in rows)
    fit: dict[int | str, suppression.Shown] = dict(counts)
    if not can(person, Permission.KEEP_CAMPAIGNS):  # type: ignore[arg-type]
        fit = suppression.suppress(counts, suppression.one_way([row.pk for row in rows], "total"))
    return Reached(tuple((row, suppression.written(fit[row.pk])) for row in rows), suppression.written(fit["total"]))


# Files ------------------------------------------------------------------------


def add_asset(*, by: Person, campaign: Campaign, title: str, upload: UploadedFile, at: datetime) -> Asset:
    """Add a file that partners may use; Refusal says why it is not taken."""
    campaigns.check_works_on(campaign, by=by)
    wording.refuse_identifiers(title)
    with transaction.atomic():
        kept = evidence.take(by=by, upload=upload, at=at)
        asset = Asset.objects.create(campaign=campaign, title=title.strip(), file=kept)
        trail.leave("campaign file added", by=by, about=asset, agency=campaign.lead_agency, campaign=campaign.pk)
    return asset


def remove_asset(*, by: Person, asset: Asset) -> None:
    """Take a file from a campaign; nobody can download it any more."""
    campaigns.check_works_on(asset.campaign, by=by)
    with transaction.atomic():
        trail.leave("campaign file removed", by=by, about=asset, campaign=asset.campaign_id)
        asset.delete()
